import type { ColumnData, SchemaElement } from "hyparquet";
import { RunLogError } from "../../errors.ts";
import type { Field } from "../../run.ts";
import { cells, push, pushNumber, seal } from "../cells.ts";
import { matchColumns } from "../columns.ts";
import { baseOf } from "../companions.ts";
import { unnamedRuns, unsaid } from "../continuedRows.ts";
import type { BinaryFormat, LogBytes, Parsed } from "../format.ts";
import { parseColumns } from "../parseColumns.ts";
import type { RawColumns } from "../rawColumns.ts";
import { checkedMetadata } from "./bounds.ts";
import { decompressors } from "./decompressors.ts";

const MARK = [0x50, 0x41, 0x52, 0x31];

/** Parquet: a row is a run, or one evaluation of the run that its id names, as in CSV. */
export const parquet: BinaryFormat = {
  id: "parquet",
  content: "binary",
  title: "Parquet, one row a run or one an evaluation",
  extensions: ["parquet"],
  recognises: ({ bytes }) => MARK.every((byte, i) => bytes[i] === byte),
  parse: parseParquet,
};

/**
 * Reads a Parquet file; without a run id every row is a run, named `file:row`, unless their steps grow (`unnamedRuns`). Places are numbers of rows, 1-based.
 *
 * @throws RunLogError when the file is damaged, claims more than it holds, or is encoded in a way that is not read.
 */
async function parseParquet(log: LogBytes): Promise<Parsed> {
  const { file } = log;
  const table = await tableOf(log);
  if (table.count === 0)
    throw new RunLogError({ file }, "Cannot find any row: the file has columns only", "one row a run, or one an evaluation");
  const columns = table.raw.map(({ name }) => name);
  const matched = matchColumns(file, columns, log.map);
  const unnamed = unnamedRuns(log, table, matched);
  const base = baseOf(log, { left: unsaid(table, matched, unnamed.runs === 1) });
  const parsed = parseColumns(log, table, base, unnamed);
  return { ...parsed, columns: [...columns, ...Object.keys(base.fields)] };
}

async function tableOf({ file, bytes }: LogBytes): Promise<RawColumns> {
  if (bytes.length < 2 * MARK.length + 4 || !MARK.every((byte, i) => bytes[bytes.length - MARK.length + i] === byte))
    throw new RunLogError(
      { file },
      "Cannot read Parquet: the file ends too early, without its metadata",
      "copy it again, or wait until it is written",
    );
  try {
    const { parquetRead, parquetSchema } = await import("hyparquet");
    const compressors = await decompressors();
    const metadata = await checkedMetadata(bytes, compressors);
    const columns = new Map(parquetSchema(metadata).children.map(({ element }) => [element.name, { element, cells: cells() }]));
    const slice = (from: number, to?: number): ArrayBuffer => bytes.slice(from, to).buffer as ArrayBuffer;
    const onChunk = ({ columnName, columnData }: ColumnData): void => {
      const column = columns.get(columnName);
      if (column) for (const value of columnData) push(column.cells, fieldOf(value, column.element));
    };
    let count = 0;
    for (const group of metadata.row_groups) {
      const rowEnd = count + Number(group.num_rows);
      await parquetRead({ file: { byteLength: bytes.length, slice }, metadata, compressors, rowStart: count, rowEnd, onChunk });
      count = rowEnd;
      for (const { element, cells: own } of columns.values())
        if (own.count !== count) throw new Error(`column ${element.name} has ${own.count} values in ${count} rows`);
    }
    const line = cells();
    for (let row = 1; row <= count; row++) pushNumber(line, row);
    for (const { cells: own } of columns.values()) seal(own);
    return { file, count, line, raw: [...columns].map(([name, { cells: own }]) => ({ name, cells: own })) };
  } catch (error) {
    throw new RunLogError(
      { file },
      `Cannot read Parquet: ${(error as Error).message}`,
      "write it again (pandas: to_parquet), or export it as CSV",
    );
  }
}

/** A cell as CSV has it: whole numbers that doubles hold as such, moments by ISO 8601, what is nested as JSON. */
function fieldOf(value: unknown, { converted_type, scale }: SchemaElement): Field {
  // The library multiplies decimals by a power of ten, so that 0.035 comes out a little off.
  if (converted_type === "DECIMAL" && typeof value === "number") return Number(value.toFixed(scale ?? 0));
  return plainOf(value);
}

function plainOf(value: unknown): Field {
  if (value === null || value === undefined) return null;
  if (typeof value === "bigint") return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (typeof value === "number") return Number.isFinite(value) ? value : String(value);
  if (typeof value === "string" || typeof value === "boolean") return value;
  if (value instanceof Date) return isoOf(value);
  if (value instanceof Uint8Array) return Array.from(value, (byte) => byte.toString(16).padStart(2, "0")).join("");
  if (Array.isArray(value)) return value.map((item) => (typeof item === "string" ? item : JSON.stringify(item, plain)));
  return JSON.stringify(value, plain);
}

function plain(_: string, value: unknown): unknown {
  return typeof value === "bigint" || value instanceof Uint8Array ? plainOf(value) : value;
}

/** A moment, or a date alone where it has no time of day. */
function isoOf(moment: Date): string {
  if (Number.isNaN(moment.getTime())) return "NaN";
  return moment.toISOString().replace(/T00:00:00\.000Z$/, "");
}
