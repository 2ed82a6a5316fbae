import type { ColumnMap } from "../ingest/columns.ts";
import { csvRows } from "../ingest/csv.ts";
import { parseLog } from "../ingest/index.ts";
import { type QuantityName, quantity } from "../quantities.ts";
import type { Field, Observation } from "../run.ts";
import { observations, type TableOptions } from "../table/observations.ts";

/** The published data, each file read once. */
export interface Tables {
  /** Rows of a file of runs. */
  runs(file: string, options?: { where?: readonly string[]; map?: ColumnMap; params?: TableOptions["params"] }): Observation[];
  /** Cells of any other file, by the names of its columns. */
  cells(file: string): Record<string, Field>[];
}

/** Tables from the texts of files by name. */
export function tablesOf(texts: ReadonlyMap<string, string>): Tables {
  const textOf = (file: string): string => {
    const text = texts.get(file);
    if (text === undefined) throw new Error(`a claim reads ${file} and does not say so`);
    return text;
  };
  return {
    runs: (file, { map, ...options } = {}) =>
      observations(parseLog({ file, text: textOf(file), ...(map && { map }) }).runs, { checkpoint: "every", ...options }).observations,
    cells: (file) => csvRows({ file, text: textOf(file) }).rows.map((row) => row.fields),
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
