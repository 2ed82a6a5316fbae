import { IsolossError, place } from "../../errors.ts";
import type { Observation } from "../../run.ts";
import { bestOver } from "../../table/bestOver.ts";
import { field } from "../../table/column.ts";
import { type Certificate, certificate } from "./certificate.ts";
import { type OptimalHyperparameter, optimalHyperparameter } from "./optimalHyperparameter.ts";
import { partOf } from "./recipeParts.ts";
import type { RecipesOptions } from "./recipes.ts";
import type { Refused } from "./refused.ts";

/** The tuning of single models at one set of unique tokens, for `recipes`: what was kept, what it rests on, and the best weight decay. */

export type SingleRecipe = "standard" | "regularized";

export interface RecipeTuning {
  /** A cell a size; the settings of regularised models are judged among standard ones too. */
  certificates: readonly { recipe: SingleRecipe; certificate: Certificate | Refused }[];
  /** A bowl a size, at the learning rate and the epochs of its best regularised setting. */
  weightDecay: OptimalHyperparameter | Refused;
}

const TUNED = ["weight_decay", "learning_rate", "epochs"];

/** Columns of tuning that any row states. */
export function tunedIn(rows: readonly Observation[]): string[] {
  return TUNED.filter((column) => rows.some((row) => field(row, column) !== undefined));
}

export const singlesOf = (rows: readonly Observation[], recipe: string): Observation[] =>
  rows.filter((row) => row.recipe === recipe && (row.members ?? 1) === 1 && !row.memberRuns);

/** The best setting of each size, with all of its seeds. */
export function bestOfSizes(rows: readonly Observation[]): Observation[] {
  return rows.length === 0 ? [] : bestOver(rows, tunedIn(rows), ["params"]);
}

export async function tuningOf(rows: readonly Observation[], options: RecipesOptions): Promise<RecipeTuning> {
  const [standard, regularized] = [singlesOf(rows, "standard"), singlesOf(rows, "regularized")];
  const sizes = new Set(regularized.map(({ params }) => params));
  const both = [...standard.filter(({ params }) => sizes.has(params)), ...regularized];
  const certified = async (recipe: SingleRecipe, own: readonly Observation[], among: readonly Observation[]) => ({
    recipe,
    certificate: await partOf(() => {
      requireSizes(own);
      const chosen = bestOfSizes(own);
      return certificate(among, { tuned: tunedIn(among), cell: ["params"], chosen, ...noiseOf(options) });
    }),
  });
  return {
    certificates: [
      ...(standard.length > 0 ? [await certified("standard", standard, standard)] : []),
      ...(regularized.length > 0 ? [await certified("regularized", regularized, both)] : []),
    ],
    weightDecay: regularized.length > 0 ? await partOf(() => bestDecay(both, regularized, options)) : missing(),
  };
}

/** @throws IsolossError by place and run where one states none. */
function requireSizes(rows: readonly Observation[]): void {
  const without = rows.find(({ params }) => params === undefined);
  if (without)
    throw new IsolossError(
      `${place(without.source)}: Cannot tell sizes apart: run "${without.run}" has no params (N)`,
      "log it, map a column to it with --map params=COLUMN, or leave the run out with --where",
    );
}

function bestDecay(
  rows: readonly Observation[],
  regularized: readonly Observation[],
  options: RecipesOptions,
): Promise<OptimalHyperparameter> {
  requireSizes(regularized);
  const kept = new Map(bestOfSizes(regularized).map((row) => [row.params, row]));
  const beside = rows.filter(({ params, epochs, learningRate }) => {
    const own = kept.get(params);
    return own?.epochs === epochs && own?.learningRate === learningRate;
  });
  const { replicates, seed, signal } = options;
  const resampling = { ...(replicates !== undefined && { replicates }), ...(seed !== undefined && { seed }), ...(signal && { signal }) };
  return optimalHyperparameter(beside, { column: "weight_decay", by: ["params"], ...resampling, ...noiseOf(options) });
}

const noiseOf = ({ noise }: RecipesOptions): { noise?: number } => (noise === undefined ? {} : { noise });

function missing(): Refused {
  return {
    reason: "Cannot find the best weight decay: no single model has recipe regularized",
    hint: "train each size at three or more weight decays around its best, all else as it is",
  };
}
