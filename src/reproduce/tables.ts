import { RunLogError } from "../errors.ts";
import type { ColumnMap } from "../ingest/columns.ts";
import { csvRows } from "../ingest/csv.ts";
import { parseLog } from "../ingest/index.ts";
import { type QuantityName, quantity } from "../quantities.ts";
import type { Field, Observation } from "../run.ts";
import { observations, type TableOptions } from "../table/observations.ts";
import type { DataSource } from "./sources.ts";

/** The published data, each file read once. */
export interface Tables {
  /** Rows of a file of runs: at least one. */
  runs(file: string, options?: { where?: readonly string[]; map?: ColumnMap; params?: TableOptions["params"] }): Observation[];
  /** Cells of any other file, by the names of its columns, in the rows that hold `where`: at least one. */
  cells(file: string, where: Readonly<Record<string, Field>>): Record<string, Field>[];
}

/** @throws RunLogError unless a table holds rows and all the columns that claims read. */
export function checkTable({ columns }: DataSource, file: string, text: string): void {
  const { names } = csvRows({ file, text });
  const missing = columns.filter((column) => !names.includes(column));
  if (missing.length > 0)
    throw new RunLogError(
      { file },
      `Cannot read the published table: it has no column ${missing.map((column) => `"${column}"`).join(", ")}`,
      `it has ${names.join(", ")}`,
    );
}

/** Tables from the texts of files by name; `pathOf` is what messages call a file. */
export function tablesOf(texts: ReadonlyMap<string, string>, pathOf: (file: string) => string = (file) => file): Tables {
  const some = <T>(rows: T[], file: string, where: readonly string[]): T[] => {
    if (rows.length > 0) return rows;
    throw new RunLogError(
      { file: pathOf(file) },
      `Cannot read the published table: no row has ${where.join(", ") || "a loss"}`,
      "take the table as published",
    );
  };
  const textOf = (file: string): string => {
    const text = texts.get(file);
    if (text === undefined) throw new Error(`a claim reads ${file} and does not say so`);
    return text;
  };
  return {
    runs: once((file, { map, ...options } = {}) => {
      const { runs } = parseLog({ file: pathOf(file), text: textOf(file), ...(map && { map }) });
      return some(observations(runs, { checkpoint: "every", ...options }).observations, file, options.where ?? []);
    }),
    cells: once((file, where) => {
      const wanted = Object.entries(where);
      const rows = csvRows({ file: pathOf(file), text: textOf(file) }).rows.map((row) => row.fields);
      return some(
        rows.filter((row) => wanted.every(([name, value]) => row[name] === value)),
        file,
        wanted.map(([name, value]) => `${name}=${value}`),
      );
    }),
  };
}

/** A reading of tables that is done once for equal arguments: draws ask for the same rows by the thousand. */
function once<A extends readonly unknown[], T>(read: (...asked: A) => T): (...asked: A) => T {
  const known = new Map<string, T>();
  return (...asked) => {
    const key = JSON.stringify(asked);
    const found = known.get(key) ?? read(...asked);
    known.set(key, found);
    return found;
  };
}

/** Rows of a law in one quantity that are not runs: asymptotes, optima. */
export function rowsOf(symbol: string, points: readonly (readonly [x: number, loss: number])[]): Observation[] {
  const name = quantity(symbol)?.name as QuantityName;
  return points.map(([x, loss], i) => ({
    run: `point ${i + 1}`,
    source: { file: "derived", line: i + 1 },
    checkpoint: "final",
    loss,
    fields: {},
    [name]: x,
  }));
}

/** Computes once for a set of tables what several claims share. */
export function shared<T>(of: (tables: Tables) => T): (tables: Tables) => T {
  const found = new WeakMap<Tables, { value: T }>();
  return (tables) => {
    const known = found.get(tables) ?? { value: of(tables) };
    found.set(tables, known);
    return known.value;
  };
}
