import { grouped } from "../../grouped.ts";
import { random } from "../../numeric/random.ts";
import type { Recipe } from "../../run.ts";
import { type Baseline, type DataEfficiency, dataEfficiency, type LossOrigin } from "./dataEfficiency.ts";
import { type DataPoint, limitPoint, measuredDraws, measuredPoint } from "./dataPoint.ts";
import { type DataScaling, dataScaling, REPLICATES } from "./dataScaling.ts";
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
  /** Laws in U of the other recipes: of what each reached in one way at several sets of unique tokens. */
  scaling: readonly {
    recipe: Recipe;
    /** As in `entries`. */
    what: string;
    law: DataScaling | Refused;
  }[];
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

/** Seeds of measured losses of other recipes are this far from those of the standard recipe's points: other runs, other noise. */
const APART = 2 ** 32;

const NO_STANDARD: Refused = {
  reason: "Cannot tell what losses are worth in data: no run has recipe standard",
  hint: "train the standard recipe, tuned, at three or more sets of unique tokens",
};
const NO_LIMIT: Refused = {
  reason: "Cannot set limits against limits: the standard recipe has a limit N → ∞ at no set of unique tokens",
  hint: "train standard models of three or more sizes at three or more sets of unique tokens, each tuned",
};

interface Compared {
  uniqueTokens: number;
  recipe: Recipe;
  what: string;
  point: DataPoint;
  origin: LossOrigin;
}

/**
 * Every measured loss has draws of its seed's noise, loss·exp(noise/√runs · normal): of their own for other recipes, and for the standard recipe those
 * that its law was refitted to. Without a noise measured losses are held.
 *
 * @param noise standard deviation of log loss between seeds.
 */
export async function efficiencyOf(all: readonly RecipesAt[], options: LimitOptions, noise: number | undefined): Promise<RecipeEfficiency> {
  const { seed = 0, replicates = REPLICATES } = options;
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
    measured: minima.length > 0 ? await partOf(() => dataScaling("standard, best measured", minima, withNoise)) : NO_STANDARD,
    limit: await limitScaling(minima.length > 0, limits, options),
  };
  const laws: Baseline[] = (["measured", "limit"] as const).flatMap((origin) => {
    const law = baseline[origin];
    return "fit" in law ? [{ law: law.fit, origin }] : [];
  });
  const compared = all.flatMap(comparedAt);
  const scaling = [];
  for (const own of grouped(compared, ({ recipe, what }) => `${recipe} ${what}`).values()) {
    const { recipe, what, origin } = own[0] as Compared;
    const points = own.map(({ point }) => point);
    const named = origin === "limit" ? what : `${recipe}, ${what}`;
    const law = await partOf(() => dataScaling(named, points, origin === "limit" ? options : withNoise));
    scaling.push({ recipe, what, law });
  }
  const drawsOf = (point: DataPoint, i: number): readonly number[] | undefined =>
    noise === undefined || point.draws ? point.draws : measuredDraws(point, noise, random(seed + APART, i), replicates);
  const entries = compared.flatMap(({ uniqueTokens, recipe, what, point, origin }, i) =>
    // A measured loss against limits says nothing of either recipe.
    laws
      .filter((law) => origin === "limit" || law.origin === "measured")
      .map((law) => {
        const found = baseline[law.origin];
        const own = "points" in found ? found.points.find((one) => one.uniqueTokens === uniqueTokens) : undefined;
        const [value, draws] = [point.loss, drawsOf(point, i)];
        const baselineLoss = own && { value: own.loss, ...(own.draws && { draws: own.draws }) };
        const asked = { uniqueTokens, ...(baselineLoss && { baselineLoss }), ...(options.level !== undefined && { level: options.level }) };
        const efficiency = dataEfficiency({ value, ...(draws && { draws }), origin }, law, asked);
        return { uniqueTokens, recipe, what, loss: value, efficiency };
      }),
  );
  return { baseline, untuned, scaling, entries };
}

async function limitScaling(hasStandard: boolean, limits: readonly DataPoint[], options: LimitOptions): Promise<DataScaling | Refused> {
  if (!hasStandard) return NO_STANDARD;
  return limits.length > 0 ? partOf(() => dataScaling("standard, limits N → ∞", limits, options)) : NO_LIMIT;
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
    ...reached.map(
      ({ recipe, rows }): Compared => ({ uniqueTokens, recipe, what: "best measured", point: measuredPoint(rows), origin: "measured" }),
    ),
    ...limits.flatMap(({ recipe, what, params, limit }): Compared[] => {
      if (recipe === "standard" || params !== undefined || /embeddings|one law/.test(what)) return [];
      if (!("limit" in limit) || limit.limit.value === undefined) return [];
      return [{ uniqueTokens, recipe, what, point: limitPoint(limit, uniqueTokens), origin: "limit" }];
    }),
  ];
}
