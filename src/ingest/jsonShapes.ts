import { isLossMetric } from "./lossMetric.ts";
import { isObject, type Json } from "./nested.ts";

/** A list of numbers by its name. */
export type Column = readonly [name: string, cells: readonly unknown[]];

/** Whether an object is a training, with several evaluations, a summary, or a configuration beside its loss, and not one plain row. */
export function isTraining(value: unknown): value is Json {
  return (
    isObject(value) && (historyOf(value) !== undefined || areColumns(value) || isObject(value.summary) || configOf(value) !== undefined)
  );
}

const CONFIGURATIONS = ["config", "args", "hparams", "hyperparameters"];

export function configOf(item: Json): Json | undefined {
  return CONFIGURATIONS.map((name) => item[name]).find(isObject);
}

/** Lists are the columns of a training where one is its loss, or where several have one length and no loss stands beside them as a number. */
function areColumns(item: Json): boolean {
  const columns = columnsOf(item);
  if (columns.some(([name]) => name === "loss" || isLossMetric(name))) return true;
  const isRow = Object.entries(item).some(([name, value]) => typeof value === "number" && (name === "loss" || isLossMetric(name)));
  return !isRow && columns.length > 1 && columns.every(([, { length }]) => length > 1 && length === columns[0]?.[1].length);
}

/** What beside the history says something of the whole run. */
export function leftOf(item: Json): Json {
  const taken = [...CONFIGURATIONS, "history", "summary", "metrics"];
  return Object.fromEntries(Object.entries(item).filter(([name, value]) => !taken.includes(name) && !Array.isArray(value)));
}

export function nameIn(item: Json): string | undefined {
  const name = ["run", "run_name", "run_id", "name", "id"]
    .map((key) => item[key])
    .find((value) => typeof value === "string" && value !== "");
  return name as string | undefined;
}

/** The rows of a history: a list of objects, or columns. */
export function historyOf(item: Json): Json[] | undefined {
  for (const key of ["history", "metrics", "log_history"]) {
    const value = item[key];
    if (Array.isArray(value) && value.length > 0 && value.every(isObject)) return value;
    if (isObject(value) && areColumns(value)) return zipped(columnsOf(value));
  }
  return undefined;
}

/** Lists of numbers: columns of evaluations. */
export function columnsOf(item: Json): Column[] {
  return Object.entries(item).flatMap(([name, value]): Column[] =>
    Array.isArray(value) && value.length > 0 && value.every((cell) => cell === null || typeof cell === "number" || cell === "NaN")
      ? [[name, value]]
      : [],
  );
}

export function zipped(columns: readonly Column[]): Json[] {
  const most = Math.max(...columns.map(([, { length }]) => length));
  return Array.from({ length: most }, (_, i) => Object.fromEntries(columns.map(([name, cells]) => [name, cells[i] ?? null])));
}
