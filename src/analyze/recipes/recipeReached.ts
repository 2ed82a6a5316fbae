import type { Recipe } from "../../run.ts";
import type { LossOrigin } from "./dataEfficiency.ts";
import { type DataPoint, limitPoint, measuredPoint } from "./dataPoint.ts";
import { limitUnknown } from "./knownLimit.ts";
import type { RecipeLimit } from "./recipeLimits.ts";
import type { RecipesAt } from "./recipes.ts";

/** What recipes reached at each set of unique tokens, for data efficiency: measured losses, and limits that the runs determine. */

/** Of which recipe a loss is, and how it was reached. */
export interface ReachedLoss {
  uniqueTokens: number;
  recipe: Recipe;
  /** As "best measured" or "regularized, N → ∞". */
  what: string;
  /** The size, of a limit in members alone. */
  params?: number;
}

/** A loss that is compared. */
export interface ReachedPoint extends ReachedLoss {
  point: DataPoint;
  origin: LossOrigin;
}

/** A limit that is not compared, and the codes of what speaks against it. */
export interface WithheldLimit extends ReachedLoss {
  reasons: readonly string[];
}

/** A recipe that was run at no set of unique tokens of the standard one. */
export interface RecipeApart {
  recipe: Recipe;
  uniqueTokens: readonly number[];
}

/** The best measured loss of each recipe but the standard one. */
export function measuredAt({ uniqueTokens, measured }: RecipesAt): ReachedPoint[] {
  return measured.flatMap(({ recipe, rows }): ReachedPoint[] =>
    recipe === "standard" ? [] : [{ uniqueTokens, recipe, what: "best measured", point: measuredPoint(rows), origin: "measured" }],
  );
}

/** Limits with embeddings counted, staged ones and those of one size: those to compare, and those that the runs do not determine. */
export function limitsAt({ uniqueTokens, measured, limits }: RecipesAt): { compared: ReachedPoint[]; withheld: WithheldLimit[] } {
  const compared: ReachedPoint[] = [];
  const withheld: WithheldLimit[] = [];
  for (const { recipe, what, params, limit, ...of } of limits.filter(isCompared)) {
    if ("reason" in limit) continue;
    const reached = { uniqueTokens, recipe, what, ...(params !== undefined && { params }) };
    // A limit of one size has nothing to do with what others reached.
    const lowest = of.kind === "members" ? undefined : measured.find((one) => one.recipe === recipe)?.loss;
    const reasons = limitUnknown(limit, lowest);
    if (reasons.length > 0) withheld.push({ ...reached, reasons });
    else compared.push({ ...reached, point: limitPoint(limit, uniqueTokens), origin: "limit" });
  }
  return { compared, withheld };
}

const isCompared = ({ kind, counts }: RecipeLimit): boolean => kind !== "one law" && counts === "total";

/** Recipes that share no set of unique tokens with the standard one, where it was run at all. */
export function apartFrom(all: readonly RecipesAt[]): RecipeApart[] {
  const of = (recipe: Recipe): number[] =>
    all.filter(({ measured }) => measured.some((one) => one.recipe === recipe)).map(({ uniqueTokens }) => uniqueTokens);
  const standard = of("standard");
  if (standard.length === 0) return [];
  const others = new Set(all.flatMap(({ measured }) => measured.map(({ recipe }) => recipe)));
  return [...others]
    .map((recipe) => ({ recipe, uniqueTokens: of(recipe) }))
    .filter(({ uniqueTokens }) => !uniqueTokens.some((at) => standard.includes(at)));
}
