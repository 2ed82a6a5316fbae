import { place } from "../errors.ts";
import type { Observation } from "../run.ts";
import type { Row } from "./marks.ts";

/** A point of a figure: where it lies, and which run and line of a log it comes from. */
export function pointOf(row: Observation, x: number): Row {
  return { x, y: row.loss, run: row.run, source: place(row.source) };
}

/** Mean loss at each x, in the order of x. */
export function meansAt<T extends Observation>(rows: readonly T[], xOf: (row: T) => number): { x: number; y: number; count: number }[] {
  return groups(rows, xOf)
    .sort(([a], [b]) => a - b)
    .map(([x, same]) => ({ x, y: same.reduce((sum, row) => sum + row.loss, 0) / same.length, count: same.length }));
}

/** Rows by a key, in the order in which the keys appear. */
export function groups<T, K>(rows: readonly T[], keyOf: (row: T) => K): [K, T[]][] {
  const found = new Map<K, T[]>();
  for (const row of rows) {
    const key = keyOf(row);
    const same = found.get(key);
    if (same) same.push(row);
    else found.set(key, [row]);
  }
  return [...found];
}

/** Distinct values, smallest first. */
export function levels(values: readonly number[]): number[] {
  return [...new Set(values)].sort((a, b) => a - b);
}

/** Whether ensembles among the rows say which members they are of, so that each is known to be one subset of them. */
export function isOfSubsets(rows: readonly Observation[]): boolean {
  return rows.some(({ memberRuns }) => memberRuns !== undefined);
}
