import type { Recipe } from "../../run.ts";
import { type Baseline, type DataEfficiency, dataEfficiency, type LossOrigin } from "./dataEfficiency.ts";
import { limitPoint, measuredPoint } from "./dataPoint.ts";
import { type DataScaling, dataScaling } from "./dataScaling.ts";
import type { LimitOptions } from "./limits.ts";
import { partOf } from "./recipeParts.ts";
import type { RecipesAt } from "./recipes.ts";
import type { Refused } from "./refused.ts";

/** Data efficiency over all sets of unique tokens, for `recipes`: the standard recipe's law, and what the other recipes are worth by it. */

export interface RecipeEfficiency {
  /** The law in U of the standard recipe: of its best measured losses, and of its limits N → ∞. */
  baseline: { measured: DataScaling | Refused; limit: DataScaling | Refused };
  /** Sets of unique tokens at which the standard recipe was run at one setting alone though it was tuned at others: no points of a law of tuned runs. */
  untuned: readonly number[];
  entries: readonly {
    uniqueTokens: number;
    recipe: Recipe;
    /** As "best measured" or "regularized, N → ∞". */
    what: string;
    /** nats/token. */
    loss: number;
    efficiency: DataEfficiency;
  }[];
}

interface Compared {
  uniqueTokens: number;
  recipe: Recipe;
  what: string;
  value: number;
  draws?: readonly number[];
  origin: LossOrigin;
}

export async function efficiencyOf(all: readonly RecipesAt[], options: LimitOptions, noise: number | undefined): Promise<RecipeEfficiency> {
  const untuned = untunedAt(all);
  const at = all.filter(({ uniqueTokens }) => !untuned.includes(uniqueTokens));
  const minima = at.flatMap(({ measured }) =>
    measured.filter(({ recipe }) => recipe === "standard").map(({ rows }) => measuredPoint(rows)),
  );
  const limits = at.flatMap(({ limits: own, uniqueTokens }) =>
    own.flatMap(({ what, limit }) =>
      what === "standard, N → ∞" && "limit" in limit && limit.limit.value !== undefined ? [limitPoint(limit, uniqueTokens)] : [],
    ),
  );
  const withNoise = { ...options, ...(noise !== undefined && { noise }) };
  const baseline = {
    measured: await partOf(() => dataScaling("standard, best measured", minima, withNoise)),
    limit: await partOf(() => dataScaling("standard, limits N → ∞", limits, options)),
  };
  const laws: Baseline[] = (["measured", "limit"] as const).flatMap((origin) => {
    const law = baseline[origin];
    return "fit" in law ? [{ law: law.fit, origin }] : [];
  });
  const entries = all.flatMap(comparedAt).flatMap(({ uniqueTokens, recipe, what, value, draws, origin }) =>
    // A measured loss against limits says nothing of either recipe.
    laws
      .filter((law) => origin === "limit" || law.origin === "measured")
      .map((law) => {
        const own = (law.origin === "limit" ? limits : minima).find((point) => point.uniqueTokens === uniqueTokens);
        const baselineLoss = own && { value: own.loss, ...(own.draws && { draws: own.draws }) };
        const asked = { uniqueTokens, ...(baselineLoss && { baselineLoss }), ...(options.level !== undefined && { level: options.level }) };
        const efficiency = dataEfficiency({ value, ...(draws && { draws }), origin }, law, asked);
        return { uniqueTokens, recipe, what, loss: value, efficiency };
      }),
  );
  return { baseline, untuned, entries };
}

function untunedAt(all: readonly RecipesAt[]): number[] {
  const standard = all.flatMap(({ uniqueTokens, tuning }) =>
    tuning.certificates.flatMap(({ recipe, certificate }) =>
      recipe === "standard" && "tuned" in certificate ? { uniqueTokens, tuned: certificate.tuned.length > 0 } : [],
    ),
  );
  return standard.some(({ tuned }) => tuned) ? standard.filter(({ tuned }) => !tuned).map(({ uniqueTokens }) => uniqueTokens) : [];
}

/** What the other recipes reached at one set of unique tokens; limits with embeddings counted, in members also those of a size. */
function comparedAt({ uniqueTokens, measured, limits }: RecipesAt): Compared[] {
  const reached = measured.filter(({ recipe }) => recipe !== "standard");
  return [
    ...reached.map(({ recipe, loss }): Compared => ({ uniqueTokens, recipe, what: "best measured", value: loss, origin: "measured" })),
    ...limits.flatMap(({ recipe, what, params, limit }): Compared[] => {
      if (recipe === "standard" || params !== undefined || /embeddings|one law/.test(what)) return [];
      if (!("limit" in limit) || limit.limit.value === undefined) return [];
      const { loss: value, draws } = limitPoint(limit, uniqueTokens);
      return [{ uniqueTokens, recipe, what, value, ...(draws && { draws }), origin: "limit" }];
    }),
  ];
}
