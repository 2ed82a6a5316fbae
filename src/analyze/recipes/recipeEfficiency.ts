import { grouped } from "../../grouped.ts";
import { random } from "../../numeric/random.ts";
import type { Recipe } from "../../run.ts";
import { type Baseline, type DataEfficiency, dataEfficiency } from "./dataEfficiency.ts";
import { type DataPoint, measuredDraws, measuredPoint } from "./dataPoint.ts";
import { type DataScaling, dataScaling } from "./dataScaling.ts";
import { LIMIT_DRAWS, type LimitOptions } from "./limits.ts";
import { partOf } from "./recipeParts.ts";
import {
  apartFrom,
  limitsAt,
  measuredAt,
  type ReachedLoss,
  type ReachedPoint,
  type RecipeApart,
  type WithheldLimit,
} from "./recipeReached.ts";
import type { RecipesAt } from "./recipes.ts";
import type { Refused } from "./refused.ts";

/** Data efficiency over all sets of unique tokens, for `recipes`: the standard recipe's law, and what the other recipes are worth by it. */

/** Whether the standard recipe was run at a set of unique tokens, or its law is asked between or beyond those at which it was. */
export type BaselineHere = "run here" | "interpolated" | "extrapolated";

export interface RecipeEfficiency {
  /** The law in U of the standard recipe: of its best measured losses, and of its limits N → ∞. */
  baseline: { measured: DataScaling | Refused; limit: DataScaling | Refused };
  /** Sets of unique tokens at which the standard recipe was run at one setting alone though it was tuned at others: no points of a law of tuned runs. */
  untuned: readonly number[];
  /** Limits that the runs do not determine: they are compared with nothing. */
  withheld: readonly WithheldLimit[];
  /** Recipes that were run at no set of unique tokens of the standard one: they are compared with nothing. */
  apart: readonly RecipeApart[];
  /** Laws in U of the other recipes: of what each reached in one way at several sets of unique tokens. */
  scaling: readonly {
    recipe: Recipe;
    /** As in `entries`. */
    what: string;
    params?: number;
    law: DataScaling | Refused;
  }[];
  entries: readonly (ReachedLoss & {
    /** nats/token. */
    loss: number;
    standard: BaselineHere;
    /** Without intervals where the standard recipe's law has no draws. */
    efficiency: DataEfficiency;
  })[];
}

/** Seeds of measured losses of other recipes are this far from those of the standard recipe's points: other runs, other noise. */
const APART = 2 ** 32;

const NO_STANDARD: Refused = {
  reason: "Cannot tell what losses are worth in data: no run has recipe standard",
  hint: "train the standard recipe, tuned, at three or more sets of unique tokens",
};
const NO_LIMIT: Refused = {
  reason: "Cannot set limits against limits: the runs determine a limit N → ∞ of the standard recipe at no set of unique tokens",
  hint: "train standard models of three or more sizes at three or more sets of unique tokens, each tuned",
};

/**
 * Every measured loss has draws of its seed's noise, loss·exp(noise/√runs · normal): of their own for other recipes, and for the standard recipe those
 * that its law was refitted to. Without a noise measured losses are held.
 *
 * @param noise standard deviation of log loss between seeds.
 */
export async function efficiencyOf(all: readonly RecipesAt[], options: LimitOptions, noise: number | undefined): Promise<RecipeEfficiency> {
  const { seed = 0, replicates = LIMIT_DRAWS } = options;
  const untuned = untunedAt(all);
  const at = all.filter(({ uniqueTokens }) => !untuned.includes(uniqueTokens));
  const minima = at.flatMap(({ measured }) =>
    measured.filter(({ recipe }) => recipe === "standard").map(({ rows }) => measuredPoint(rows)),
  );
  const reached = all.map((own) => limitsAt(own));
  const known = reached.flatMap(({ compared }) => compared);
  const limits = known
    .filter(({ recipe, uniqueTokens }) => recipe === "standard" && !untuned.includes(uniqueTokens))
    .map(({ point }) => point);
  const withNoise = { ...options, ...(noise !== undefined && { noise }) };
  const baseline = {
    measured: minima.length > 0 ? await partOf(() => dataScaling("standard, best measured", minima, withNoise)) : NO_STANDARD,
    limit: await limitScaling(minima.length > 0, limits, options),
  };
  const laws: Baseline[] = (["measured", "limit"] as const).flatMap((origin) => {
    const law = baseline[origin];
    return "fit" in law ? [{ law: law.fit, origin }] : [];
  });
  const apart = apartFrom(all);
  const compared = [...all.flatMap(measuredAt), ...known].filter(
    ({ recipe }) => recipe !== "standard" && !apart.some((one) => one.recipe === recipe),
  );
  const scaling = [];
  for (const own of grouped(compared, ({ recipe, what, params }) => `${recipe} ${what} ${params}`).values()) {
    const { recipe, what, params, origin } = own[0] as ReachedPoint;
    const points = own.map(({ point }) => point);
    const size = params === undefined ? {} : { params };
    const named = origin === "limit" ? `${what}${params === undefined ? "" : ` at N = ${params}`}` : `${recipe}, ${what}`;
    const law = await partOf(() => dataScaling(named, points, origin === "limit" ? options : withNoise));
    scaling.push({ recipe, what, ...size, law });
  }
  const drawsOf = (point: DataPoint, i: number): readonly number[] | undefined =>
    noise === undefined || point.draws ? point.draws : measuredDraws(point, noise, random(seed + APART, i), replicates);
  const entries = compared.flatMap(({ point, origin, ...one }, i) =>
    // A measured loss against limits says nothing of either recipe.
    laws
      .filter((law) => origin === "limit" || law.origin === "measured")
      .map((law) => {
        const { uniqueTokens } = one;
        const { points, fit } = baseline[law.origin] as DataScaling;
        const own = points.find((other) => other.uniqueTokens === uniqueTokens);
        // A law without draws has an interval of its own that is not known, and is no certain one.
        const draws = fit.draws && drawsOf(point, i);
        const baselineLoss = own && { value: own.loss, ...(own.draws && { draws: own.draws }) };
        const asked = { uniqueTokens, ...(baselineLoss && { baselineLoss }), ...(options.level !== undefined && { level: options.level }) };
        const efficiency = dataEfficiency({ value: point.loss, ...(draws && { draws }), origin }, law, asked);
        return { ...one, loss: point.loss, standard: standardAt(points, uniqueTokens), efficiency };
      }),
  );
  return { baseline, untuned, withheld: reached.flatMap(({ withheld }) => withheld), apart, scaling, entries };
}

function standardAt(points: readonly DataPoint[], uniqueTokens: number): BaselineHere {
  const run = points.map((point) => point.uniqueTokens);
  if (run.includes(uniqueTokens)) return "run here";
  return uniqueTokens > Math.min(...run) && uniqueTokens < Math.max(...run) ? "interpolated" : "extrapolated";
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
