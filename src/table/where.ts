import { IsolossError, UsageError } from "../errors.ts";
import { numberOf } from "../numberOf.ts";
import type { Field, Observation } from "../run.ts";
import { field, requireColumn } from "./column.ts";

type Operator = "=" | "!=" | "<" | "<=" | ">" | ">=";

/** One condition: `column operator value`; `values` are alternatives. */
export interface Condition {
  text: string;
  column: string;
  operator: Operator;
  values: readonly string[];
}

const CONDITION = /^\s*([^=!<>]+?)\s*(!=|<=|>=|=|<|>)\s*(.*?)\s*$/s;

/**
 * Reads a condition.
 *
 * @param text as `family=ar|mdm`, `params>=50k`, `seed!=0`; numbers may end in k, M, B or T; nothing after `=` stands for a missing value.
 * @throws UsageError when it is not `column operator value`, or a comparison by size has no number.
 */
export function parseCondition(text: string): Condition {
  const [, column, operator, value] = CONDITION.exec(text) ?? [];
  if (column === undefined || operator === undefined || value === undefined || value.startsWith("="))
    throw new UsageError(
      `Cannot read the condition "${text}": expected COLUMN OPERATOR VALUE`,
      'as family=ar, "params>=1e6" or folder=a|b; the operators are = != < <= > >=',
    );
  const values = value.split("|").map((alternative) => alternative.trim());
  const sized = operator.startsWith("<") || operator.startsWith(">");
  if (sized && (values.length !== 1 || numberOf(values[0] as string) === undefined))
    throw new UsageError(`Cannot read the condition "${text}": "${value}" is not a number`, "as 3e8, 50k or 1.5B");
  return { text, column, operator: operator as Operator, values };
}

/** Whether an observation meets a condition; a missing value is smaller and larger than nothing. */
export function meets(observation: Observation, condition: Condition): boolean {
  const value = field(observation, condition.column);
  const { operator, values } = condition;
  if (operator === "=") return values.some((text) => equals(value, text));
  if (operator === "!=") return !values.some((text) => equals(value, text));
  const left = typeof value === "number" ? value : typeof value === "string" ? numberOf(value) : undefined;
  const right = numberOf(values[0] as string) as number;
  if (left === undefined) return false;
  if (operator === "<") return left < right;
  if (operator === "<=") return left <= right;
  return operator === ">" ? left > right : left >= right;
}

/**
 * The observations that meet every condition.
 *
 * @throws UsageError for an unknown column; IsolossError when nothing is left, with the values that there are.
 * @example
 * where(table.observations, ["family=ar", "unique_tokens<=300M"]).every((row) => row.uniqueTokens <= 3e8) // true
 */
export function where(observations: readonly Observation[], conditions: readonly string[]): Observation[] {
  return [...kept(observations, (row) => row, conditions)];
}

/**
 * What meets every condition, one after another: what `rows` makes while it is gone through is never held all at once.
 *
 * @param rows gone through once more where nothing is left, to say why.
 */
export function* kept<T>(rows: Iterable<T>, rowOf: (row: T) => Observation, conditions: readonly string[]): Generator<T> {
  const asked = conditions.map((text) => ({ condition: parseCondition(text), met: 0 }));
  for (const { condition } of asked) requireColumn(observed(rows, rowOf), condition.column, "select by");
  let all = 0;
  for (const item of rows) {
    all++;
    const row = rowOf(item);
    // A loop: `every` with its closure would be most of the time of a long log.
    let meetsAll = true;
    for (const each of asked) {
      meetsAll = meets(row, each.condition);
      if (!meetsAll) break;
      each.met++;
    }
    if (meetsAll) yield item;
  }
  const unmet = asked.findIndex(({ met }) => met === 0);
  if (all === 0 || unmet < 0) return;
  const { column, text } = (asked[unmet] as (typeof asked)[number]).condition;
  const before = asked.slice(0, unmet);
  const reached = new Set<Field>();
  for (const row of observed(rows, rowOf))
    if (before.every(({ condition }) => meets(row, condition))) reached.add(field(row, column) ?? "");
  throw new IsolossError(`Cannot select by "${text}": none of ${before.at(-1)?.met ?? all} rows meets it`, valuesIn(reached, column));
}

/** The observations of what holds them; each time it is gone through they are asked for anew. */
function observed<T>(rows: Iterable<T>, rowOf: (row: T) => Observation): Iterable<Observation> {
  return {
    *[Symbol.iterator]() {
      for (const row of rows) yield rowOf(row);
    },
  };
}

function equals(value: Field | undefined, text: string): boolean {
  if (value === undefined || value === null) return text === "";
  if (Array.isArray(value)) return value.includes(text);
  if (String(value) === text) return true;
  const left = typeof value === "number" ? value : typeof value === "string" ? numberOf(value) : undefined;
  return left !== undefined && left === numberOf(text);
}

const MOST_VALUES = 12;

function valuesIn(distinct: ReadonlySet<Field>, column: string): string {
  const values = [...distinct].sort(compareFields);
  const stated = values.filter((value) => value !== "");
  if (stated.length === 0) return `no row states ${column}`;
  const shown =
    stated.length <= MOST_VALUES
      ? stated.join(", ")
      : `${stated.slice(0, MOST_VALUES / 2).join(", ")}, …, ${stated.slice(-MOST_VALUES / 2).join(", ")}`;
  return `${column} is ${shown}`;
}

/** Numbers by size, before text by letters: the order of values in messages and of groups. */
export function compareFields(a: Field | undefined, b: Field | undefined): number {
  if (typeof a === "number" && typeof b === "number") return a - b;
  if (typeof a === "number" || typeof b === "number") return typeof a === "number" ? -1 : 1;
  const [left, right] = [String(a ?? ""), String(b ?? "")];
  return left < right ? -1 : left > right ? 1 : 0;
}
