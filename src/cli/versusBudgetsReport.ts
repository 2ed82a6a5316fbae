import { crossingText, type Versus } from "../index.ts";
import { count, short } from "./numbers.ts";
import { refusals } from "./recipesWords.ts";
import { table } from "./table.ts";

/** Equal budgets in the report of `isoloss versus`: three questions with three answers. */

export function budgetsSection(found: Versus): string[] {
  const { budgets, inference, noise } = found;
  const title = ["", "At equal budgets: the lowest final loss of each family within the budget, at any size and setting"];
  if ("reason" in budgets) return [...title, ...refusals([{ refused: budgets }])];
  const body = budgets.map(({ by, places, lower, crossover, compute }) => {
    const times = (family: string): number => places.filter((one) => one.lower === family).length;
    const xs = places.map(({ x }) => x);
    const show = (x: number): string => (by === "compute" ? short(x, 3) : count(x));
    return [
      `${by.replace("_", " ")}${compute === undefined ? "" : ` (${compute})`}`,
      xs.length === 0 ? "none shared" : `${xs.length}, ${show(Math.min(...xs))} to ${show(Math.max(...xs))}`,
      lower === undefined ? "" : lower === "changes" ? "changes" : lower.toUpperCase(),
      xs.length === 0 ? "" : noise ? `AR ${times("ar")}, MDM ${times("mdm")}` : "noise not known",
      crossover?.kind === "crossing" ? crossingText(crossover, show) : "",
    ];
  });
  return [
    ...title,
    table(["budget", "places", "lower", "beyond noise at", "cross"], body, "  "),
    ...gridLine(found),
    ...inferenceLine(inference),
  ];
}

/** The lowest of more settings is lower: where the families were not tuned alike, that is said beside what rests on it. */
export function gridLine({ comparability: { first, second } }: Versus): string[] {
  const valuesOf = ({ tags }: typeof first): string[] =>
    tags.weight_decay.flatMap(({ value }) => (value === undefined ? [] : String(value))).toSorted();
  const [own, other] = [valuesOf(first), valuesOf(second)];
  if (own.join() === other.join()) return [];
  return [
    `  lowest of unequal grids: ${own.length} values of weight decay for AR, ${other.length} for MDM; at equal settings the table at the top compares`,
  ];
}

/** Training is one cost: sampling steps, where logged, are another. */
function inferenceLine({ ar, mdm }: Versus["inference"]): string[] {
  const said = ([least, most]: readonly [number, number]): string =>
    least === most ? short(least, 3) : `${short(least, 3)} to ${short(most, 3)}`;
  const parts = [...(ar ? [`AR ${said(ar)}`] : []), ...(mdm ? [`MDM ${said(mdm)}`] : [])];
  return parts.length > 0 ? [`  FLOP to generate a token, 2·N·steps: ${parts.join(", ")}`] : [];
}
