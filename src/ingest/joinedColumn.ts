import type { ColumnMap } from "./columns.ts";

/** A column that a map makes of several, as `run=size+seed` does: its name, and the places of the columns that it joins. */
export interface JoinedColumn {
  name: string;
  parts: readonly number[];
}

/**
 * The column that a map joins for the id of runs, where the file names them by several columns together.
 *
 * @param names of the file's columns.
 * @example
 * joinedColumn({ run: "size+seed" }, ["seed", "size", "loss"]) // { name: "size+seed", parts: [1, 0] }
 */
export function joinedColumn(map: ColumnMap | undefined, names: readonly string[]): JoinedColumn | undefined {
  const name = map?.run;
  if (name === undefined || names.includes(name) || !name.includes("+")) return undefined;
  const parts = name.split("+").map((part) => names.indexOf(part));
  return parts.every((part) => part >= 0) ? { name, parts } : undefined;
}
