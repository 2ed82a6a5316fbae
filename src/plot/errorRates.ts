import { type AccuracyUnit, accuracyOf } from "../analyze/recipes/accuracy.ts";
import { downstream } from "../analyze/recipes/downstream.ts";
import { place } from "../errors.ts";
import { normalQuantile } from "../numeric/quantile.ts";
import type { Observation } from "../run.ts";
import type { Layer } from "./figure.ts";
import { type Row, segments } from "./marks.ts";
import { groups } from "./rows.ts";

/** Average errors on tasks, for panels beside those of the loss: which raw columns are accuracies, and the error of a row. */

/** What `accuraciesOf` takes for an accuracy, in the words of a figure's `needs`. */
export const ACCURACY_RULE =
  "Accuracies, one raw column a task, are columns with acc or accuracy as a word of their name (as piqa_acc, with piqa_acc_stderr).";

export const ERROR_TITLE = "Average error on tasks (%)";

const NAMED = new Set(["acc", "accuracy"]);
/** Words of columns that stand beside an accuracy, or are of the training data. */
const OTHER = new Set(["stderr", "norm", "train"]);

/** Columns of accuracies in rows, and whether they are shares of 1 or of 100. */
export interface Accuracies {
  columns: readonly string[];
  unit: AccuracyUnit;
}

/** Accuracies that rows state; percent where any is above 1. None is undefined. */
export function accuraciesOf(rows: readonly Observation[]): Accuracies | undefined {
  const stated = new Map<string, number[]>();
  for (const { fields } of rows)
    for (const [name, value] of Object.entries(fields)) {
      if (typeof value !== "number" || !Number.isFinite(value) || !isAccuracy(name)) continue;
      stated.set(name, [...(stated.get(name) ?? []), value]);
    }
  if (stated.size === 0) return undefined;
  const isShare = [...stated.values()].flat().every((value) => value <= 1);
  return { columns: [...stated.keys()].sort(), unit: isShare ? "share" : "percent" };
}

function isAccuracy(name: string): boolean {
  const parts = name.toLowerCase().split(/[^a-z0-9]+/);
  return parts.some((part) => NAMED.has(part)) && !parts.some((part) => OTHER.has(part));
}

/**
 * Rows as points of the average error, in percent, with its 95 % interval by the questions where standard errors are known.
 * A row that lacks a task has none: a mean over other tasks is another number.
 */
export function errorPoints<T extends Observation>(rows: readonly T[], xOf: (row: T) => number, { columns, unit }: Accuracies): Row[] {
  return rows.flatMap((row): Row[] => {
    if (columns.some((column) => accuracyOf(row, column, { unit }) === undefined)) return [];
    const [cell] = downstream([row], { tasks: columns, unit, by: [] }).cells;
    if (!cell) return [];
    const half = cell.standardError === undefined ? undefined : normalQuantile(0.975) * cell.standardError;
    return [
      {
        x: xOf(row),
        y: 100 * cell.error,
        ...(half !== undefined && { low: 100 * (cell.error - half), high: 100 * (cell.error + half) }),
        accuracy: cell.accuracy,
        run: row.run,
        source: place(row.source),
      },
    ];
  });
}

/** What a caption says of the errors: over which tasks, and what is not drawn. */
export function errorWords(found: Accuracies | undefined, points: readonly Row[], rows: readonly Observation[]): string {
  if (!found)
    return "No row states an accuracy, so that there is no panel of errors on tasks: it wants columns such as piqa_acc beside the loss.";
  const lacking = rows.length - points.length;
  return [
    `Errors are 100 % less the mean of ${found.columns.join(", ")}${points.some(({ low }) => low !== undefined) ? ", the bars 95 % intervals by the questions asked" : ""}.`,
    lacking > 0 ? `${lacking} rows do not state all of these accuracies and have no place there.` : "",
  ]
    .filter(Boolean)
    .join(" ");
}

export type Place = { x: number; y: number; low?: number; high?: number };

/** Means at each x; the interval of questions that all rows were asked is theirs on average, too. */
export function meanRows(rows: readonly Row[]): Place[] {
  const mean = (same: readonly Row[], name: "y" | "low" | "high"): number =>
    same.reduce((sum, row) => sum + (row[name] as number), 0) / same.length;
  return groups(rows, ({ x }) => x as number)
    .sort(([a], [b]) => a - b)
    .map(([x, same]) => ({
      x,
      y: mean(same, "y"),
      ...(same.every(({ low }) => low !== undefined) && { low: mean(same, "low"), high: mean(same, "high") }),
    }));
}

/** Intervals of means, where they have any. */
export function bars(places: readonly Place[], colour: string): Layer[] {
  const known = places.flatMap(({ x, low, high }) => (low === undefined ? [] : [{ x, y: low, y2: high }]));
  return known.length > 0 ? [segments(known, { colour, width: 1.2, opacity: 0.6 })] : [];
}
