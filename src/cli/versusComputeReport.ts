import { crossingText, type Estimate, type Refused, type Versus, type VersusCompute, type VersusLaws } from "../index.ts";
import { count, short, valueText } from "./numbers.ts";
import { estimated, refusals } from "./recipesWords.ts";
import { table } from "./table.ts";
import { gridLine } from "./versusBudgetsReport.ts";

/** Critical compute in the report of `isoloss versus`, as measured and by the laws, and where more compute stops to help. */

const FAMILIES = ["ar", "mdm"] as const;

export function computeSection(found: Versus): string[] {
  const { criticalMeasured, laws } = found;
  const measured =
    "reason" in criticalMeasured
      ? refusals([{ refused: criticalMeasured }])
      : criticalMeasured.map(
          ({ U, crossover, compute }) =>
            `  measured at U = ${count(U)}: ${crossingText(crossover, (x) => short(x, 3), ` FLOP (${compute})`)}`,
        );
  return [
    "",
    "Critical compute: from how many FLOP on MDM is the better use of the same data, each family at its own best size",
    ...measured,
    ...("reason" in criticalMeasured ? [] : gridLine(found)),
    ...("reason" in laws ? [] : [...byLaws(laws.compute), ...frontierLines(laws)]),
  ];
}

function byLaws(compute: VersusCompute | Refused): string[] {
  // Without fits there is nothing to add: why there are none is said where they are shown.
  if ("reason" in compute) return [];
  const { curves, unusable, sensitivity } = compute;
  if (unusable.length > 0)
    return [`  by the laws: none is quoted, ${unusable.map(({ U, reason }) => `at U = ${count(U)} ${reason}`).join("; ")} (all in --json)`];
  const curve = (name: "kept" | "dropped"): string[] => {
    const found = curves[name];
    if ("reason" in found) return [`  by the laws, irreducible terms ${name}: ${found.reason}`];
    const body = found.points.map(({ U, compute: C, extrapolated }) => [count(U), flop(C), decades(extrapolated)]);
    const slope = found.slope ? `; C ∝ U^${estimated(found.slope)}` : "";
    return [`  by the laws, irreducible terms ${name}${slope}`, table(["U", "FLOP", "decades beyond the rows"], body, "    ")];
  };
  const moved =
    "reason" in sensitivity || sensitivity.factor === undefined
      ? []
      : [
          `  over R_N* of AR from ${sensitivity.values.map(({ RN }) => short(RN, 3)).join(" to ")} it moves ${short(sensitivity.factor, 2)} times`,
        ];
  return [...curve("kept"), ...curve("dropped"), ...moved];
}

const flop = ({ value, interval, missing }: Estimate): string =>
  `${value === undefined ? "none" : valueText(value, interval)}${missing > 0 ? ` (none in ${short(100 * missing, 2)} % of refits)` : ""}`;

function decades({ first, second }: Readonly<Record<"first" | "second", Readonly<Record<string, number>>>>): string {
  const side = (name: string, own: Readonly<Record<string, number>>): string[] =>
    Object.entries(own).map(([symbol, x]) => `${symbol} of ${name} ${short(x, 2)}`);
  return [...side("AR", first), ...side("MDM", second)].join(", ");
}

function frontierLines({ frontier, place }: VersusLaws): string[] {
  if ("reason" in frontier) return [];
  return FAMILIES.map((family) => {
    const one = frontier[family];
    if ("reason" in one) return `  ${family.toUpperCase()}: ${one.reason}`;
    const beyond = Object.keys(one.stop.extrapolated).length > 0 ? ", beyond the rows" : "";
    return `  ${family.toUpperCase()} with U = ${count(place.U)}: by its law, far beyond the rows, no compute gets below ${estimated(one.floor)}; doubling it stops to help by ${one.stop.tolerance} at ${flop(one.stop.C)} FLOP${beyond}`;
  });
}
