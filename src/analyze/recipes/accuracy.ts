import { IsolossError, place, UsageError } from "../../errors.ts";
import type { Observation } from "../../run.ts";
import { field } from "../../table/column.ts";

/** Whether a table holds accuracies as shares of 1 or of 100. */
export type AccuracyUnit = "share" | "percent";

/** Accuracy on one task. */
export interface TaskAccuracy {
  task: string;
  /** Share of questions answered rightly. */
  accuracy: number;
  /** As reported, or binomial by the number of questions. */
  standardError?: number;
}

/** How the accuracy of tasks stands in rows. */
export interface AccuracyColumns {
  /** `percent` where 39.23 stands for .3923. Default share. */
  unit?: AccuracyUnit;
  /** Column of the accuracy in a long table. Default `acc`; its standard error is in `acc_stderr`. */
  column?: string;
  /** Questions of each task: binomial standard errors where none is reported. */
  questions?: Readonly<Record<string, number>>;
}

/**
 * The accuracy that a row states on a task: a long table names the task in the column `task`, a wide one has a column a task (and `TASK_stderr`).
 *
 * @returns undefined where the row is of another task, or its cell is empty.
 * @throws UsageError for accuracies outside the unit, or fewer than two questions; IsolossError (file:line) for a cell that is no number.
 */
export function accuracyOf(
  row: Observation,
  task: string,
  { unit = "share", column = "acc", questions = {} }: AccuracyColumns,
): TaskAccuracy | undefined {
  const long = field(row, "task");
  if (long !== undefined && long !== null && long !== task) return undefined;
  const name = long === undefined || long === null ? task : column;
  const value = field(row, name);
  if (value === undefined || value === null || value === "") return undefined;
  if (typeof value !== "number" || !Number.isFinite(value))
    throw new IsolossError(
      `${place(row.source)}: Cannot read accuracy "${value}" of ${task}: expected a number`,
      "correct the table, or leave the row out",
    );
  const whole = unit === "percent" ? 100 : 1;
  if (value < 0 || value > whole)
    throw new UsageError(
      `${place(row.source)}: Cannot use accuracy ${value} of ${task} as a ${unit}: expected 0 to ${whole}`,
      unit === "share" ? "say that accuracies are in percent" : "accuracies are shares of 1 where nothing else is said",
    );
  const accuracy = value / whole;
  const reported = field(row, `${name}_stderr`);
  const asked = questions[task];
  if (asked !== undefined && !(Number.isInteger(asked) && asked > 1))
    throw new UsageError(`Cannot use ${asked} questions of ${task}: expected a whole number of at least 2`);
  const standardError =
    typeof reported === "number" && reported >= 0
      ? reported / whole
      : asked !== undefined
        ? Math.sqrt((accuracy * (1 - accuracy)) / (asked - 1))
        : undefined;
  return { task, accuracy, ...(standardError !== undefined && { standardError }) };
}
