import { RunLogError, type Source } from "../errors.ts";
import type { Field } from "../run.ts";
import { EVALUATION, without } from "./assemble.ts";
import { matchColumns } from "./columns.ts";
import type { Format, LogText, Parsed } from "./format.ts";
import { parseRows, type RawRow } from "./parseRows.ts";
import { readValues } from "./values.ts";

/** JSON lines, one evaluation a line; `<run>.config.json` beside it holds what is constant over the run. */
export const jsonl: Format = {
  id: "jsonl",
  title: "JSON lines, one evaluation a line, with <run>.config.json beside it",
  extensions: ["jsonl", "ndjson"],
  recognises: (text) => /^\s*\{/.test(text),
  parse: parseJsonl,
};

/**
 * Reads JSON lines: a line belongs to its own `run`, else to the configuration's, else to the file's base name.
 *
 * @throws RunLogError with the line that is not a JSON object.
 */
function parseJsonl(log: LogText): Parsed {
  const { file, text } = log;
  const rows = text.split(/\r\n|\n|\r/).flatMap((line, i): RawRow[] => {
    const source = { file, line: i + 1 };
    return line.trim() === "" ? [] : [{ source, fields: fieldsOf(parseObject(line, source)) }];
  });
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row.fields)))];
  const fields = log.config ? fieldsOf(parseObject(log.config.text, { file: log.config.file })) : {};
  const stated = readValues(fields, matchColumns(log.config?.file ?? file, Object.keys(fields), log.map));
  const ownRuns = matchColumns(file, columns, log.map).run;
  const severalRuns = ownRuns !== undefined && new Set(rows.map((row) => row.fields[ownRuns])).size > 1;
  // A configuration says nothing of one evaluation; its final loss is of its own run, not of each run that the lines name.
  const left = severalRuns ? ([...EVALUATION, "finalLoss", "mcSamplesFinal"] as const) : EVALUATION;
  const reading = { values: without(stated.values, left), unreadable: without(stated.unreadable, left) };
  const parsed = parseRows(log, rows, columns, { reading, fields }, () => baseName(file));
  return { ...parsed, columns: [...columns, ...Object.keys(fields)] };
}

function parseObject(text: string, source: Source): Record<string, unknown> {
  let value: unknown;
  try {
    value = parseJson(text);
  } catch (error) {
    throw new RunLogError(
      lineOf(error, text, source),
      `Cannot read JSON: ${(error as Error).message.slice(0, 200)}`,
      source.line === undefined
        ? "a configuration is one JSON object"
        : "one JSON object a line; a log that is still being written may end in half a line",
    );
  }
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new RunLogError(
      source,
      `Cannot read ${JSON.stringify(value).slice(0, 60)}: expected a JSON object`,
      '{"tokens": 1000000, "val_loss": 3.2}',
    );
  return value as Record<string, unknown>;
}

/** Python writes NaN and Infinity bare, which JSON has no word for: they are kept as text, so that the row can be named if it is used. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const quoted = text.replace(/"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b/g, (part) => (part.startsWith('"') ? part : `"${part}"`));
    if (quoted === text) throw error;
    return JSON.parse(quoted);
  }
}

/** The line of a configuration at which the engine gave up, where its message says so. */
function lineOf(error: unknown, text: string, source: Source): Source {
  const position = /position (\d+)/.exec((error as Error).message)?.[1];
  return source.line !== undefined || position === undefined
    ? source
    : { ...source, line: text.slice(0, Number(position)).split("\n").length };
}

/** Lists become lists of text, anything nested its JSON: a raw field is a plain value. */
function fieldsOf(object: Record<string, unknown>): Record<string, Field> {
  return Object.fromEntries(
    Object.entries(object).map(([name, value]): [string, Field] => {
      if (Array.isArray(value)) return [name, value.map((item) => (typeof item === "string" ? item : JSON.stringify(item)))];
      return [name, typeof value === "object" && value !== null ? JSON.stringify(value) : (value as Field)];
    }),
  );
}

function baseName(file: string): string {
  return (file.split(/[\\/]/).at(-1) as string).replace(/(\.(jsonl|ndjson))?(\.gz)?$/, "");
}
