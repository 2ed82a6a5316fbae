import { IsolossError } from "../../errors.ts";
import { grouped } from "../../grouped.ts";
import type { Observation } from "../../run.ts";
import { columnsOf, field } from "../../table/column.ts";
import { accuracyOf } from "./accuracy.ts";
import { type DownstreamOptions, type DownstreamTable, downstream, SETTING_COLUMNS } from "./downstream.ts";
import { bestAccuracy, type DownstreamGain, downstreamGain } from "./downstreamGain.ts";
import { partOf } from "./recipeParts.ts";
import type { Refused } from "./refused.ts";
import { type StageComparison, type StagesOptions, stages } from "./stages.ts";

/** Accuracies beside losses, for `recipes`: each recipe's gain over the standard one, and later stages of training. */

/** Which accuracies are compared, and how they are written. */
export interface AccuracyWanted extends Omit<DownstreamOptions, "by">, Pick<StagesOptions, "stage"> {}

/** The best setting of a recipe over the best standard one, at one set of unique tokens. */
export interface RecipeGain {
  /** U, tokens; undefined where rows state none. */
  uniqueTokens: number | undefined;
  recipe: string;
  gain: DownstreamGain;
}

export interface RecipesDownstream extends DownstreamTable {
  /** Largest first at each set of unique tokens. */
  gains: readonly RecipeGain[] | Refused;
}

const NOT_ASKED: Refused = {
  reason: "Cannot compare accuracies: no column of them is named",
  hint: "name the columns, as --accuracy piqa,sciq",
};

/** Whether a row is of continued pre-training or fine-tuning. */
export const isLater = ({ stage }: Observation, wanted: AccuracyWanted | undefined): boolean => {
  const own = stage ?? wanted?.stage;
  return own !== undefined && own !== "pretrain";
};

/** A row of a long table of accuracies, or one that was read with an accuracy in place of the loss that its table lacks. */
export function statesNoLoss(row: Observation, wanted: AccuracyWanted | undefined): boolean {
  if (wanted === undefined) return false;
  if ((field(row, "task") ?? "") !== "") return true;
  return namesOf(wanted).some((name) => field(row, name) === row.loss);
}

function namesOf({ tasks, mean }: AccuracyWanted): string[] {
  return [...tasks, ...(mean === undefined ? [] : [mean])];
}

/** @param rows of pre-training, with or without losses. */
export function downstreamOf(rows: readonly Observation[], wanted: AccuracyWanted | undefined): Promise<RecipesDownstream | Refused> {
  return partOf(async () => {
    if (wanted === undefined) throw new IsolossError(NOT_ASKED.reason, NOT_ASKED.hint);
    const stated = rows.filter((row) => namesOf(wanted).some((name) => accuracyOf(row, name, wanted) !== undefined));
    if (stated.length === 0)
      throw new IsolossError(
        `Cannot average accuracies: no row states ${namesOf(wanted).join(", ")}`,
        `a wide table has a column a task, a long one columns task and ${wanted.column ?? "acc"}`,
      );
    const columns = columnsOf(stated);
    const by = [...SETTING_COLUMNS, "seed"].filter((name) => columns.includes(name));
    const table = downstream(stated, { ...wanted, by });
    return { ...table, gains: await partOf(() => gainsOf(table)) };
  });
}

function gainsOf({ cells }: DownstreamTable): RecipeGain[] {
  const sets = [...grouped(cells, ({ group }) => group.unique_tokens ?? "")].sort(([a], [b]) => Number(a) - Number(b));
  const gains = sets.flatMap(([uniqueTokens, own]): RecipeGain[] => {
    if (own.every(({ group }) => group.recipe !== "standard")) return [];
    const standard = bestAccuracy(own, { recipe: "standard" });
    return [...new Set(own.map(({ group }) => group.recipe ?? ""))]
      .filter((recipe) => recipe !== "standard" && recipe !== "")
      .map((recipe) => ({
        uniqueTokens: uniqueTokens === "" ? undefined : Number(uniqueTokens),
        recipe,
        gain: downstreamGain(bestAccuracy(own, { recipe }), standard),
      }))
      .sort((a, b) => (b.gain.points.value as number) - (a.gain.points.value as number));
  });
  if (gains.length > 0) return gains;
  const recipes = [...new Set(cells.map(({ group }) => group.recipe || "none"))];
  throw new IsolossError(
    `Cannot tell gains over the standard recipe: no set of unique tokens has accuracies of it and of another recipe (recipes: ${recipes.join(", ")})`,
    "evaluate the best standard model on the same tasks",
  );
}

/** @param rows of later stages. */
export function stagesOf(rows: readonly Observation[], wanted: AccuracyWanted | undefined): Promise<readonly StageComparison[] | Refused> {
  return partOf(() => {
    if (rows.length === 0)
      throw new IsolossError("Cannot compare later stages: no row is of stage cpt or sft", "write the column stage: pretrain, cpt or sft");
    if (wanted === undefined) throw new IsolossError(NOT_ASKED.reason, NOT_ASKED.hint);
    const names = wanted.mean === undefined ? wanted.tasks : [wanted.mean];
    return names.flatMap((accuracy) => stages(rows, { ...wanted, accuracy }));
  });
}
