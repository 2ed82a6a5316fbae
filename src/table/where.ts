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
  return conditions.map(parseCondition).reduce<Observation[]>(
    (rows, condition) => {
      requireColumn(observations, condition.column, "select by");
      const kept = rows.filter((row) => meets(row, condition));
      if (kept.length === 0 && rows.length > 0)
        throw new IsolossError(
          `Cannot select by "${condition.text}": none of ${rows.length} rows meets it`,
          valuesOf(rows, condition.column),
        );
      return kept;
    },
    [...observations],
  );
}

function equals(value: Field | undefined, text: string): boolean {
  if (value === undefined || value === null) return text === "";
  if (Array.isArray(value)) return value.includes(text);
  if (String(value) === text) return true;
  const left = typeof value === "number" ? value : typeof value === "string" ? numberOf(value) : undefined;
  return left !== undefined && left === numberOf(text);
}

const MOST_VALUES = 12;

function valuesOf(rows: readonly Observation[], column: string): string {
  const values = [...new Set(rows.map((row) => field(row, column) ?? ""))].sort(compareFields);
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
