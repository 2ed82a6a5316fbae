import { RunLogError } from "../errors.ts";
import { wordOf } from "../glossary.ts";
import { grouped } from "../grouped.ts";
import type { Field } from "../run.ts";
import { EVALUATION } from "./assemble.ts";
import { aliasOf, matchColumns } from "./columns.ts";
import { baseOf } from "./companions.ts";
import { evaluationsOf } from "./evaluationRows.ts";
import type { Head, LogText, Parsed, TextFormat } from "./format.ts";
import { gatherTrainings } from "./gatherTrainings.ts";
import { type Column, columnsOf, configOf, historyOf, isTraining, leftOf, nameIn, zipped } from "./jsonShapes.ts";
import { isLossMetric, lossMetric } from "./lossMetric.ts";
import { stemOf, trainingName } from "./names.ts";
import { isObject, type Json, leavesOf, parseDocument } from "./nested.ts";
import { parseRows, type RawRow } from "./parseRows.ts";
import { parseTrainerLog, together } from "./trainerLog.ts";

/**
 * One JSON document: a list of rows (as in a CSV), `{"runs": [...]}`, one run with its `history` (`{"config": {}, "history": [...]}`), columns as
 * lists (`{"step": [...], "val_loss": [...]}`), or runs by their names (`{"a": {…}, "b": {…}}`, also below `runs`), rows or trainings.
 */
export const jsonDocument: TextFormat = {
  id: "json",
  content: "text",
  title: "one JSON document: rows, {runs: […]}, {config, history} or columns as lists",
  extensions: [],
  names: /^(runs|history|log_history|metrics|results|evals?|evaluations?|loss(es)?|curves?)\.json$/i,
  recognises,
  parse: parseJsonDocument,
};

/** Names that every training of a trainer or tracker gives its log. */
const COMMON = /^(tracker_metrics|metrics|history|log_history|results|evals?|evaluations?|loss(es)?|curves?)\.json/i;

function recognises({ text }: Head): boolean {
  if (/^\s*\[\s*[{\]]/.test(text)) return true;
  const [first = "", second] = text
    .trimStart()
    .split(/\r?\n/)
    .filter((line) => line.trim() !== "");
  if (!first.startsWith("{")) return false;
  // A second line that begins an object makes lines of objects, be the first one whole or not.
  if (second !== undefined) return !second.startsWith("{") && !isWhole(first);
  const value = wholeOf(first);
  return value === undefined ? /"(runs|history|summary)"\s*:\s*[[{]/.test(first) || /^\{\s*"[^"]*"\s*:\s*\[/.test(first) : hasRuns(value);
}

function isWhole(line: string): boolean {
  return wholeOf(line) !== undefined;
}

function wholeOf(line: string): Json | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function areTrainings(value: Json): boolean {
  return Object.values(value).length > 0 && Object.values(value).every(isTraining);
}

/** Names of parts of the data: `{"train": {"loss": 4}, "val": {"loss": 4.1}}` is one evaluation. */
const PARTS = /^(train|val|valid|eval|test|dev)(ing|idation|ation|uation)?$|^(held[-_ ]?out|metrics|best|last|final)$/i;
/** Names that may be those of parts as well as of runs: `val_c4`, `test_10M`. */
const LIKE_PARTS = /^(train|val|eval|test|dev|held)/i;

const isLoss = (name: string): boolean => name === "loss" || isLossMetric(name);

/**
 * Rows by the names of their runs: objects of which one holds a loss. Others have a place for it, whose content is told where it is read, or at least
 * nothing that such rows lack.
 */
export function areNamedRows(value: unknown): value is Record<string, Json> {
  if (!isObject(value)) return false;
  const names = Object.keys(value);
  const rows = Object.values(value);
  if (rows.length < 2 || !rows.every((row): row is Json => isObject(row) && !isTraining(row))) return false;
  const measured = rows.filter((row) => Object.keys(row).some(isLoss));
  const known = new Set(measured.flatMap((row) => Object.keys(row)));
  return (
    measured.some((row) => Object.entries(row).some(([name, cell]) => typeof cell === "number" && isLoss(name))) &&
    rows.every((row) => Object.keys(row).every((name) => known.has(name))) &&
    !names.some((name) => PARTS.test(name)) &&
    (!names.some((name) => LIKE_PARTS.test(name)) || [...known].some(isOfRun))
  );
}

/** Whether a column states what a run is, which an evaluation on a part of the data does not. */
function isOfRun(name: string): boolean {
  const word = wordOf(name) ?? aliasOf(name);
  return word !== undefined && !(EVALUATION as readonly string[]).includes(word);
}

/** Whether an object holds more than one row. */
function hasRuns(value: Json): boolean {
  return Array.isArray(value.runs) || areNamedRows(value.runs) || areNamedRows(value) || isTraining(value) || areTrainings(value);
}

/**
 * Reads a JSON document.
 *
 * @throws RunLogError where it is none, nests too deep, or holds neither rows nor columns.
 */
function parseJsonDocument(log: LogText): Parsed {
  const document = parseDocument(log.text, log.file);
  if (Array.isArray(document)) return parseList(log, document, {}, linesOf(log.text, /\[/));
  if (!isObject(document))
    throw new RunLogError({ file: log.file }, "Cannot find runs in the JSON: it is neither an object nor a list", SHAPES);
  if (Array.isArray(document.runs)) {
    const { runs, ...rest } = document;
    return parseList(log, document.runs, leavesOf(rest, "."), linesOf(log.text, /"runs"\s*:\s*\[/));
  }
  const named = [document.runs, document].find(areNamedRows);
  if (named) {
    const { runs: _, ...shared } = named === document ? {} : document;
    const rows = Object.entries(named).map(([run, row]) => ({ run, ...row }));
    return parseList(log, rows, leavesOf(shared, "."), []);
  }
  if (isTraining(document)) return parseOne(log, document, {}, trainingName(log, COMMON));
  if (areTrainings(document)) return together(Object.entries(document).map(([name, value]) => parseOne(log, value as Json, {}, name)));
  return parseList(log, [document], {}, [1]);
}

const SHAPES =
  'a list of rows, {"runs": [...]}, {"config": {...}, "history": [...]}, or columns as lists: {"step": [1, 2], "val_loss": [4.1, 3.9]}';

/** Items that are rows, or trainings with a history of their own. */
function parseList(log: LogText, items: readonly unknown[], shared: Record<string, Field>, lines: readonly number[]): Parsed {
  const { file } = log;
  const sourceOf = (i: number) => (lines.length === items.length ? { file, line: lines[i] as number } : { file });
  if (items.length === 0)
    throw new RunLogError({ file }, "Cannot find any row: the list is empty", "leave the file out, or wait until a run has logged");
  const objects = items.map((item, i) => {
    if (!isObject(item))
      throw new RunLogError(
        sourceOf(i),
        `Cannot read item ${i + 1} of the list: ${String(JSON.stringify(item)).slice(0, 60)} is no object`,
        SHAPES,
      );
    return item;
  });
  if (objects.some(isTraining))
    return together(
      objects.map((item, i) => {
        if (!isTraining(item))
          throw new RunLogError(
            sourceOf(i),
            `Cannot read item ${i + 1} of the list: it is a plain row, others are trainings with a history or a configuration`,
            SHAPES,
          );
        return parseOne(log, item, shared, `${stemOf(log)}:${i + 1}`);
      }),
    );
  return parseRowList(
    log,
    objects.map((item, i) => ({ source: sourceOf(i), fields: { ...shared, ...leavesOf(item, "/") } })),
  );
}

/** Rows as in a CSV: one a run, or one an evaluation; those of training between the evaluations of a run are told by its id. */
function parseRowList(log: LogText, rows: readonly RawRow[]): Parsed {
  const names = [...new Set(rows.flatMap(({ fields }) => Object.keys(fields)))];
  const loss = lossMetric(log, names, true);
  const id = matchColumns(
    log.file,
    names.filter((name) => matchColumns(log.file, [name]).run !== undefined),
    log.map,
  ).run;
  const places = new Map(rows.map((row, i) => [row, i + 1]));
  const nameOf = (row: RawRow): string => `${stemOf(log)}:${places.get(row)}`;
  const sparse = loss !== undefined && rows.some(({ fields }) => fields[loss] === undefined || fields[loss] === null);
  const runs = grouped(rows, ({ fields }) => (id === undefined ? undefined : fields[id]));
  if (sparse && [...runs.values()].some(({ length }) => length > 1)) {
    const trainings = gatherTrainings(log, { bare: true });
    for (const row of rows) trainings.add(row);
    return trainings.end({ name: stemOf(log), settings: {} });
  }
  const map = { ...(loss !== undefined && { loss }), ...log.map };
  // Evaluations without an id are those of one training where they advance, else a row is a run.
  const one = id === undefined && rows.length > 1 && names.some((name) => /^(global_)?step$/i.test(name));
  return parseRows({ ...log, map }, rows, withoutOthers(log, names, loss), baseOf(log), one ? () => stemOf(log) : nameOf);
}

/** The names but for other claims to the loss. */
function withoutOthers(log: LogText, names: readonly string[], loss: string | undefined): string[] {
  return names.filter((name) => name === loss || loss === undefined || matchColumns(log.file, [name]).loss === undefined);
}

/** A training with its history, its columns or its summary. */
function parseOne(log: LogText, item: Json, shared: Record<string, Field>, fallback: string): Parsed {
  const history = historyOf(item);
  const columns = columnsOf(item);
  const config = configOf(item) ?? {};
  const settings = { ...shared, ...leavesOf(leftOf(item), "."), ...leavesOf(config, ".") };
  const rows = history ?? (columns.length > 0 ? rowsOf(log, columns) : [isObject(item.summary) ? item.summary : leftOf(item)]);
  return parseTrainerLog(log, {
    name: nameIn(item) ?? nameIn(config) ?? fallback,
    settings,
    found: evaluationsOf(
      log,
      rows.map((row) => ({ source: { file: log.file }, fields: leavesOf(row, "/") })),
      { bare: true },
    ),
  });
}

function rowsOf(log: LogText, columns: readonly Column[]): Json[] {
  const lengths = new Set(columns.map(([, { length }]) => length));
  if (lengths.size > 1)
    throw new RunLogError(
      { file: log.file },
      `Cannot match the columns: they have ${columns
        .map(([name, { length }]) => `${name} ${length}`)
        .slice(0, 8)
        .join(", ")} values`,
      "columns of one run need one length; null where nothing was measured",
    );
  return zipped(columns);
}

/** The line at which each item of the first list after a mark begins. */
function linesOf(text: string, mark: RegExp): number[] {
  const begin = mark.exec(text);
  if (!begin) return [];
  const lines: number[] = [];
  let line = text.slice(0, begin.index + begin[0].length).split("\n").length;
  let depth = 0;
  for (let i = begin.index + begin[0].length; i < text.length && depth >= 0; i++) {
    const code = text.charCodeAt(i);
    if (code === 0x0a) line++;
    else if (code === 0x22) {
      for (i++; i < text.length && text.charCodeAt(i) !== 0x22; i++) if (text.charCodeAt(i) === 0x5c) i++;
    } else if (code === 0x7b || code === 0x5b) {
      if (depth++ === 0) lines.push(line);
    } else if (code === 0x7d || code === 0x5d) depth--;
  }
  return lines;
}
