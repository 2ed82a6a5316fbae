import type { Observation, Recipe } from "../../run.ts";
import { bestOver } from "../../table/bestOver.ts";
import type { Limit, LimitOptions } from "./limits.ts";
import { bestOfSizes, singlesOf, tunedIn } from "./recipeTuning.ts";
import type { Refused } from "./refused.ts";
import { meanLoss, type Setting, settingOf } from "./setting.ts";
import { sizeLimits } from "./sizeLimit.ts";

/** Measured minima and limits of the recipes of single models at one set of unique tokens, for `recipes`. */

/** The best setting of a recipe over all its sizes and numbers of members. */
export interface MeasuredMinimum {
  recipe: Recipe;
  /** Mean over seeds, or over subsets of trained members, nats/token. */
  loss: number;
  setting: Setting;
  rows: readonly Observation[];
}

/** What grows without bound: size, members, members and then size, or both in one law. */
export type LimitKind = "size" | "members" | "members then size" | "one law";

export interface RecipeLimit {
  recipe: Recipe;
  kind: LimitKind;
  /** Whether N counts embeddings. */
  counts: "total" | "non_embedding";
  /** As "regularized, N → ∞". */
  what: string;
  /** The size, of a limit in members alone. */
  params?: number;
  limit: Limit | Refused;
}

/** Best first. */
export function minimaOf(rows: readonly Observation[]): MeasuredMinimum[] {
  const recipes = [...new Set(rows.flatMap(({ recipe }) => recipe ?? []))];
  return recipes
    .map((recipe): MeasuredMinimum => {
      const own = rows.filter((row) => row.recipe === recipe);
      const where = ["members", "params", ...tunedIn(own)].filter((name) => name !== "members" || own.some((row) => row.members));
      const best = bestOver(own, where, ["recipe"]);
      return { recipe, loss: meanLoss(best), setting: settingOf(best, where), rows: best };
    })
    .sort((a, b) => a.loss - b.loss);
}

/** Of single models, with and without embeddings counted in N. */
export async function singleLimitsOf(rows: readonly Observation[], options: LimitOptions): Promise<RecipeLimit[]> {
  const found: RecipeLimit[] = [];
  for (const recipe of ["standard", "regularized", "distilled"] as const) {
    const best = bestOfSizes(singlesOf(rows, recipe));
    if (best.length === 0) continue;
    const limits = await sizeLimits(best, options);
    found.push({ recipe, kind: "size", counts: "total", what: `${recipe}, N → ∞`, limit: limits.total });
    found.push({
      recipe,
      kind: "size",
      counts: "non_embedding",
      what: `${recipe}, N → ∞, N without embeddings`,
      limit: limits.nonEmbedding,
    });
  }
  return found;
}
