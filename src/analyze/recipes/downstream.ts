import { IsolossError, place, UsageError } from "../../errors.ts";
import type { Observation } from "../../run.ts";
import { columnsOf } from "../../table/column.ts";
import { groupBy } from "../../table/groupBy.ts";
import { type AccuracyColumns, accuracyOf, type TaskAccuracy } from "./accuracy.ts";

/** Mean accuracy over tasks of one recipe, size, setting and number of members. */
export interface Downstream {
  /** What its rows share, by column. */
  group: Readonly<Record<string, string>>;
  /** Share of questions answered rightly, each task counted alike. */
  accuracy: number;
  /** 1 − accuracy. */
  error: number;
  /** Of the mean over these questions; undefined where a task has none. */
  standardError?: number;
  /** `at most`: only the mean is reported, and this is the largest that any accuracies with that mean could have. */
  standardErrorIs?: "from tasks" | "at most";
  /** One a task; none where only the mean is reported. */
  tasks: readonly TaskAccuracy[];
}

export interface DownstreamOptions extends AccuracyColumns {
  /** Tasks that are averaged. */
  tasks: readonly string[];
  /** Columns that tell settings apart. Default recipe, stage, size, unique tokens, epochs, weight decay, learning rate and members, as far as rows state them. */
  by?: readonly string[];
  /** Task under which a long table reports the mean over `tasks` itself, as `avg3`. */
  mean?: string;
}

/** Settings whose rows lack tasks are not averaged: a mean over other tasks is another number. */
export interface DownstreamTable {
  cells: readonly Downstream[];
  incomplete: readonly { group: Readonly<Record<string, string>>; missing: readonly string[] }[];
}

/** Columns that tell settings apart, as far as rows state them. */
export const SETTING_COLUMNS = [
  "recipe",
  "stage",
  "params",
  "params_label",
  "unique_tokens",
  "epochs",
  "weight_decay",
  "learning_rate",
  "members",
];

/**
 * Mean accuracy over tasks, a setting at a time: (1/T)·Σ accuracy, with the standard error √(Σ s²)/T of its questions.
 *
 * Accuracies are read from raw columns, so a table without a loss is loaded with its accuracy mapped to that column (`--map loss=acc`); no loss is used.
 * The error of questions says how well these models are known on these tasks, not how much another seed would differ.
 *
 * @param rows of a long table (columns task, acc, acc_stderr) or a wide one (a column a task).
 * @throws UsageError for no task, one named twice, or an accuracy outside its unit; IsolossError where one setting states a task twice, or no setting states all.
 * @see Kim, Kotha, Liang & Hashimoto 2025, arXiv:2509.14786, section 7.
 * @example
 * const row = (task, acc) => ({ ...observation, fields: { task, acc } });
 * downstream([row("piqa", 0.6), row("sciq", 0.7)], { tasks: ["piqa", "sciq"] }).cells[0].error // 0.35
 */
export function downstream(rows: readonly Observation[], options: DownstreamOptions): DownstreamTable {
  const { tasks, mean } = options;
  if (tasks.length === 0) throw new UsageError("Cannot average accuracies: no task is named", "as piqa, sciq, arc_easy");
  const twice = tasks.find((task, i) => tasks.indexOf(task) < i);
  if (twice !== undefined) throw new UsageError(`Cannot average accuracies: ${twice} is named twice`, "each task counts alike");
  const columns = columnsOf(rows);
  const groups = groupBy(rows, options.by ?? SETTING_COLUMNS.filter((name) => columns.includes(name)));
  const stated = groups.map(({ group, observations }) => ({
    group,
    tasks: tasks.flatMap((task) => only(observations, task, options) ?? []),
    whole: mean === undefined ? undefined : only(observations, mean, options),
  }));
  const questions = stated.flatMap((one) => one.tasks);
  const cells = stated.flatMap((one): Downstream[] => {
    if (one.tasks.length === tasks.length) return [averaged(one.group, one.tasks)];
    return one.whole
      ? [
          reported(
            one.group,
            one.whole,
            tasks.map((task) => answered(questions, task, options)),
          ),
        ]
      : [];
  });
  const incomplete = stated
    .filter((one) => one.tasks.length < tasks.length && !one.whole)
    .map(({ group, tasks: own }) => ({ group, missing: tasks.filter((task) => own.every((one) => one.task !== task)) }));
  if (cells.length === 0)
    throw new IsolossError(
      `Cannot average accuracies: none of ${incomplete.length} settings states ${tasks.join(", ")}`,
      `a long table has columns task and ${options.column ?? "acc"}, a wide one a column a task; evaluate ${incomplete[0]?.missing.join(", ")} for all`,
    );
  return { cells, incomplete };
}

function only(rows: readonly Observation[], task: string, options: DownstreamOptions): TaskAccuracy | undefined {
  const found = rows.flatMap((row) => {
    const accuracy = accuracyOf(row, task, options);
    return accuracy ? [{ row, accuracy }] : [];
  });
  const [first, second] = found;
  if (first && second)
    throw new IsolossError(
      `${place(second.row.source)}: Cannot average accuracies: ${task} is stated twice for one setting (also ${place(first.row.source)})`,
      `name the column that tells these rows apart (their columns: ${Object.keys(second.row.fields).join(", ")}), as by: ["recipe", "seed"]`,
    );
  return first?.accuracy;
}

function averaged(group: Downstream["group"], tasks: readonly TaskAccuracy[]): Downstream {
  const accuracy = tasks.reduce((sum, task) => sum + task.accuracy, 0) / tasks.length;
  const known = tasks.every((task) => task.standardError !== undefined);
  const standardError = Math.sqrt(tasks.reduce((sum, task) => sum + (task.standardError ?? 0) ** 2, 0)) / tasks.length;
  return { group, accuracy, error: 1 - accuracy, ...(known && { standardError, standardErrorIs: "from tasks" }), tasks };
}

/** A mean that is reported without its tasks: its error is bounded where the number of questions is known of every task. */
function reported(
  group: Downstream["group"],
  { accuracy, standardError }: TaskAccuracy,
  questions: readonly (number | undefined)[],
): Downstream {
  const cell = { group, accuracy, error: 1 - accuracy, tasks: [] };
  if (standardError !== undefined) return { ...cell, standardError, standardErrorIs: "from tasks" };
  const counts = questions.filter((count) => count !== undefined);
  if (counts.length < questions.length) return cell;
  return { ...cell, standardError: largestError(accuracy, counts), standardErrorIs: "at most" };
}

/** Questions of a task: as said, else from a row that states an accuracy and its standard error, p(1 − p)/s² + 1. */
function answered(all: readonly TaskAccuracy[], task: string, { questions = {} }: DownstreamOptions): number | undefined {
  const one = all.find((other) => other.task === task && (other.standardError ?? 0) > 0);
  const derived = one && Math.round((one.accuracy * (1 - one.accuracy)) / (one.standardError as number) ** 2 + 1);
  return questions[task] ?? derived;
}

/** √(Σ p(1 − p)/(n − 1))/T, largest over accuracies p of that mean: at p = 1/2 + c·(n − 1), kept to 0 … 1. */
function largestError(mean: number, counts: readonly number[]): number {
  const freedom = counts.map((count) => count - 1);
  const shift = ((mean - 0.5) * counts.length) / freedom.reduce((a, b) => a + b, 0);
  const variance = freedom.reduce((sum, free) => sum + Math.max(0.25 - (shift * free) ** 2, 0) / free, 0);
  return Math.sqrt(variance) / counts.length;
}
