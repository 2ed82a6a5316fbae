import { IsolossError } from "../errors.ts";
import { type Frame, frameOf } from "./frame.ts";

/** One line of a table of results; what is nested becomes columns of dotted names. */
export type TableRow = Readonly<Record<string, unknown>>;

const ESCAPED = /\\(.)|\./g;

/**
 * A danfojs-node DataFrame of a table of results, as the laws of a comparison: nested values under dotted names (`heldOut.rmsle`), all kept exactly.
 *
 * Lists are values of their cell; a value that a row has not is undefined. A dot or backslash inside a name is written with a backslash before it.
 *
 * @param rows plain data, a row a line of the table.
 * @throws IsolossError where danfojs-node is not installed: it is optional.
 * @example
 * (await tableToFrame([{ name: "power", heldOut: { rmsle: 0.01 } }])).columns // ["name", "heldOut.rmsle"]
 */
export async function tableToFrame<F extends Frame = Frame>(rows: readonly TableRow[]): Promise<F> {
  const flat = rows.map((row) => new Map(flattened(row, "")));
  const columns = [...new Set(flat.flatMap((cells) => [...cells.keys()]))];
  return frameOf<F>(
    columns,
    flat.map((cells) => columns.map((column) => cells.get(column))),
  );
}

/**
 * The table in a frame: the inverse of `tableToFrame`. A cell without a value is a key that the row has not.
 *
 * @throws IsolossError for a column whose name is both a value and a group of values, as `a` and `a.b`.
 * @example
 * tableFromFrame({ columns: ["name", "heldOut.rmsle"], values: [["power", 0.01]] }) // [{ name: "power", heldOut: { rmsle: 0.01 } }]
 */
export function tableFromFrame(frame: Frame): TableRow[] {
  const paths = frame.columns.map(pathOf);
  return frame.values.map((values) => {
    const row: Record<string, unknown> = {};
    for (const [i, path] of paths.entries()) {
      const value = (values as readonly unknown[])[i];
      if (value !== undefined) put(row, path, value, frame.columns[i] as string);
    }
    return row;
  });
}

function flattened(row: TableRow, before: string): [string, unknown][] {
  return Object.entries(row).flatMap(([key, value]): [string, unknown][] => {
    const name = before + key.replace(/[.\\]/g, "\\$&");
    if (value === undefined) return [];
    return isGroup(value) ? flattened(value, `${name}.`) : [[name, value]];
  });
}

/** An empty object has no columns to become, so it stays a value. */
function isGroup(value: unknown): value is TableRow {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype && Object.keys(value).length > 0;
}

function pathOf(column: string): string[] {
  const parts = [""];
  let from = 0;
  for (const match of column.matchAll(ESCAPED)) {
    parts[parts.length - 1] += column.slice(from, match.index) + (match[1] ?? "");
    if (match[1] === undefined) parts.push("");
    from = match.index + match[0].length;
  }
  parts[parts.length - 1] += column.slice(from);
  return parts;
}

function put(row: Record<string, unknown>, path: readonly string[], value: unknown, column: string): void {
  let place = row;
  for (const [i, name] of path.entries()) {
    const last = i === path.length - 1;
    const there = Object.hasOwn(place, name) ? place[name] : undefined;
    if (there !== undefined && (last || !isGroup(there)))
      throw new IsolossError(
        `Cannot read a table from a frame: column "${column}" is inside another column, expected names that are values or groups of values`,
        "rename one of the two columns",
      );
    // defineProperty and not assignment: a column may be named __proto__.
    const next = last ? value : (there ?? {});
    Object.defineProperty(place, name, { value: next, enumerable: true, writable: true, configurable: true });
    place = next as Record<string, unknown>;
  }
}
