import { isLimitKnown } from "../analyze/recipes/knownLimit.ts";
import type { Limit } from "../analyze/recipes/limits.ts";
import type { RecipesAt } from "../analyze/recipes/recipes.ts";
import type { Fit } from "../fit/types.ts";
import { lawAlong, RESAMPLED } from "./curve.ts";
import type { Layer } from "./figure.ts";
import { law, type Row } from "./marks.ts";

/** Laws of a comparison of recipes as curves, and what a caption must say of them. */

/** The limit of single models of a recipe in their size, where the rows give it. */
export function sizeLimitOf({ limits }: RecipesAt, recipe: "standard" | "regularized"): Limit | undefined {
  const found = limits.find((one) => one.recipe === recipe && one.kind === "size" && one.counts === "total")?.limit;
  return found && "fit" in found ? found : undefined;
}

/** The same, where the runs determine it: points are joined otherwise, since a law that misses them says nothing of them. */
export function knownSizeLimitOf(at: RecipesAt, recipe: "standard" | "regularized"): Limit | undefined {
  const found = sizeLimitOf(at, recipe);
  return found && isLimitKnown(found) ? found : undefined;
}

/** Limits in members, one a size whose rows give it. */
export function memberLimitsOf({ limits }: RecipesAt): (Limit & { params: number })[] {
  return limits.flatMap(({ params, limit }) => (params !== undefined && "fit" in limit ? [{ ...limit, params }] : []));
}

/**
 * A law over what it describes, and dashed from there on.
 *
 * @param scale x over the law's quantity: the size of a member, where the law is in members and x counts all their parameters.
 */
export function lawBeyond(
  fit: Fit,
  symbol: string,
  { from, last, to, scale = 1 }: { from: number; last: number; to: number; scale?: number },
  colour: string,
): Layer[] {
  const along = (range: readonly [number, number]): Row[] =>
    lawAlong(fit, symbol, range).map((row) => ({ ...row, x: (row.x as number) * scale }));
  const stroke = { colour, width: 1.8, shade: 0.14 };
  return [law(along([from, last]), stroke), ...(to > last ? [law(along([last, to]), { ...stroke, dash: [5, 3] })] : [])];
}

/** How a law's band was drawn: as "95 % band from resampled members, 1000 replicates"; or that no freedom is left for one. */
export function bandOf({ fit, status }: Pick<Limit, "fit" | "status">): string {
  if (fit.draws) return `95 % band from ${RESAMPLED[fit.draws.method]}, ${fit.draws.replicates} replicates`;
  return status === "exact" ? "exact: no degree of freedom is left for a band" : "no band";
}

/** What the analysis doubts of a limit, by the codes of its diagnostics. */
export function doubtsOf(name: string, { diagnostics }: Limit): string {
  const codes = [...new Set(diagnostics.map(({ code }) => code))];
  return codes.length > 0 ? `Doubts on record about ${name}: ${codes.join(", ")}.` : "";
}
