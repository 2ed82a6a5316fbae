import { median } from "simple-statistics";
import { IsolossError, UsageError } from "../../errors.ts";
import { grouped } from "../../grouped.ts";
import type { Observation } from "../../run.ts";
import { replicateNoise } from "../../table/replicates.ts";
import { type Distillation, distillation } from "./distillation.ts";
import { LIMIT_DRAWS, type LimitOptions } from "./limits.ts";
import { type MemberSettings, memberSettings } from "./memberSettings.ts";
import type { MembersOrSize } from "./membersOrSize.ts";
import { type Trends, trendsOf } from "./optimalHyperparameter.ts";
import { type AccuracyWanted, downstreamOf, isLater, type RecipesDownstream, stagesOf, statesNoLoss } from "./recipeAccuracy.ts";
import { efficiencyOf, type RecipeEfficiency } from "./recipeEfficiency.ts";
import { ensemblesOf, type MembersWanted, membersOf, membersOrSizeOf, type SizeByLimit } from "./recipeEnsembles.ts";
import { type MeasuredMinimum, minimaOf, type RecipeLimit, singleLimitsOf } from "./recipeLimits.ts";
import { partOf } from "./recipeParts.ts";
import { type RecipeTuning, tuningOf } from "./recipeTuning.ts";
import type { Refused } from "./refused.ts";
import { COMPARABLE, requireSame } from "./sameSetting.ts";
import { type SeedLimit, seedLimits } from "./seedLimits.ts";
import type { StageComparison } from "./stages.ts";

export interface RecipesOptions extends Pick<LimitOptions, "replicates" | "seed" | "noise" | "level" | "signal" | "checks"> {
  /** Columns of accuracies that are compared beside losses. */
  accuracy?: AccuracyWanted;
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
  /** A size each that has ensembles at two or more settings: the setting by the limit K → ∞, and by loss at the members at hand. */
  byLimit: readonly SizeByLimit[];
  /** The settings of ensembles' members beside the tuned single models. */
  memberSettings: MemberSettings;
  /** Limits K → ∞ by the seeds in which members differ. */
  seeds: readonly SeedLimit[] | Refused;
  /** Members of the size with the lowest limit K → ∞ against single regularised models, at equal total parameters. */
  membersOrSize: MembersOrSize | Refused;
  distillation: Distillation | Refused;
}

/** What runs say of training recipes on limited data; every part that they do not give says why. */
export interface Recipes {
  /** Standard deviation of log loss between seeds, as given or of replicates; undefined where neither is known. */
  noise: number | undefined;
  /** The same at the median loss of the rows, nats/token. */
  noiseNats: number | undefined;
  /** Rows that losses were not compared of: they state no recipe, no unique tokens or no size (by run), are of a later stage, or state accuracies alone. */
  leftOut: { noRecipe: number; noUniqueTokens: number; noParams: readonly string[]; laterStage: number; noLoss: number };
  at: readonly RecipesAt[];
  /** How the best weight decay and epochs move over the cells of all sets of unique tokens. */
  trends: { weightDecay: Trends; epochs: Trends };
  efficiency: RecipeEfficiency;
  /** Accuracies of pre-trained models, a setting at a time, with each recipe's gain over the standard one. */
  downstream: RecipesDownstream | Refused;
  /** Continued pre-training and fine-tuning: one a stage and a column of accuracy. */
  stages: readonly StageComparison[] | Refused;
}

/**
 * Recipes of training compared at every set of unique tokens: tuning, measured minima, limits, data efficiency, ensembles, distillation, accuracies.
 *
 * It puts together `certificate`, `optimalHyperparameter`, `sizeLimits`, `jointLimit`, `dataScaling`, `dataEfficiency`, `membersForWithin`, `membersOrSize`,
 * `seedLimits`, `distillation`, `downstream` and `stages`. Rows of later stages, and with `accuracy` those without a loss, are compared by accuracy alone.
 * What one of them refuses stands in its place as a reason with the runs that are missing.
 *
 * @param rows final rows with recipe, params, unique_tokens and what was tuned; loss in nats/token.
 * @param options.noise standard deviation of log loss between seeds: by default that of replicates. Limits N → ∞ and measured losses are
 * drawn with it; limits of ensembles resample members, whose spread it is, unless it is stated.
 * @throws IsolossError for rows that differ in family, kind of loss, tokenizer or evaluation set, or of which none states recipe and unique tokens;
 * UsageError for replicates that are no whole number above 1.
 * @see Kim, Kotha, Liang & Hashimoto 2025, arXiv:2509.14786.
 * @example
 * const models = [1.5e8, 3e8, 6e8, 1.4e9].map((params) => ({ ...observation, recipe: "regularized", uniqueTokens: 2e8, epochs: 8, tokens: 1.6e9, params, loss: 3 + 3e7 / params }));
 * (await recipes(models, { replicates: 10 })).at[0].measured[0].recipe // "regularized"
 */
export async function recipes(rows: readonly Observation[], options: RecipesOptions = {}): Promise<Recipes> {
  const { onProgress, accuracy, replicates = LIMIT_DRAWS, ...rest } = options;
  const limitOptions = { ...rest, replicates };
  if (!(Number.isInteger(replicates) && replicates > 1))
    throw new UsageError(`Cannot draw ${replicates} times: expected a whole number above 1`, `as ${LIMIT_DRAWS}`);
  const [later, pretrained] = split(rows, (row) => isLater(row, accuracy));
  const [scored, trained] = split(pretrained, (row) => statesNoLoss(row, accuracy));
  const labelled = trained.filter(({ recipe }) => recipe !== undefined);
  const placed = labelled.filter(({ uniqueTokens }) => uniqueTokens !== undefined);
  if (placed.length === 0 && scored.length + later.length === 0)
    throw new IsolossError(
      `Cannot compare recipes: of ${rows.length} rows ${labelled.length} state a recipe, and none of these unique_tokens`,
      "log recipe (standard, regularized, ensemble, distilled, self_distilled) and unique_tokens, or map columns to them with --map",
    );
  // Runs of unknown sizes would pass for replicates of one.
  const [used, unsized] = split(placed, ({ params }) => params !== undefined);
  if (used.length === 0 && unsized.length > 0)
    throw new IsolossError(
      `Cannot compare recipes: none of ${unsized.length} rows with a recipe and unique_tokens states params`,
      "log params of every run, or map a column to it: --map params=COLUMN",
    );
  const shared = COMPARABLE.filter((name) => name !== "uniqueTokens");
  requireSame(used, shared, "compare recipes", keepOne);
  const noise = options.noise ?? replicateNoise(used)?.sd;
  const withNoise = { ...limitOptions, ...(noise !== undefined && { noise }) };
  // Where no noise is stated, that of the rows of one set of unique tokens has its own degrees of freedom.
  const seeded = {
    ...(options.noise !== undefined && { noise: options.noise }),
    ...(options.seed !== undefined && { seed: options.seed }),
  };
  const sets = [...grouped(used, (row) => row.uniqueTokens as number)].sort(([a], [b]) => a - b);
  const at: RecipesAt[] = [];
  for (const [uniqueTokens, own] of sets) {
    options.signal?.throwIfAborted();
    const tuning = await tuningOf(own, withNoise);
    // Members are resampled themselves: their spread is the noise of seeds.
    const ensembles = await ensemblesOf(own, limitOptions);
    const limits = bestFirst([...(await singleLimitsOf(own, withNoise)), ...ensembles.limits]);
    at.push({
      uniqueTokens,
      tuning,
      measured: minimaOf(own),
      limits,
      members: membersOf(limits, options.level),
      byLimit: ensembles.byLimit,
      memberSettings: memberSettings(own, noise),
      seeds: await partOf(() => seedLimits(own, limitOptions)),
      membersOrSize: await partOf(() => membersOrSizeOf(limits, options.level)),
      distillation: await partOf(() => distillation(own, seeded)),
    });
    onProgress?.(at.length, sets.length);
  }
  return {
    noise,
    noiseNats: noise === undefined || used.length === 0 ? undefined : noise * median(used.map(({ loss }) => loss)),
    leftOut: {
      noRecipe: trained.length - labelled.length,
      noUniqueTokens: labelled.length - placed.length,
      noParams: unsized.map(({ run }) => run),
      laterStage: later.length,
      noLoss: scored.length,
    },
    at,
    trends: {
      weightDecay: trendsOf(at.flatMap(({ tuning: { weightDecay } }) => ("bowls" in weightDecay ? weightDecay.bowls : []))),
      epochs: trendsOf(at.flatMap(({ tuning: { epochs } }) => ("bowls" in epochs ? epochs.bowls : []))),
    },
    efficiency: await efficiencyOf(at, limitOptions, noise),
    downstream: await downstreamOf(pretrained, accuracy),
    stages: await stagesOf(later, accuracy),
  };
}

function split<T>(items: readonly T[], first: (item: T) => boolean): [T[], T[]] {
  return [items.filter(first), items.filter((item) => !first(item))];
}

const orLast = ({ limit }: RecipeLimit): number => ("limit" in limit ? (limit.limit.value ?? Number.MAX_VALUE) : Number.MAX_VALUE);

/** What has no limit at the end. */
function bestFirst(limits: readonly RecipeLimit[]): RecipeLimit[] {
  return limits.toSorted((a, b) => orLast(a) - orLast(b));
}

/** The option that keeps the kind of most rows. */
function keepOne(name: string, values: readonly unknown[]): string {
  const times = [...grouped(values, (value) => String(value))].sort(([, a], [, b]) => b.length - a.length);
  return `keep one kind: --where ${name}=${times[0]?.[0]}`;
}
