import { EVALUATION } from "./assemble.ts";
import { matchColumns } from "./columns.ts";
import { baseOf, EVALUATION_AND_END } from "./companions.ts";
import type { LogText, Parsed, TextFormat } from "./format.ts";
import { fieldsOf, parseObject } from "./json.ts";
import { parseRows, type RawRow } from "./parseRows.ts";

/** JSON lines, one evaluation a line; `<run>.config.json` beside it holds what is constant over the run. */
export const jsonl: TextFormat = {
  id: "jsonl",
  content: "text",
  title: "JSON lines, one evaluation a line, with <run>.config.json beside it",
  extensions: ["jsonl", "ndjson"],
  recognises: ({ text }) => /^\s*\{/.test(text),
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
    return line.trim() === "" ? [] : [{ source, fields: fieldsOf(parseObject(line, source), source) }];
  });
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row.fields)))];
  const ownRuns = matchColumns(file, columns, log.map).run;
  const severalRuns = ownRuns !== undefined && new Set(rows.map((row) => row.fields[ownRuns])).size > 1;
  // A configuration says nothing of one evaluation; its final loss is of its own run, not of each run that the lines name.
  const base = baseOf(log, { left: severalRuns ? EVALUATION_AND_END : EVALUATION });
  const parsed = parseRows(log, rows, columns, base, () => baseName(file));
  return { ...parsed, columns: [...columns, ...Object.keys(base.fields)] };
}

function baseName(file: string): string {
  return (file.split(/[\\/]/).at(-1) as string).replace(/(\.(jsonl|ndjson))?(\.gz)?$/, "");
}
