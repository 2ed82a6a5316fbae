import type { SchemaTree } from "hyparquet";
import { RunLogError } from "../../errors.ts";
import type { Field } from "../../run.ts";
import { baseOf } from "../companions.ts";
import type { BinaryFormat, LogBytes, Parsed } from "../format.ts";
import { parseRows, type RawRow } from "../parseRows.ts";
import { baseName } from "../paths.ts";
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
 * Reads a Parquet file; without a run id every row is a run, named `file:row`. Places are numbers of rows, 1-based.
 *
 * @throws RunLogError when the file is damaged, claims more than it holds, or is encoded in a way that is not read.
 */
async function parseParquet(log: LogBytes): Promise<Parsed> {
  const { file } = log;
  const found = await rowsOf(log);
  if (found.length === 0)
    throw new RunLogError({ file }, "Cannot find any row: the file has columns only", "one row a run, or one an evaluation");
  const rows = found.map(
    (row, i): RawRow => ({
      source: { file, line: i + 1 },
      fields: Object.fromEntries(Object.entries(row).map(([name, value]) => [name, fieldOf(value)])),
    }),
  );
  const columns = Object.keys(rows[0]?.fields ?? {});
  const base = baseOf(log);
  const parsed = parseRows(log, rows, columns, base, (row) => `${baseName(file)}:${row.source.line}`);
  return { ...parsed, columns: [...columns, ...Object.keys(base.fields)] };
}

async function rowsOf({ file, bytes }: LogBytes): Promise<Record<string, unknown>[]> {
  if (bytes.length < 2 * MARK.length + 4 || !MARK.every((byte, i) => bytes[bytes.length - MARK.length + i] === byte))
    throw new RunLogError(
      { file },
      "Cannot read Parquet: the file ends too early, without its metadata",
      "copy it again, or wait until it is written",
    );
  try {
    const { parquetReadObjects, parquetSchema } = await import("hyparquet");
    const compressors = await decompressors();
    const metadata = await checkedMetadata(bytes, compressors);
    const slice = (from: number, to?: number): ArrayBuffer => bytes.slice(from, to).buffer as ArrayBuffer;
    const rows = await parquetReadObjects({ file: { byteLength: bytes.length, slice }, metadata, compressors });
    return withDecimals(rows, parquetSchema(metadata).children);
  } catch (error) {
    throw new RunLogError(
      { file },
      `Cannot read Parquet: ${(error as Error).message}`,
      "write it again (pandas: to_parquet), or export it as CSV",
    );
  }
}

/** Decimals as they were written: the library multiplies by a power of ten, so that 0.035 comes out a little off. */
function withDecimals(rows: Record<string, unknown>[], columns: readonly SchemaTree[]): Record<string, unknown>[] {
  for (const { element } of columns) {
    const { name, scale, converted_type } = element;
    if (converted_type !== "DECIMAL" || scale === undefined) continue;
    for (const row of rows) if (typeof row[name] === "number") row[name] = Number(row[name].toFixed(scale));
  }
  return rows;
}

/** A cell as CSV has it: whole numbers that doubles hold as such, moments by ISO 8601, what is nested as JSON. */
function fieldOf(value: unknown): Field {
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
  return typeof value === "bigint" || value instanceof Uint8Array ? fieldOf(value) : value;
}

/** A moment, or a date alone where it has no time of day. */
function isoOf(moment: Date): string {
  if (Number.isNaN(moment.getTime())) return "NaN";
  return moment.toISOString().replace(/T00:00:00\.000Z$/, "");
}
