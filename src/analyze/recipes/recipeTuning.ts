import { IsolossError } from "../../errors.ts";
import type { Observation } from "../../run.ts";
import { bestOver } from "../../table/bestOver.ts";
import { field } from "../../table/column.ts";
import { groupBy } from "../../table/groupBy.ts";
import { type Certificate, certificate } from "./certificate.ts";
import { type HyperparameterOptions, type OptimalHyperparameter, optimalHyperparameter } from "./optimalHyperparameter.ts";
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
  /** A bowl a recipe and size whose epochs were varied at three values, at the learning rate and the weight decay of its best setting. */
  epochs: OptimalHyperparameter | Refused;
  /** Single models that have no place in a grid, and what they do not state. */
  leftOut: readonly { run: string; lacks: readonly string[] }[];
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
  const singles = [...singlesOf(rows, "standard"), ...singlesOf(rows, "regularized")];
  const lacking = singles.map((row) => ({
    row,
    lacks: ["params", ...tunedIn(singles)].filter((name) => !Number.isFinite(field(row, name))),
  }));
  const whole = lacking.filter(({ lacks }) => lacks.length === 0).map(({ row }) => row);
  const leftOut = lacking.filter(({ lacks }) => lacks.length > 0).map(({ row: { run }, lacks }) => ({ run, lacks }));
  const [standard, regularized] = [singlesOf(whole, "standard"), singlesOf(whole, "regularized")];
  const sizes = new Set(regularized.map(({ params }) => params));
  const both = [...standard.filter(({ params }) => sizes.has(params)), ...regularized];
  const certified = async (recipe: SingleRecipe, own: readonly Observation[], among: readonly Observation[]) => ({
    recipe,
    certificate: await partOf(() =>
      certificate(among, { tuned: tunedIn(among), cell: ["params"], chosen: bestOfSizes(own), ...noiseOf(options) }),
    ),
  });
  return {
    certificates: [
      ...(standard.length > 0 ? [await certified("standard", standard, standard)] : []),
      ...(regularized.length > 0 ? [await certified("regularized", regularized, both)] : []),
    ],
    weightDecay: regularized.length > 0 ? await partOf(() => bestDecay(both, regularized, options)) : NO_DECAY,
    epochs: await partOf(() => bestEpochs(whole, options)),
    leftOut,
  };
}

function bestDecay(
  rows: readonly Observation[],
  regularized: readonly Observation[],
  options: RecipesOptions,
): Promise<OptimalHyperparameter> {
  const kept = new Map(bestOfSizes(regularized).map((row) => [row.params, row]));
  const beside = rows.filter(({ params, epochs, learningRate }) => {
    const own = kept.get(params);
    return own?.epochs === epochs && own?.learningRate === learningRate;
  });
  return optimalHyperparameter(beside, { column: "weight_decay", by: ["params", "unique_tokens"], ...drawingOf(options) });
}

/** Values of a column from which a bowl can be told. */
const VARIED = 3;

async function bestEpochs(rows: readonly Observation[], options: RecipesOptions): Promise<OptimalHyperparameter> {
  const varied = groupBy(rows, ["recipe", "params"]).flatMap(({ observations: own }) => {
    const [best] = bestOfSizes(own) as [Observation];
    const beside = own.filter((row) => row.weightDecay === best.weightDecay && row.learningRate === best.learningRate);
    return new Set(beside.map(({ epochs }) => epochs)).size < VARIED ? [] : beside;
  });
  if (varied.length === 0)
    throw new IsolossError(
      `Cannot find the best number of epochs: no size was trained for ${VARIED} of them at its best weight decay and learning rate`,
      "train each size for further numbers of epochs around its best, all else as it is",
    );
  return optimalHyperparameter(varied, { column: "epochs", by: ["recipe", "params", "unique_tokens"], ...drawingOf(options) });
}

function drawingOf(options: RecipesOptions): Pick<HyperparameterOptions, "replicates" | "seed" | "signal" | "noise"> {
  const { replicates, seed, signal } = options;
  return {
    ...(replicates !== undefined && { replicates }),
    ...(seed !== undefined && { seed }),
    ...(signal && { signal }),
    ...noiseOf(options),
  };
}

const noiseOf = ({ noise }: RecipesOptions): { noise?: number } => (noise === undefined ? {} : { noise });

const NO_DECAY: Refused = {
  reason: "Cannot find the best weight decay: no single model has recipe regularized",
  hint: "train each size at three or more weight decays around its best, all else as it is",
};
