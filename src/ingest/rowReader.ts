import type { Source } from "../errors.ts";
import type { Row } from "./assemble.ts";
import { cellAt, numberAt } from "./cells.ts";
import type { Columns } from "./columns.ts";
import type { Base } from "./companions.ts";
import type { Unnamed } from "./continuedRows.ts";
import { fieldsAt } from "./evaluations.ts";
import type { RawColumns } from "./rawColumns.ts";
import { isStated, overlay, readValues } from "./values.ts";

/** Rows as `parseRows` reads them, with all raw values or with those that a word is read from. */
export interface RowReader {
  all: (row: number) => Row;
  known: (row: number) => Row;
  /** Whether a row that names no run is one of its own. */
  isAlone: (row: number) => boolean;
  /** The first row of the run of each row, where none names its run and rows are taken together. */
  startOf: Uint32Array | undefined;
}

/** Reads rows of columns; a row of a table without ids is named by `unnamed`. */
export function rowReader(table: RawColumns, matched: Columns, base: Base, unnamed: string | Unnamed): RowReader {
  const lineOf = (row: number): number => numberAt(table.line, row) as number;
  const some = { ...table, raw: table.raw.filter(({ name }) => Object.values(matched).includes(name)) };
  const rowIn =
    (columns: RawColumns) =>
    (row: number): Row => {
      const fields = fieldsAt(columns, row);
      const reading = overlay(base.reading, readValues(fields, matched));
      const source: Source = { file: table.file, line: lineOf(row) };
      const run = reading.values.run ?? (typeof unnamed === "string" ? unnamed : unnamed.nameOf(row));
      return { ...reading, run, source, fields };
    };
  const isNamed = typeof unnamed === "string" || base.reading.values.run !== undefined;
  const startOf = typeof unnamed === "string" ? undefined : unnamed.startOf;
  const run = table.raw.find(({ name }) => name === matched.run)?.cells;
  return { all: rowIn(table), known: rowIn(some), isAlone: (row) => !isNamed && !startOf && !(run && isStated(cellAt(run, row))), startOf };
}
