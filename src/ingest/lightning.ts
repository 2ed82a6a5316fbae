import { csvRows } from "./csv.ts";
import { evaluationsOf } from "./evaluationRows.ts";
import type { Head, LogText, Parsed, TextFormat } from "./format.ts";
import { isLossMetric } from "./lossMetric.ts";
import { trainingName } from "./names.ts";
import { parseTrainerLog } from "./trainerLog.ts";

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
  const losses = names.flatMap((name, i) => (isLossMetric(name) ? [i] : []));
  const others = names.flatMap((name, i) => (/train|^loss$|grad|^lr/i.test(name) ? [i] : []));
  // A row of training alone: a table of runs has a loss in every row.
  return rows.some((row) => {
    const cells = row.split(",");
    const holds = (i: number): boolean => (cells[i] ?? "").trim() !== "";
    return cells.length === names.length && others.some(holds) && !losses.some(holds);
  });
}

/**
 * Reads a log of Lightning: the rows with the validation loss are the evaluations. `epoch` numbers the epoch under way from 0, and is kept as a raw
 * column.
 *
 * @throws RunLogError where no metric, or more than one, is the validation loss.
 */
function parseLightning(log: LogText): Parsed {
  const { rows } = csvRows(log);
  return parseTrainerLog(log, { name: trainingName(log, COMMON), settings: {}, found: evaluationsOf(log, rows), stepsFrom: 1 });
}
