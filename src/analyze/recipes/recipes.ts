import { IsolossError, UsageError } from "../../errors.ts";
import { grouped } from "../../grouped.ts";
import type { Observation } from "../../run.ts";
import { replicateNoise } from "../../table/replicates.ts";
import { type Distillation, distillation } from "./distillation.ts";
import type { LimitOptions } from "./limits.ts";
import { efficiencyOf, type RecipeEfficiency } from "./recipeEfficiency.ts";
import { limitsOf, type MeasuredMinimum, type MembersWanted, membersOf, minimaOf, type RecipeLimit } from "./recipeLimits.ts";
import { partOf } from "./recipeParts.ts";
import { type RecipeTuning, tuningOf } from "./recipeTuning.ts";
import type { Refused } from "./refused.ts";
import { COMPARABLE, requireSame } from "./sameSetting.ts";

export interface RecipesOptions extends Pick<LimitOptions, "replicates" | "seed" | "noise" | "level" | "signal"> {
  /** Called with how many sets of unique tokens are done, of how many. */
  onProgress?: (done: number, total: number) => void;
}

/** All recipes at one set of unique tokens. */
export interface RecipesAt {
  /** U, tokens. */
  uniqueTokens: number;
  tuning: RecipeTuning;
  /** The best setting of each recipe, lowest first. */
  measured: readonly MeasuredMinimum[];
  /** Lowest first, those that could not be taken at the end. */
  limits: readonly RecipeLimit[];
  /** Members to come within .01 nats/token of the limit, a size each. */
  members: readonly MembersWanted[];
  distillation: Distillation | Refused;
}

/** What runs say of training recipes on limited data; every part that they do not give says why. */
export interface Recipes {
  /** Standard deviation of log loss between seeds, as given or of replicates; undefined where neither is known. */
  noise: number | undefined;
  /** Rows that state no recipe, or no unique tokens, and were left out. */
  leftOut: { noRecipe: number; noUniqueTokens: number };
  at: readonly RecipesAt[];
  efficiency: RecipeEfficiency;
}

/**
 * Recipes of training compared at every set of unique tokens: tuning, measured minima, limits, data efficiency, members of ensembles, distillation.
 *
 * It puts together `certificate`, `optimalHyperparameter`, `sizeLimits`, `jointLimit`, `dataScaling`, `dataEfficiency`, `membersForWithin` and `distillation`.
 * What one of them refuses stands in its place as a reason with the runs that are missing.
 *
 * @param rows final rows with recipe, params, unique_tokens and what was tuned; loss in nats/token.
 * @param options.noise standard deviation of log loss between seeds: limits are then drawn with it, not resampled.
 * @throws IsolossError for rows that differ in family, kind of loss, tokenizer or evaluation set, or of which none states recipe and unique tokens;
 * UsageError for replicates that are no whole number above 1.
 * @see Kim, Kotha, Liang & Hashimoto 2025, arXiv:2509.14786.
 * @example
 * const models = [1.5e8, 3e8, 6e8, 1.4e9].map((params) => ({ ...observation, recipe: "regularized", uniqueTokens: 2e8, epochs: 8, tokens: 1.6e9, params, loss: 3 + 3e7 / params }));
 * (await recipes(models, { replicates: 10 })).at[0].measured[0].recipe // "regularized"
 */
export async function recipes(rows: readonly Observation[], options: RecipesOptions = {}): Promise<Recipes> {
  const { onProgress, ...limitOptions } = options;
  const { replicates } = options;
  if (replicates !== undefined && !(Number.isInteger(replicates) && replicates > 1))
    throw new UsageError(`Cannot draw ${replicates} times: expected a whole number above 1`, "as 300");
  const labelled = rows.filter(({ recipe }) => recipe !== undefined);
  const used = labelled.filter(({ uniqueTokens }) => uniqueTokens !== undefined);
  if (used.length === 0)
    throw new IsolossError(
      `Cannot compare recipes: of ${rows.length} rows ${labelled.length} state a recipe, and none of these unique_tokens`,
      "log recipe (standard, regularized, ensemble, distilled, self_distilled) and unique_tokens, or map columns to them with --map",
    );
  const shared = COMPARABLE.filter((name) => name !== "uniqueTokens");
  requireSame(used, shared, "compare recipes", "keep one kind with --where, as family=ar");
  const noise = options.noise ?? replicateNoise(used)?.sd;
  const sets = [...grouped(used, (row) => row.uniqueTokens as number)].sort(([a], [b]) => a - b);
  const at: RecipesAt[] = [];
  for (const [uniqueTokens, own] of sets) {
    options.signal?.throwIfAborted();
    const tuning = await tuningOf(own, { ...limitOptions, ...(noise !== undefined && { noise }) });
    const limits = await limitsOf(own, limitOptions);
    at.push({
      uniqueTokens,
      tuning,
      measured: minimaOf(own),
      limits,
      members: membersOf(limits, options.level),
      distillation: await partOf(() => distillation(own)),
    });
    onProgress?.(at.length, sets.length);
  }
  return {
    noise,
    leftOut: { noRecipe: rows.length - labelled.length, noUniqueTokens: labelled.length - used.length },
    at,
    efficiency: await efficiencyOf(at, limitOptions, noise),
  };
}
