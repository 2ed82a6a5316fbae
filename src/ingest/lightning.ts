import { csvRows } from "./csv.ts";
import type { Head, LogText, Parsed, TextFormat } from "./format.ts";
import { gatherTrainings } from "./gatherTrainings.ts";
import { isLossMetric } from "./lossMetric.ts";
import { trainingName } from "./names.ts";

/** `metrics.csv` of Lightning's CSVLogger: metrics of training and of validation in rows of their own, the cells of the others empty. */
export const lightning: TextFormat = {
  id: "lightning",
  content: "text",
  title: "Lightning metrics.csv, training and validation in rows of their own",
  extensions: ["csv", "tsv"],
  recognises,
  parse: parseLightning,
};

/** Names that every training of the logger gives its log. */
const COMMON = /^(metrics|log|history)\.csv/i;

function recognises({ text }: Head): boolean {
  const [header = "", ...rows] = text.trimStart().split(/\r?\n/).slice(0, 2000);
  const names = header.split(",").map((name) => name.trim().replace(/^"|"$/g, ""));
  if (!names.includes("step") || !names.some((name) => /^epoch$|^train[_/]|_(step|epoch)$/.test(name))) return false;
  const bare = isBare(names);
  const losses = names.flatMap((name, i) => (isLossMetric(name) || (bare && name === "loss") ? [i] : []));
  const others = names.flatMap((name, i) => (!losses.includes(i) && /train|^loss$|grad|^lr/i.test(name) ? [i] : []));
  // A row of training alone: a table of runs has a loss in every row.
  return rows.some((row) => {
    const cells = row.split(",");
    const holds = (i: number): boolean => (cells[i] ?? "").trim() !== "";
    return cells.length === names.length && others.some(holds) && !losses.some(holds);
  });
}

/** Whether a plain `loss` is that of validation: it stands beside one of training, or in a table that states runs. */
function isBare(names: readonly string[]): boolean {
  return (
    names.includes("loss") &&
    !names.some(isLossMetric) &&
    names.some((name) => /^(run|run_?id|run_?name|params)$|^train.*loss$/i.test(name))
  );
}

/**
 * Reads a log of Lightning: the rows with the validation loss are the evaluations, those that state another run or setup of a run of their own.
 * `epoch` numbers the epoch under way from 0, and is kept as a raw column.
 *
 * @throws RunLogError where no metric, or more than one, is the validation loss.
 */
function parseLightning(log: LogText): Parsed {
  const { names, rows } = csvRows(log);
  const trainings = gatherTrainings(log, { bare: isBare(names) });
  for (const row of rows) trainings.add(row);
  return trainings.end({ name: trainingName(log, COMMON), settings: {}, stepsFrom: 1 });
}
