import {
  type AccuracyUnit,
  bestAccuracy,
  type Downstream,
  type DownstreamGain,
  downstream,
  downstreamGain,
  type StageComparison,
  type StagesOptions,
  stages,
  UsageError,
} from "../../index.ts";
import type { AnalyzeFlags } from "../analyze.ts";
import { list } from "../given.ts";
import { intervalText, short } from "../numbers.ts";
import { table } from "../table.ts";
import type { Question } from "./question.ts";
import { settingText } from "./settings.ts";

/** Accuracies on tasks: what recipes gain downstream, and whether less data of a later stage did as well. */

const NO_LOSS = "no loss is used; a table without one is read with its accuracy mapped to it, as --map loss=acc";
const BASELINE = { recipe: "standard" };

export const downstreamQuestion: Question = {
  id: "downstream",
  title: "mean accuracy over tasks, and what recipes gain over the standard one",
  needs: "LOGS --accuracy piqa,sciq [--unit percent] [--by recipe,params] [--mean avg]",
  reads: "logs",
  options: ["accuracy", "unit", "mean", "by"],
  answer: ({ rows, given }) => {
    const by = list(given.by);
    const found = downstream(rows, {
      tasks: tasksOf("downstream", given),
      unit: unitOf(given),
      ...(by.length > 0 && { by }),
      ...(given.mean !== undefined && { mean: given.mean }),
    });
    const cells = found.cells.toSorted((a, b) => b.accuracy - a.accuracy);
    const gains = gainsOf(cells);
    return {
      text: [
        table(
          ["setting", "accuracy", "standard error", "tasks"],
          cells.map(({ group, accuracy, standardError, standardErrorIs, tasks }) => [
            settingText(group),
            percent(accuracy),
            standardError === undefined ? "not known" : `${standardErrorIs === "at most" ? "at most " : ""}${percent(standardError)}`,
            tasks.map((task) => `${task.task} ${percent(task.accuracy)}`).join(", "),
          ]),
        ),
        ...("reason" in gains ? [`no gains: ${gains.reason}`] : gains.flatMap(gainText)),
        ...found.incomplete.map(({ group, missing }) => `left out: ${settingText(group)} lacks ${missing.join(", ")}`),
      ],
      conditional: [
        "errors are those of the questions asked: another seed may differ by more",
        "the best of several settings is chosen with its luck",
        NO_LOSS,
      ],
      result: { ...found, gains },
      diagnostics: "reason" in gains ? [] : gains.flatMap(({ diagnostics }) => diagnostics),
    };
  },
};

/** The best cell of every other recipe over the best standard one. */
function gainsOf(cells: readonly Downstream[]): DownstreamGain[] | { reason: string } {
  const recipes = [...new Set(cells.flatMap(({ group }) => group.recipe || []))].filter((recipe) => recipe !== BASELINE.recipe);
  if (!cells.some(({ group }) => group.recipe === BASELINE.recipe)) return { reason: "no setting has recipe standard" };
  const baseline = bestAccuracy(cells, BASELINE);
  return recipes.map((recipe) => downstreamGain(bestAccuracy(cells, { recipe }), baseline));
}

function gainText({ of, over, points, relative }: DownstreamGain): string[] {
  const said = (value: number | undefined, interval: typeof points.interval, digits = 3): string =>
    value === undefined ? "none" : `${short(value, digits)}${interval ? ` (${intervalText(interval)})` : ""}`;
  return [
    `gain of ${settingText(of.group)}`,
    `  over ${settingText(over.group)}: ${said(points.value, points.interval)} percentage points, a share of ${said(relative.value, relative.interval)} of what it is gained over`,
  ];
}

export const stagesQuestion: Question = {
  id: "stages",
  title: "whether less data of a later stage did as well as the most",
  needs: "LOGS --accuracy avg [--amount unique_tokens] [--stage cpt] [--unit percent]",
  reads: "logs",
  options: ["accuracy", "unit", "amount", "stage"],
  answer: ({ rows, given }) => {
    const [accuracy, ...others] = tasksOf("stages", given);
    if (others.length > 0)
      throw new UsageError(`Cannot use --accuracy ${others.join(", ")} with "stages": it compares one`, "ask once for each");
    const found = stages(rows, {
      accuracy: accuracy as string,
      unit: unitOf(given),
      ...(given.amount !== undefined && { amount: given.amount }),
      ...(given.stage !== undefined && { stage: given.stage as NonNullable<StagesOptions["stage"]> }),
    });
    return {
      text: found.flatMap(stageText),
      conditional: [
        "matched or better, not an inverted law: accuracies between the amounts were not seen",
        "amounts count data, not compute",
        NO_LOSS,
      ],
      result: { stages: found },
    };
  },
};

function stageText({ stage, points, comparison: { target, match, ratio, points: above } }: StageComparison): string[] {
  const verdict =
    match && ratio !== undefined
      ? `${short(match.amount, 3)} (${match.label}) does as well as ${short(target.amount, 3)} (${target.label}): ${short(ratio)} times less, ${short(above ?? 0, 3)} points above`
      : `no smaller amount reaches ${percent(target.accuracy)} of ${short(target.amount, 3)} (${target.label})`;
  const body = points.map(({ label, amount, accuracy }) => [label, short(amount, 4), percent(accuracy)]);
  return [`${stage}: ${verdict}`, table(["setting", "amount", "accuracy"], body, "  ")];
}

function tasksOf(id: string, { accuracy }: AnalyzeFlags): string[] {
  const tasks = list(accuracy);
  if (tasks.length === 0)
    throw new UsageError(
      `Cannot answer "${id}": --accuracy is not given`,
      "tasks of a long table, or columns of a wide one, as --accuracy piqa,sciq",
    );
  return tasks;
}

function unitOf({ unit = "share" }: AnalyzeFlags): AccuracyUnit {
  return unit as AccuracyUnit;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(2)} %`;
}
