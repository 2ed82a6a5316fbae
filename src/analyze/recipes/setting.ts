import { IsolossError, place, UsageError } from "../../errors.ts";
import { columnName, wordOf } from "../../glossary.ts";
import type { Field, Observation } from "../../run.ts";
import { alike, differing } from "../../table/alike.ts";
import { field } from "../../table/column.ts";

export { meanLoss } from "../../table/meanLoss.ts";

/** Values of columns by header: enough to train a run again, or the one that is missing. */
export type Setting = Readonly<Record<string, Field>>;

/** What a setting states beside the columns that were asked for, where the runs agree on it. */
const STATED = ["params", "unique_tokens", "learning_rate", "weight_decay", "epochs"];

/** The header under which a column is known: `lambda` and `weightDecay` are `weight_decay`. */
export function headerOf(column: string): string {
  const word = wordOf(column);
  return word === undefined ? column : columnName(word);
}

/** Columns on which all rows agree: those that are named, then size, tokens and what is usually tuned. */
export function settingOf(rows: readonly Observation[], columns: readonly string[]): Setting {
  const [first, ...rest] = rows;
  const pairs = [...new Set([...columns, ...STATED])].flatMap((column): [string, Field][] => {
    const value = first && field(first, column);
    return value === undefined || rest.some((row) => field(row, column) !== value) ? [] : [[column, value]];
  });
  return Object.fromEntries(pairs);
}

/** A tuned column of a row. @throws IsolossError by place and run where it is no number. */
export function tunedValue(row: Observation, column: string): number {
  const value = field(row, column);
  if (typeof value === "number" && Number.isFinite(value)) return value;
  throw new IsolossError(
    `${place(row.source)}: Cannot place run "${row.run}" in the grid of ${column}: it states ${value ?? "none"}, expected a number`,
    "log it, map a column to it with --map, or leave the run out with --where",
  );
}

/** @throws UsageError where rows that are to be averaged differ in more than their seed. */
export function requireReplicates(rows: readonly Observation[], where: string): void {
  const [first, ...rest] = rows;
  const other = first && rest.find((row) => alike(row) !== alike(first));
  if (!first || !other) return;
  const what = differing(first, other).map(headerOf).join(", ");
  throw new UsageError(
    `Cannot average the runs at ${where}: "${first.run}" and "${other.run}" differ in ${what}, expected in their seed alone`,
    `keep one kind with --where, name ${what} among the columns, or keep the best over it first (bestOver)`,
  );
}

/** `params=41660, unique_tokens=25600`. */
export function named(setting: Setting): string {
  return Object.entries(setting)
    .map(([column, value]) => `${column}=${value}`)
    .join(", ");
}
