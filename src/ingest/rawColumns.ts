import { IsolossError, type Problem, RunLogError } from "../errors.ts";
import { type Cells, cells, pad, pushNumber, seal, weight } from "./cells.ts";
import type { LogColumns } from "./evaluations.ts";
import type { About } from "./format.ts";
import { lossColumns } from "./parseRows.ts";

/** The rows of a log as columns of cells, by the file's own names. */
export type RawColumns = Pick<LogColumns, "file" | "count" | "line" | "raw">;

/** A column of a log while it is read; `left` where the log is too long to keep it. */
export interface RawColumn {
  name: string;
  cells: Cells;
  left: boolean;
}

/** Rows of one log, at most: its columns are held. */
const MOST_ROWS = 2e8;
/** What the columns that no quantity is read from may hold of one log, bytes; those that stay the same over stretches of rows count for nothing. */
const MOST_RAW = 160 * 2 ** 20;
const ROWS_A_LOOK = 2 ** 16;

/** The rows of a log as they come, by columns that may turn up at any row. */
export interface Growing {
  add: (name: string) => RawColumn;
  endRow: (line: number) => void;
  count: () => number;
  /** `left`: names of columns that were not kept, which a note says. */
  end: () => { raw: RawColumns; left: string[]; problems: Problem[] };
}

/**
 * Columns that grow row by row, in bounded memory: where a log is so long that its raw columns outgrow their bound, those that no quantity is read
 * from and that change from row to row are left out, and a note names them.
 *
 * @param most what those may hold, bytes.
 * @throws RunLogError for more rows than can be held.
 */
export function rawColumns(log: About, most = MOST_RAW): Growing {
  const columns: RawColumn[] = [];
  const line = cells();
  let count = 0;

  const look = (): void => {
    if (count > MOST_ROWS)
      throw new RunLogError(
        { file: log.file },
        `Cannot read: it holds more than ${MOST_ROWS.toLocaleString("en")} rows`,
        "split it by run, or keep fewer evaluations a run",
      );
    const spare = unread(log, columns);
    if (spare.reduce((sum, column) => sum + weight(column.cells), 0) <= most) return;
    for (const column of spare)
      if (weight(column.cells) > 0) {
        column.left = true;
        column.cells = cells();
      }
  };

  return {
    add: (name) => {
      const column = { name, cells: cells(), left: false };
      pad(column.cells, count);
      columns.push(column);
      return column;
    },
    endRow: (at) => {
      pushNumber(line, at);
      count++;
      if (count % ROWS_A_LOOK === 0) look();
    },
    count: () => count,
    end: () => {
      const kept = columns.filter((column) => !column.left);
      for (const column of kept) {
        pad(column.cells, count);
        seal(column.cells);
      }
      seal(line);
      const left = columns.filter((column) => column.left).map(({ name }) => name);
      return {
        raw: { file: log.file, count, line, raw: kept.map(({ name, cells: own }) => ({ name, cells: own })) },
        left,
        problems: noted(log, left, count),
      };
    },
  };
}

/** Columns that no quantity is read from, as far as the columns that are there tell. */
function unread(log: About, columns: readonly RawColumn[]): RawColumn[] {
  const names = columns.filter(({ left }) => !left).map(({ name }) => name);
  try {
    const read = new Set<string>([...Object.values(lossColumns(log, names).columns), ...(log.insteadOfLoss ?? [])]);
    return columns.filter(({ name, left }) => !left && !read.has(name));
  } catch (error) {
    // The column that is missing here may come in a later row; at the end it is missed.
    if (error instanceof IsolossError) return [];
    throw error;
  }
}

function noted({ file }: About, left: readonly string[], rows: number): Problem[] {
  if (left.length === 0) return [];
  return [
    {
      source: { file },
      code: "raw-columns-left-out",
      severity: "note",
      message: `${rows.toLocaleString("en")} rows are too many to keep every raw column: ${left.join(", ")} ${left.length === 1 ? "is" : "are"} left out`,
      hint: "quantities, and columns that stay the same along a run, are kept; conditions on the others need a log with fewer evaluations",
    },
  ];
}
