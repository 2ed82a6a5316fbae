import { RunLogError } from "../errors.ts";
import { WORDS, type Word } from "../glossary.ts";
import type { Field } from "../run.ts";
import { push, pushNumber, repeat } from "./cells.ts";
import { matchColumns } from "./columns.ts";
import { baseOf } from "./companions.ts";
import { nameOfOne, unnamedRuns, unsaid } from "./continuedRows.ts";
import type { About, LogText, Parsed, TextFormat, TextReader } from "./format.ts";
import { type JoinedColumn, joinedColumn } from "./joinedColumn.ts";
import { forget, isLast, type LastText, lastText, remember } from "./lastText.ts";
import { parseColumns } from "./parseColumns.ts";
import type { RawRow } from "./parseRows.ts";
import { plainNumber } from "./plainNumber.ts";
import { type RawColumn, rawColumns } from "./rawColumns.ts";
import { cellText, decodeText, ESCAPED, type OnCsvRow, scanCsv } from "./scanCsv.ts";
import { readNumber } from "./values.ts";

/** Comma-, tab- or semicolon-separated values with a header: a row is a run, or one evaluation of the run that its id names. */
export const csv: TextFormat = {
  id: "csv",
  content: "text",
  title: "CSV or TSV with a header, one row a run or one an evaluation",
  extensions: ["csv", "tsv"],
  recognises: ({ text }) => !/^\s*[[{<]/.test(text),
  parse: (log) => {
    const reader = csvReader(log);
    reader.push(new TextEncoder().encode(log.text));
    return reader.end();
  },
  reader: csvReader,
};

/** A column of the file as it is read. */
interface Reading {
  column: RawColumn;
  /** Whether it holds names, which stay text whatever they look like. */
  textual: boolean;
  last: LastText;
}

/** Reads CSV text in pieces; without a run id every row is a run, named `file:line`, but where a configuration says that the file is one run. */
function csvReader(log: About): TextReader {
  const table = rawColumns(log);
  let columns: Reading[] = [];
  let joined: (JoinedColumn & { column: RawColumn }) | undefined;
  const rows = csvRowsOf(log.file, {
    header: (names) => {
      const textual = textualOf(log, names);
      columns = names.map((name) => ({
        column: table.add(name),
        textual: textual.has(name),
        last: lastText(),
      }));
      const together = joinedColumn(log.map, names);
      joined = together && { ...together, column: table.add(together.name) };
    },
    row: (bytes, bounds, _, line) => {
      for (let j = 0; j < columns.length; j++)
        readCell(columns[j] as Reading, bytes, bounds[3 * j] as number, bounds[3 * j + 1] as number, bounds[3 * j + 2] as number);
      if (joined) push(joined.column.cells, joinedText(joined, bytes, bounds));
      table.endRow(line);
    },
  });
  return {
    push: rows.push,
    end: (): Parsed => {
      rows.end();
      const { raw, left: dropped, problems } = table.end();
      const names = [...raw.raw.map(({ name }) => name), ...dropped].filter(Boolean);
      const matched = matchColumns(log.file, names, log.map);
      const isStated = log.companions?.some(({ level }) => level === 0) === true && matched.run === undefined;
      const unnamed = unnamedRuns(log, raw, matched);
      const base = baseOf(log, { left: unsaid(raw, matched, isStated || unnamed.runs === 1) });
      const parsed = parseColumns(log, raw, base, isStated ? nameOfOne(log) : unnamed);
      return { ...parsed, problems: [...parsed.problems, ...problems], columns: [...names, ...Object.keys(base.fields)] };
    },
  };
}

function readCell({ column, textual, last }: Reading, bytes: Uint8Array, from: number, to: number, kind: number): void {
  const { cells, left } = column;
  if (left) return;
  if (!textual) {
    const x = plainNumber(bytes, from, to);
    if (!Number.isNaN(x)) {
      pushNumber(cells, x);
      forget(last);
      return;
    }
  }
  if (kind !== ESCAPED && isLast(last, bytes, from, to)) {
    repeat(cells);
    return;
  }
  push(cells, field(cellText(bytes, from, to, kind), textual));
  if (kind === ESCAPED) forget(last);
  else remember(last, bytes, from, to);
}

function joinedText({ parts }: JoinedColumn, bytes: Uint8Array, bounds: Int32Array): string {
  return parts.map((j) => cellText(bytes, bounds[3 * j] as number, bounds[3 * j + 1] as number, bounds[3 * j + 2] as number)).join(" ");
}

/** The columns that hold names: ids of runs are text, whatever they look like. */
function textualOf({ file, map }: About, names: readonly string[]): Set<string> {
  return new Set(Object.entries(matchColumns(file, names, map)).flatMap(([word, name]) => (WORDS[word as Word] === "number" ? [] : name)));
}

/**
 * The rows of CSV text by the names of its header, whatever they hold: numbers where a cell is one, null where it is empty.
 *
 * @throws RunLogError with the line for a row whose width is not the header's, an unclosed quote, a header without rows or twice the same name.
 */
export function csvRows(log: LogText): { names: string[]; rows: RawRow[] } {
  const rows: RawRow[] = [];
  let names: string[] = [];
  let textual = new Set<string>();
  let joined: JoinedColumn | undefined;
  const reader = csvRowsOf(log.file, {
    header: (own) => {
      names = own;
      textual = textualOf(log, own);
      joined = joinedColumn(log.map, own);
    },
    row: (bytes, bounds, _, line) => {
      const values = names.map((name, j): [string, Field] => {
        const text = cellText(bytes, bounds[3 * j] as number, bounds[3 * j + 1] as number, bounds[3 * j + 2] as number);
        return [name, field(text, textual.has(name))];
      });
      if (joined) values.push([joined.name, joinedText(joined, bytes, bounds)]);
      rows.push({ source: { file: log.file, line }, fields: Object.fromEntries(values) });
    },
  });
  reader.push(new TextEncoder().encode(log.text));
  reader.end();
  return { names: joined ? [...names, joined.name] : names, rows };
}

/** The rows of CSV text below its header, each as wide as it; rows without any text are none. */
function csvRowsOf(
  file: string,
  { header, row }: { header: (names: string[]) => void; row: OnCsvRow },
): { push: (bytes: Uint8Array) => void; end: () => void } {
  let names: string[] | undefined;
  let rows = 0;
  const onRow: OnCsvRow = (bytes, bounds, count, line) => {
    if (isBlank(bytes, bounds, count)) return;
    if (!names) {
      names = Array.from({ length: count }, (_, j) =>
        cellText(bytes, bounds[3 * j] as number, bounds[3 * j + 1] as number, bounds[3 * j + 2] as number).trim(),
      );
      const seen = new Set<string>();
      for (const name of names) {
        if (name !== "" && seen.has(name))
          throw new RunLogError({ file, line }, `Cannot tell columns apart: "${name}" is there twice`, "rename one of them");
        seen.add(name);
      }
      header(names);
      return;
    }
    if (count !== names.length)
      throw new RunLogError(
        { file, line },
        `Cannot match the row to the header: it has ${count} cells, the header has ${names.length}`,
        mismatch(names[0] as string, cellText(bytes, bounds[0] as number, bounds[1] as number, bounds[2] as number)),
      );
    rows++;
    row(bytes, bounds, count, line);
  };
  let scanner: ReturnType<typeof scanCsv> | undefined;
  return {
    push: (bytes) => {
      scanner ??= scanCsv(file, delimiterOf(decodeText(bytes.subarray(0, HEADER))), onRow);
      scanner.push(bytes);
    },
    end: () => {
      scanner?.end();
      if (rows === 0)
        throw new RunLogError({ file }, "Cannot find any row: the file holds a header at most", "one row a run, or one an evaluation");
    },
  };
}

/** What to do about a row that is not as wide as the header. */
function mismatch(header: string, cell: string): string {
  if (/^#|^sep=/.test(header)) return `the first line, "${header.slice(0, 40)}", is no header: leave it out`;
  if (cell.startsWith("#")) return "a line of comment is no row: leave it out";
  return "quote cells that hold the separator; a file that is still being written may end in half a row";
}

function isBlank(bytes: Uint8Array, bounds: Int32Array, count: number): boolean {
  for (let j = 0; j < count; j++) {
    const [from, to] = [bounds[3 * j] as number, bounds[3 * j + 1] as number];
    for (let i = from; i < to; i++) {
      if ((bytes[i] as number) <= 0x20) continue;
      // Spaces beyond ASCII are rare enough to be looked at as text.
      if ((bytes[i] as number) < 0x80 || decodeText(bytes.subarray(from, to)).trim() !== "") return false;
      break;
    }
  }
  return true;
}

/** What of a log is looked at for its separator, bytes. */
const HEADER = 2 ** 16;

/** The separator that the header uses most. */
function delimiterOf(text: string): number {
  const header = (/^\s*([^\r\n]*)/.exec(text)?.[1] ?? "").replace(/"[^"]*"/g, "");
  const counts = ["\t", ",", ";"].map((separator) => ({ separator, count: header.split(separator).length }));
  return counts.reduce((best, next) => (next.count > best.count ? next : best), { separator: ",", count: 1 }).separator.charCodeAt(0);
}

function field(cell: string, textual: boolean): Field {
  const text = cell.trim();
  if (text === "") return null;
  return !textual && isExact(text) ? (readNumber(text) as number) : text;
}

/** Whether a cell is a number that survives as one: `007` and a hash of 20 digits are names. */
function isExact(text: string): boolean {
  const value = readNumber(text);
  return value !== undefined && !/^[+-]?0\d/.test(text) && (!/^[+-]?\d+$/.test(text) || Number.isSafeInteger(value));
}
