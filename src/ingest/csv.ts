import Papa from "papaparse";
import { RunLogError } from "../errors.ts";
import { WORDS, type Word } from "../glossary.ts";
import type { Field } from "../run.ts";
import { EVALUATION } from "./assemble.ts";
import { matchColumns } from "./columns.ts";
import { baseOf, EVALUATION_AND_END } from "./companions.ts";
import type { LogText, Parsed, TextFormat } from "./format.ts";
import { joinedColumn } from "./joinedColumn.ts";
import { parseRows, type RawRow } from "./parseRows.ts";
import { readNumber } from "./values.ts";

/** Comma-, tab- or semicolon-separated values with a header: a row is a run, or one evaluation of the run that its id names. */
export const csv: TextFormat = {
  id: "csv",
  content: "text",
  title: "CSV or TSV with a header, one row a run or one an evaluation",
  extensions: ["csv", "tsv"],
  recognises: ({ text }) => !/^\s*[[{<]/.test(text),
  parse: parseCsv,
};

/** Reads CSV text; without a run id every row is a run, named `file:line`, but where a configuration says that the file is one run. */
function parseCsv(log: LogText): Parsed {
  const { names, rows } = csvRows(log);
  const columns = names.filter(Boolean);
  const ofOneRun = log.companions?.some(({ level }) => level === 0) === true && matchColumns(log.file, columns, log.map).run === undefined;
  const base = baseOf(log, { left: ofOneRun ? EVALUATION : [...EVALUATION_AND_END, "run"] });
  const name = baseName(log.file);
  const parsed = parseRows(log, rows, columns, base, ({ source }) =>
    ofOneRun ? name.replace(/\.[^.]+(\.gz)?$/, "") : `${name}:${source.line}`,
  );
  return { ...parsed, columns: [...columns, ...Object.keys(base.fields)] };
}

/**
 * The rows of CSV text by the names of its header, whatever they hold: numbers where a cell is one, null where it is empty.
 *
 * @throws RunLogError with the line for a row whose width is not the header's, an unclosed quote, a header without rows or twice the same name.
 */
export function csvRows(log: LogText): { names: string[]; rows: RawRow[] } {
  const { file, text } = log;
  const [header, ...body] = records(file, text);
  if (!header || body.length === 0)
    throw new RunLogError({ file }, "Cannot find any row: the file holds a header at most", "one row a run, or one an evaluation");
  const names = header.cells.map((name) => name.trim());
  const joined = joinedColumn(log.map, names);
  const twice = names.find((name, i) => name !== "" && names.indexOf(name) !== i);
  if (twice !== undefined)
    throw new RunLogError({ file, line: header.line }, `Cannot tell columns apart: "${twice}" is there twice`, "rename one of them");
  const textual = new Set(
    Object.entries(matchColumns(file, names, log.map)).flatMap(([word, name]) => (WORDS[word as Word] === "number" ? [] : name)),
  );
  const rows = body.map(({ cells, line }): RawRow => {
    if (cells.length !== names.length)
      throw new RunLogError(
        { file, line },
        `Cannot match the row to the header: it has ${cells.length} cells, the header has ${names.length}`,
        "quote cells that hold the separator; a file that is still being written may end in half a row",
      );
    return {
      source: { file, line },
      fields: Object.fromEntries([
        ...names.map((name, i): [string, Field] => [name, field(cells[i] as string, textual.has(name))]),
        ...(joined ? [[joined.name, joined.parts.map((part) => cells[part]).join(" ")] as const] : []),
      ]),
    };
  });
  return { names: joined ? [...names, joined.name] : names, rows };
}

/** Rows with the line each begins at: quoted cells may span lines, so a row's number is not its line. Empty lines hold no row. */
function records(file: string, text: string): { cells: string[]; line: number }[] {
  const { data, errors } = Papa.parse<string[]>(text.replace(/\r\n?/g, "\n"), { delimiter: delimiterOf(text), newline: "\n" });
  let line = 1;
  const rows = data.map((cells) => {
    const at = line;
    line += 1 + cells.reduce((sum, cell) => sum + cell.split("\n").length - 1, 0);
    return { cells, line: at };
  });
  const [error] = errors;
  if (error)
    throw new RunLogError(
      { file, line: rows[error.row ?? 0]?.line ?? 1 },
      `Cannot read the row: ${error.code === "MissingQuotes" ? "a quoted cell is never closed" : error.message}`,
      'close the quote; a quote inside a quoted cell is written ""',
    );
  return rows.filter(({ cells }) => cells.some((cell) => cell.trim() !== ""));
}

/** The separator that the header uses most. */
function delimiterOf(text: string): string {
  const header = (/^\s*([^\r\n]*)/.exec(text)?.[1] ?? "").replace(/"[^"]*"/g, "");
  const counts = ["\t", ",", ";"].map((separator) => ({ separator, count: header.split(separator).length }));
  return counts.reduce((best, next) => (next.count > best.count ? next : best), { separator: ",", count: 1 }).separator;
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

function baseName(file: string): string {
  return file.split(/[\\/]/).at(-1) as string;
}
