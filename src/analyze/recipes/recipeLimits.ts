import type { Observation, Recipe } from "../../run.ts";
import { bestOver } from "../../table/bestOver.ts";
import type { Estimate } from "../predictor.ts";
import { jointLimit } from "./jointLimit.ts";
import type { Limit, LimitOptions } from "./limits.ts";
import { membersForWithin } from "./membersForWithin.ts";
import { partOf } from "./recipeParts.ts";
import { bestOfSizes, singlesOf, tunedIn } from "./recipeTuning.ts";
import type { Refused } from "./refused.ts";
import { meanLoss, type Setting, settingOf } from "./setting.ts";
import { sizeLimits } from "./sizeLimit.ts";

/** Measured minima, limits and members of the recipes at one set of unique tokens, for `recipes`. */

/** The best setting of a recipe over all its sizes and numbers of members. */
export interface MeasuredMinimum {
  recipe: Recipe;
  /** Mean over seeds, or over subsets of trained members, nats/token. */
  loss: number;
  setting: Setting;
  rows: readonly Observation[];
}

export interface RecipeLimit {
  recipe: Recipe;
  /** As "regularized, N → ∞". */
  what: string;
  /** The size, of a limit in members alone. */
  params?: number;
  limit: Limit | Refused;
}

/** Members of one size that come within `WITHIN` of the limit K → ∞. */
export interface MembersWanted {
  params: number;
  within: number;
  members: Estimate;
  /** Largest number of members that was evaluated. */
  measured: number;
}

/** nats/token; about the noise of a seed. */
const WITHIN = 0.01;

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

/** Best first, what has none at the end. */
export async function limitsOf(rows: readonly Observation[], options: LimitOptions): Promise<RecipeLimit[]> {
  const found: RecipeLimit[] = [];
  for (const recipe of ["standard", "regularized", "distilled"] as const) {
    const best = bestOfSizes(singlesOf(rows, recipe));
    if (best.length === 0) continue;
    const limits = await sizeLimits(best, options);
    found.push({ recipe, what: `${recipe}, N → ∞`, limit: limits.total });
    found.push({ recipe, what: `${recipe}, N → ∞, N without embeddings`, limit: limits.nonEmbedding });
  }
  found.push(...(await ensembleLimits(rows, options)));
  return found.sort((a, b) => orLast(a) - orLast(b));
}

async function ensembleLimits(rows: readonly Observation[], options: LimitOptions): Promise<RecipeLimit[]> {
  const recipe = "ensemble" as const;
  const own = rows.filter((row) => row.recipe === recipe);
  if (own.length === 0)
    return [
      {
        recipe,
        what: "ensemble, K → ∞",
        limit: {
          reason: "Cannot take the limit K → ∞: no row has recipe ensemble",
          hint: "evaluate ensembles of 1, 2, 3 and more members of the best regularised setting",
        },
      },
    ];
  const joint = await partOf(() => jointLimit(own, { ...options, runs: rows }));
  if ("reason" in joint) return [{ recipe, what: "ensemble, K → ∞ then N → ∞", limit: joint }];
  return [
    ...joint.sizes.map((size): RecipeLimit => {
      const limit = "limit" in size ? size.limit : "reason" in size ? size : { reason: "the limit was given" };
      return { recipe, what: "ensemble, K → ∞", params: size.params, limit };
    }),
    { recipe, what: "ensemble, K → ∞ then N → ∞", limit: joint.staged },
    { recipe, what: "ensemble, K → ∞ and N → ∞, one law", limit: joint.oneLaw },
  ];
}

const orLast = ({ limit }: RecipeLimit): number => ("limit" in limit ? (limit.limit.value ?? Number.MAX_VALUE) : Number.MAX_VALUE);

/** Of every size with a limit in members, smallest first. */
export function membersOf(limits: readonly RecipeLimit[], level?: number): MembersWanted[] {
  return limits
    .flatMap(({ params, limit }): MembersWanted[] => {
      if (params === undefined || !("fit" in limit)) return [];
      const measured = Math.max(...limit.fit.observations.map(({ members }) => members ?? 1));
      return [{ params, within: WITHIN, members: membersForWithin(limit.fit, WITHIN, level), measured }];
    })
    .sort((a, b) => a.params - b.params);
}
