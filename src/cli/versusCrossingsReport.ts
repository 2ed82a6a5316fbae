import { type CrossoverGroup, type Crossovers, crossingText, type Estimate, type Refused, type Versus, type VersusLaws } from "../index.ts";
import { count, intervalText, short } from "./numbers.ts";
import { refusals } from "./recipesWords.ts";
import { table } from "./table.ts";
import { sideName } from "./versusTable.ts";

/** Crossings in the report of `isoloss versus`: along every quantity and by every metric. */

const READING = {
  "as-measured": "",
  "no-later": "the likelihoods cross no later",
  "no-sooner": "the likelihoods cross no sooner",
} as const;

export function crossingsSection({ crossings, longest, laws }: Versus): string[] {
  const body = [...alongEpochs(crossings), ...alongUnique(crossings.unique_tokens)];
  const refused = [crossings.epochs, crossings.unique_tokens].flatMap((one) => ("reason" in one ? [{ refused: one }] : []));
  const runs = longest.map(({ at, epochs, crossing }) => [
    placeText(at),
    epochs.map((x) => short(x, 3)).join(" / "),
    "reason" in crossing ? crossing.reason : crossingText(crossing.crossover),
  ]);
  const smoothing = longest.flatMap(({ crossing }) => ("smoothing" in crossing ? [crossing.smoothing] : []))[0];
  const head = ["along", "held", "by", "cross", "in tokens", "in FLOP", "MDM is a bound"];
  return [
    "",
    "Crossings, as measured: AR and MDM with equal settings, all else held",
    ...(body.length > 0 ? [table(head, body, "  ")] : []),
    ...refusals(refused),
    ...(runs.length > 0
      ? [
          "  along the longest run of each, as they went (learning rates not yet at 0):",
          table(["held", "epochs", "cross at epoch"], runs, "    "),
          ...(smoothing ? [`    smoothed: ${smoothing}`] : []),
        ]
      : []),
    ...lawLines(laws),
  ];
}

/** At fixed N and U a place in epochs is one in tokens and in compute. */
function alongEpochs(crossings: Versus["crossings"]): string[][] {
  const { epochs, tokens, compute } = crossings;
  if ("reason" in epochs) return [];
  return epochs.groups.flatMap((group) =>
    group.measures.map(({ metric, crossover, reading }) => {
      const factor = group.disagreements.find(({ metrics }) => metrics[1] === metric);
      const times = factor?.factor === undefined ? "" : `; ${short(factor.factor, 2)} times where they do by ${factor.metrics[0]}`;
      const cross = `${crossingText(crossover)}${times}`;
      return [
        "epochs",
        heldText(group),
        metric,
        cross,
        placeIn(tokens, group, metric, count),
        placeIn(compute, group, metric),
        READING[reading],
      ];
    }),
  );
}

function placeIn(
  found: Crossovers | Refused,
  { at, ar }: CrossoverGroup,
  metric: string,
  show: (x: number) => string = (x) => short(x, 3),
): string {
  const same =
    "reason" in found ? undefined : found.groups.find((own) => own.at.N === at.N && own.at.U === at.U && own.ar[0]?.run === ar[0]?.run);
  const crossover = same?.measures.find((own) => own.metric === metric)?.crossover;
  return crossover?.kind === "crossing" ? show(crossover.x) : "";
}

function alongUnique(found: Crossovers | Refused): string[][] {
  if ("reason" in found) return [];
  return found.groups.flatMap((group) =>
    group.measures.map(({ metric, crossover, reading }) => [
      "unique tokens",
      heldText(group),
      metric,
      crossingText(crossover, count),
      "",
      "",
      READING[reading],
    ]),
  );
}

const heldText = ({ at, differ }: CrossoverGroup): string =>
  `${placeText(at)}${differ.length > 0 ? `; they differ in ${differ.join(", ")}` : ""}`;

const placeText = (at: Readonly<Record<string, number>>): string =>
  Object.entries(at)
    .map(([symbol, x]) => `${symbol} = ${symbol === "epochs" ? short(x, 3) : count(x)}`)
    .join(", ");

function lawLines(laws: VersusLaws | Refused): string[] {
  if ("reason" in laws || laws.crossings.length === 0) return [];
  const lines = laws.crossings.map((one) => {
    if ("reason" in one) return `    ${one.reason}`;
    const { at, x, ahead, range } = one;
    const held = placeText(at as Record<string, number>);
    const reach = range.map((end) => count(end)).join(" to ");
    if (x.value === undefined)
      return `    ${held}: none from ${reach}${ahead ? `, ${sideName(ahead)} lower throughout` : ""}${inRefits(x)}`;
    return `    ${held}: at ${short(x.value, 3)}${x.interval ? ` (${intervalText(x.interval)})` : ""}${ahead ? `, ${sideName(ahead)} lower beyond` : ""}`;
  });
  return [
    `  by the laws along epochs${laws.withoutRising ? ", fitted without the runs that rise, so as if each family were stopped in time" : ""}:`,
    ...lines,
  ];
}

function inRefits({ missing, interval }: Estimate): string {
  return interval && missing < 1 ? `, though they cross in ${short(100 * (1 - missing), 2)} % of refits` : "";
}
