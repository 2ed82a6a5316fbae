import { RunLogError } from "../errors.ts";
import type { Field } from "../run.ts";
import { asText } from "./asText.ts";
import { pad, push, repeat } from "./cells.ts";
import { matchColumns } from "./columns.ts";
import { baseOf } from "./companions.ts";
import { unsaid } from "./continuedRows.ts";
import type { About, TextFormat, TextReader } from "./format.ts";
import { fieldsOf, parseObject } from "./json.ts";
import { forget, isLast, type LastText, lastText, remember } from "./lastText.ts";
import { type LineShape, type LineValues, lineShape, lineValues, NULL, NUMBER, readAlike, TEXT, TRUE } from "./linesAlike.ts";
import { stemOf } from "./names.ts";
import { parseColumns } from "./parseColumns.ts";
import { type RawColumn, rawColumns } from "./rawColumns.ts";
import { decodeText } from "./scanCsv.ts";
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
  const byName = new Map<string, Reading>();
  /** How the last lines were written, the last first: a log that trains and evaluates writes in turn. */
  const shapes: Shape[] = [];
  const values = lineValues();
  const left = unread();
  let line = 0;
  /** Lines of this piece that were not written as one before. */
  let odd = 0;

  const readingOf = (name: string): Reading => {
    let reading = byName.get(name);
    if (!reading) {
      reading = { column: table.add(name), last: lastText() };
      byName.set(name, reading);
    }
    return reading;
  };

  const read = (text: string): void => {
    line++;
    if (text.charCodeAt(0) !== BRACE && text.trim() === "") return;
    const object = objectOf(text, file, line);
    const count = table.count();
    for (const name in object) {
      const { column, last } = readingOf(name);
      if (column.left) continue;
      const value = object[name];
      pad(column.cells, count);
      push(column.cells, typeof value === "object" && value !== null ? fieldsOf({ value }, { file, line }).value : (value as Field));
      forget(last);
    }
    table.endRow(line);
    const shape = odd > MOST_ODD ? undefined : lineShape(text, object);
    if (!shape) return;
    shapes.unshift({ ...shape, readings: shape.names.map(readingOf) });
    if (shapes.length > SHAPES) shapes.pop();
  };

  /** Lines end with \n, \r\n or \r. */
  const readText = (bytes: Uint8Array): void => {
    const text = asText(file, bytes, line + 1);
    const returns = text.includes("\r");
    const readLine = returns ? (part: string) => part.replace(/\r$/, "").split("\r").forEach(read) : read;
    let from = 0;
    for (let to = text.indexOf("\n"); to >= 0; to = text.indexOf("\n", from)) {
      readLine(text.slice(from, to));
      from = to + 1;
    }
    if (from < text.length) readLine(text.slice(from));
  };

  /** Reads a line as one of the last was written; returns where the next begins, or -1. */
  const readAsBefore = (bytes: Uint8Array, begin: number): number => {
    for (let i = 0; i < shapes.length; i++) {
      const shape = shapes[i] as Shape;
      const next = readAlike(shape, bytes, begin, values);
      if (next < 0) continue;
      if (i > 0) {
        shapes.splice(i, 1);
        shapes.unshift(shape);
      }
      line++;
      keep(shape, bytes, values, table.count());
      table.endRow(line);
      return next;
    }
    return -1;
  };

  const feed = (bytes: Uint8Array): void => {
    odd = 0;
    for (let begin = 0; begin < bytes.length; ) {
      const next = readAsBefore(bytes, begin);
      if (next >= 0) {
        begin = next;
        continue;
      }
      const end = (++odd <= MOST_ODD && bytes.indexOf(LF, begin) + 1) || bytes.length;
      readText(bytes.subarray(begin, end));
      begin = end;
    }
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

/** A column and the text that it held last. */
interface Reading {
  column: RawColumn;
  last: LastText;
}

interface Shape extends LineShape {
  readings: readonly Reading[];
}

/** Adds the values of a line to their columns, which have been given `count` rows. */
function keep({ readings }: Shape, bytes: Uint8Array, { kinds, numbers, bounds }: LineValues, count: number): void {
  for (let k = 0; k < readings.length; k++) {
    const { column, last } = readings[k] as Reading;
    const { cells, left } = column;
    if (left) continue;
    if (cells.count < count) {
      pad(cells, count);
      forget(last);
    }
    const kind = kinds[k];
    if (kind === TEXT) {
      const [from, to] = [bounds[2 * k] as number, bounds[2 * k + 1] as number];
      if (isLast(last, bytes, from, to)) {
        repeat(cells);
        continue;
      }
      push(cells, decodeText(bytes.subarray(from, to)));
      remember(last, bytes, from, to);
    } else {
      push(cells, kind === NUMBER ? (numbers[k] as number) : kind === NULL ? null : kind === TRUE);
      forget(last);
    }
  }
}

const [LF, BRACE] = [0x0a, 0x7b];
/** Ways of writing a line that are remembered. */
const SHAPES = 4;
/** Of more lines than this in a piece that are not written as one before, the rest of the piece is read as one text. */
const MOST_ODD = 64;
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
