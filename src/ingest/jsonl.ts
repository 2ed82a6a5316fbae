import { RunLogError } from "../errors.ts";
import type { Field } from "../run.ts";
import { asText } from "./asText.ts";
import { pad, push } from "./cells.ts";
import { matchColumns } from "./columns.ts";
import { baseOf } from "./companions.ts";
import { unsaid } from "./continuedRows.ts";
import type { About, TextFormat, TextReader } from "./format.ts";
import { fieldsOf, parseObject } from "./json.ts";
import { stemOf } from "./names.ts";
import { parseColumns } from "./parseColumns.ts";
import { type RawColumn, rawColumns } from "./rawColumns.ts";
import { MOST_ROW, unread } from "./unread.ts";

/** JSON lines, one evaluation a line; `<run>.config.json` beside it holds what is constant over the run. */
export const jsonl: TextFormat = {
  id: "jsonl",
  content: "text",
  title: "JSON lines, one evaluation a line, with <run>.config.json beside it",
  extensions: ["jsonl", "ndjson"],
  recognises: ({ text }) => /^\s*\{/.test(text),
  parse: (log) => {
    const reader = jsonlReader(log);
    reader.push(new TextEncoder().encode(log.text));
    return reader.end();
  },
  reader: jsonlReader,
};

/**
 * Reads JSON lines in pieces: a line belongs to its own `run`, else to the configuration's, else to the file's base name.
 *
 * @throws RunLogError with the line that is not a JSON object.
 */
function jsonlReader(log: About): TextReader {
  const { file } = log;
  const table = rawColumns(log);
  const byName = new Map<string, RawColumn>();
  /** The columns of the line before, in its order: most lines have the same. */
  let before: RawColumn[] = [];
  const left = unread();
  let line = 0;

  const read = (text: string): void => {
    line++;
    if (text.charCodeAt(0) !== BRACE && text.trim() === "") return;
    const object = objectOf(text, file, line);
    const count = table.count();
    let k = 0;
    for (const name in object) {
      let column = before[k];
      if (column?.name !== name) {
        column = byName.get(name) ?? table.add(name);
        byName.set(name, column);
        // Not in place: the line before is what most lines are like, this one may be an odd one.
        before = [...before.slice(0, k), column];
      }
      k++;
      if (column.left) continue;
      const value = object[name];
      if (column.cells.count < count) pad(column.cells, count);
      push(column.cells, typeof value === "object" && value !== null ? fieldsOf({ value }, { file, line }).value : (value as Field));
    }
    table.endRow(line);
  };

  /** Lines end with \n, \r\n or \r. */
  const feed = (bytes: Uint8Array): void => {
    const text = asText(file, bytes);
    const returns = text.includes("\r");
    const readLine = returns ? (part: string) => part.replace(/\r$/, "").split("\r").forEach(read) : read;
    let from = 0;
    for (let to = text.indexOf("\n"); to >= 0; to = text.indexOf("\n", from)) {
      readLine(text.slice(from, to));
      from = to + 1;
    }
    if (from < text.length) readLine(text.slice(from));
  };

  return {
    push: (bytes) => {
      for (let at = 0; at < bytes.length; at += PIECE) {
        const whole = left.with(bytes.subarray(at, at + PIECE));
        const end = (whole?.lastIndexOf(LF) ?? -1) + 1;
        if (whole && end > 0) feed(whole.subarray(0, end));
        if (whole) left.keep(whole, end);
        if (left.size() > MOST_ROW)
          throw new RunLogError(
            { file, line: line + 1 },
            `Cannot read the line: it goes on for more than ${MOST_ROW / 2 ** 20} MiB`,
            "one JSON object a line, of one evaluation",
          );
      }
    },
    end: () => {
      feed(left.rest());
      const { raw, left: dropped, problems } = table.end();
      const names = raw.raw.map(({ name }) => name);
      const base = baseOf(log, { left: unsaid(raw, matchColumns(file, names, log.map), true) });
      const parsed = parseColumns(log, raw, base, stemOf(log));
      return {
        ...parsed,
        problems: [...parsed.problems, ...problems],
        columns: [...names, ...dropped, ...Object.keys(base.fields)],
      };
    },
  };
}

const [LF, BRACE] = [0x0a, 0x7b];
/** A text of more than this is read in pieces, bytes. */
const PIECE = 2 ** 20;

/** A line that is an object is the common case; another look finds what is wrong with it, or Python's bare NaN. */
function objectOf(text: string, file: string, line: number): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {}
  return parseObject(text, { file, line });
}
