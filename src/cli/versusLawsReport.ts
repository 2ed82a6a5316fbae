import type { Known, Refused, Versus, VersusFits, VersusLaws } from "../index.ts";
import { count, intervalText, short, valueText } from "./numbers.ts";
import { estimated, refusals } from "./recipesWords.ts";
import { table } from "./table.ts";
import { wrapped } from "./wrapped.ts";

/** Laws in the report of `isoloss versus`: what repeats are worth to each family, and what the fits rest on. */

const FAMILIES = ["ar", "mdm"] as const;
const KNOWN: Readonly<Record<Known["state"], string>> = {
  number: "a number",
  "lower-bound": "a lower bound only",
  "upper-bound": "an upper bound only",
  wide: "over more than a decade",
  unknown: "not known",
};

type Named = readonly [rows: string, fits: VersusFits];

function fitsOf({ all, withoutRising }: VersusLaws): { made: Named[]; refused: Refused[] } {
  const parts = [["all rows", all] as const, ...(withoutRising ? [["without rising", withoutRising] as const] : [])];
  return {
    made: parts.flatMap(([name, one]): Named[] => ("reason" in one ? [] : [[name, one]])),
    refused: parts.flatMap(([, one]) => ("reason" in one ? [one] : [])),
  };
}

export function repeatsSection({ laws }: Versus): string[] {
  const title = ["", "What repeats are worth, by the law fitted to both families"];
  if ("reason" in laws) return [...title, ...refusals([{ refused: laws }])];
  const { made, refused } = fitsOf(laws);
  const { law, regularisation, runs, leftOut, place } = laws;
  const setting = regularisation.ar === regularisation.mdm ? regularisation.ar : `AR ${regularisation.ar}, MDM ${regularisation.mdm}`;
  const known = made.flatMap(([name, { repeats }]) =>
    FAMILIES.map((family) => {
      const { eFold, halfLives, ceiling, runs: own } = repeats[family];
      return [
        name,
        family.toUpperCase(),
        String(own),
        knownText(eFold),
        KNOWN[eFold.state],
        estimated(halfLives.half.repeats),
        estimated(ceiling),
      ];
    }),
  );
  const worth = place.epochs.map((epochs, i) => [
    short(epochs),
    ...made.flatMap(([, { repeats }]) => FAMILIES.map((family) => worthText(repeats[family].values[i]))),
  ]);
  return [
    ...title,
    `  ${law} on ${runs.ar} AR and ${runs.mdm} MDM runs${setting ? ` at ${setting}` : ""}; ${leftOut === 0 ? "" : `${leftOut} ${leftOut === 1 ? "row" : "rows"} at other settings ${leftOut === 1 ? "is" : "are"} left out; `}asked at N = ${count(place.N)}, U = ${count(place.U)}`,
    ...heldLines(made),
    ...(known.length > 0
      ? [
          table(["rows", "", "runs", "R_D* (90 %)", "known as", "half-life (95 %)", "ceiling, epochs (95 %)"], known, "  "),
          ...(laws.withoutRising
            ? ["  The law cannot rise: fitted to rows that do, it takes their overfitting for repeats that are worth nothing."]
            : []),
          "  R_D*: repeats after which one more is worth 1/e (37 %) of a fresh token; half-life: after which it is worth half; two conventions of one decay.",
          "  ceiling: endlessly many epochs count as so many. Fresh tokens that the average repeated token is worth (* beyond what was run):",
          table(["epochs", ...made.flatMap(([name]) => FAMILIES.map((family) => `${family.toUpperCase()}, ${name}`))], worth, "  "),
        ]
      : []),
    ...refusals(refused.map((one) => ({ refused: one }))),
  ];
}

/** What every number of the fits takes for granted. */
function heldLines(made: readonly Named[]): string[] {
  const [first] = made;
  if (!first) return [];
  const { held } = first[1].paired;
  const said = FAMILIES.flatMap((family) => {
    const values = Object.entries(held[family]).map(([name, value]) => `${name}=${short(value, 4)}`);
    return values.length > 0 ? [`${family.toUpperCase()} ${values.join(", ")}`] : [];
  });
  return said.length > 0 ? wrapped(`held, not fitted: ${said.join("; ")}`, "  ", "  ") : [];
}

function knownText({ value, interval, state, bound }: Known): string {
  if (state === "lower-bound") return `> ${short(bound ?? Number.NaN, 3)}`;
  if (state === "upper-bound") return `< ${short(bound ?? Number.NaN, 3)}`;
  return state === "number" && interval ? `${valueText(value, interval)}` : interval ? intervalText(interval) : short(value, 3);
}

function worthText(value: VersusFits["repeats"]["ar"]["values"][number] | undefined): string {
  return value?.mean.value === undefined ? "" : `${short(value.mean.value, 2)}${value.inRange ? "" : "*"}`;
}

export function lawsSection({ laws }: Versus): string[] {
  if ("reason" in laws) return [];
  const { made } = fitsOf(laws);
  if (made.length === 0) return [];
  const quality = made.map(([name, { rows, measures, paired }]) => [
    name,
    String(rows),
    ...FAMILIES.map((family) => short(measures[family].r2, 3)),
    ...FAMILIES.map((family) => short(measures[family].r2Log, 3)),
    paired.tests
      .filter(({ likelihoodRatio }) => likelihoodRatio.p < DIFFER)
      .map(({ parameter, likelihoodRatio: { p } }) => `${parameter} (p ${short(p, 1)})`)
      .join(", ") || "none",
    paired.tests
      .filter(({ likelihoodRatio }) => likelihoodRatio.p >= DIFFER)
      .map(({ parameter }) => parameter)
      .join(", ") || "none",
  ]);
  return [
    "",
    "The fits: R² of the loss and of its logarithm, and which parameters differ between the families (likelihood ratio, each shared alone)",
    table(["rows", "n", "R² AR", "MDM", "R² ln AR", "MDM", "differ", "not told apart"], quality, "  "),
    ...made.flatMap(togetherLine),
    ...effectLine(laws),
    ...baseLines(laws),
  ];
}

/** Parameters of one law stand in for each other, so that each alone may be shared where all together may not. */
function togetherLine([name, { paired }]: Named): string[] {
  const { together, tests } = paired;
  if (!together || tests.length < 2) return [];
  return [`  ${name}: each is tested alone; all ${tests.length} shared together: p ${short(together.p, 1)}`];
}

/** The usual level. */
const DIFFER = 0.05;

function effectLine({ effect }: VersusLaws): string[] {
  if (!effect) return [];
  if ("reason" in effect) return [`  ${effect.reason}`];
  const moved = effect.parameters.filter(({ changes }) => changes).map(({ parameter }) => parameter);
  return [
    `  without the ${effect.left.length} rows past the lowest loss: ${moved.length > 0 ? `${moved.join(", ")} move by more than their intervals` : "no parameter moves by more than its interval"}; the law can rise with ${effect.risesWith.join(", ") || "nothing"}`,
  ];
}

function baseLines({ base, all, withoutRising }: VersusLaws): string[] {
  const used = withoutRising ?? all;
  if ("reason" in base || "reason" in used) return [];
  const { held } = used.paired;
  return FAMILIES.flatMap((family) => {
    const [transport, constant] = [base.transport[family], base.constant[family]];
    const one =
      "reason" in transport
        ? transport.reason
        : `the ${"alpha" in held[family] ? "held" : "fitted"} base law on ${transport.rows} one-epoch rows with N up to U_N: R² ${short(transport.held.r2, 3)}`;
    const refitted =
      "reason" in transport || "reason" in transport.refitted ? "" : ` (refitted to them ${short(transport.refitted.r2, 3)})`;
    const two =
      "reason" in constant
        ? constant.reason
        : `one R_D* for ${constant.levels.length} levels of U against one each: p ${short(constant.byLevel.p, 2)}, trend ${constant.trend}`;
    return [`  ${family.toUpperCase()}: ${one}${refitted}; ${two}`];
  });
}
