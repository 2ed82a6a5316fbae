import { numberText } from "../../numberText.ts";
import type { Frame } from "../../table/frame.ts";
import type { ReportBlock } from "../report.ts";

/** Rows and columns that a page shows of a larger frame. */
const ROWS = 10;
const COLUMNS = 10;

/** A frame as a small table: what all rows share is said once, what there is no room for is named. */
export function frameBlocks({ columns, values }: Frame): ReportBlock[] {
  const rows = values as readonly (readonly unknown[])[];
  const cells = (j: number): string[] => rows.map((row) => cellText(row[j]));
  const all = columns.map((name, j) => ({ name, cells: cells(j) }));
  const isShared = (column: { cells: string[] }): boolean => rows.length > 1 && column.cells.every((cell) => cell === column.cells[0]);
  const shared = all.filter((column) => isShared(column) && column.cells[0] !== "");
  const own = all.filter((column) => !isShared(column));
  const [shown, more] = [own.slice(0, COLUMNS), own.slice(COLUMNS)];
  const said = [
    `A frame of ${rows.length} ${rows.length === 1 ? "row" : "rows"} and ${columns.length} columns${rows.length > ROWS ? `, the first ${ROWS} rows shown` : ""}`,
    ...(shared.length > 0 ? [`all rows: ${shared.map(({ name, cells: [cell] }) => `${name} ${cell}`).join(", ")}`] : []),
    ...(more.length > 0 ? [`not shown: ${more.map(({ name }) => name).join(", ")}`] : []),
  ].join("; ");
  if (shown.length === 0 || rows.length === 0) return [{ text: `${said}.` }];
  const body = rows.slice(0, ROWS).map((_, i) => shown.map((column) => column.cells[i] ?? ""));
  return [{ text: `${said}.` }, { table: { caption: "Values as they are stored", head: shown.map(({ name }) => name), rows: body } }];
}

function cellText(value: unknown): string {
  if (value === undefined || value === null || Number.isNaN(value)) return "";
  return typeof value === "number" ? numberText(value, 6) : Array.isArray(value) ? value.join(", ") : String(value);
}
