import { RunLogError } from "../errors.ts";
import type { Field } from "../run.ts";
import type { Head, LogText, Parsed, TextFormat } from "./format.ts";
import { gatherTrainings } from "./gatherTrainings.ts";
import { parseObject } from "./json.ts";
import { nameIn } from "./jsonShapes.ts";
import { isLossMetric } from "./lossMetric.ts";
import { trainingName } from "./names.ts";
import { isObject, type Json, leavesOf, refuseDeep } from "./nested.ts";
import type { RawRow } from "./parseRows.ts";
import { together } from "./trainerLog.ts";

/**
 * JSON lines of a tracker: rows of training between those of evaluation, nested metrics (`{"eval": {"loss": 3.2}, "step": 10}`), and lines of the
 * configuration (`{"config": {…}, "summary": {…}}`; `{"event": "hparams", …}` and `{"event": "log", "metrics": {…}}` of Levanter's json_logger).
 */
export const trackerLines: TextFormat = {
  id: "tracker-lines",
  content: "text",
  title: "JSON lines of a tracker, evaluations among rows of training, nested or not",
  extensions: ["jsonl", "ndjson"],
  recognises,
  parse: parseTrackerLines,
};

/** Names that every training of a tracker gives its log. */
const COMMON = /^(tracker_metrics|metrics|history|log|events|wandb-history|train_log|logs?)\.(jsonl|ndjson)/i;

function recognises({ text }: Head): boolean {
  if (!/^\s*\{/.test(text)) return false;
  const lines = text.split(/\r?\n/).slice(0, 512);
  const objects = lines
    .slice(0, lines.length > 1 ? -1 : undefined)
    .concat(lines.length > 1 ? (lines.at(-1) ?? "") : [])
    .flatMap(objectOf);
  const parts = objects.map((object) => partOf(object));
  if (parts.some(({ kind }) => kind !== "row")) return true;
  if (objects.some((object) => Object.values(object).some((value) => isObject(value) && Object.values(value).some(isNumberOrObject))))
    return true;
  const withLoss = objects.filter((object) =>
    Object.entries(object).some(([name, value]) => value !== null && (name === "loss" || isLossMetric(name))),
  );
  const trained = objects.some((object) => Object.keys(object).some((name) => /^(train[_/ ]?loss|loss)$/i.test(name)));
  const evaluated = objects.some((object) => Object.keys(object).some(isLossMetric));
  return evaluated && (withLoss.length < objects.length || (trained && objects.some((object) => !Object.keys(object).some(isLossMetric))));
}

const isNumberOrObject = (value: unknown): boolean => typeof value === "number" || isObject(value);

/** The object of a line; none of a line that is cut or broken: reading it will say so. */
function objectOf(line: string): Json[] {
  try {
    const value: unknown = JSON.parse(line);
    return isObject(value) ? [value] : [];
  } catch {
    return [];
  }
}

interface Part {
  kind: "row" | "settings" | "summary" | "nothing";
  content: Json;
  /** What a row states of its training. */
  configuration?: Json;
}

/** What a line is to its training. */
function partOf(object: Json): Part {
  const { event, metrics, step, config, summary } = object;
  if (typeof event === "string" && (object.tracker !== undefined || isObject(metrics))) {
    if (event === "hparams") return { kind: "settings", content: isObject(object.hparams) ? object.hparams : {} };
    if (event === "log")
      return { kind: "row", content: { ...(isObject(metrics) ? metrics : {}), ...(typeof step === "number" && { step }) } };
    if (event === "summary" || event === "finish") return { kind: "summary", content: [summary, metrics].find(isObject) ?? {} };
    return { kind: "nothing", content: {} };
  }
  if (isObject(summary)) return { kind: "summary", content: object };
  if (isObject(config)) {
    const { config: _, ...row } = object;
    const measures = Object.entries(row).some(([name, value]) => value !== null && (name === "loss" || isLossMetric(name)));
    return measures ? { kind: "row", content: row, configuration: config } : { kind: "settings", content: config };
  }
  return { kind: "row", content: object };
}

/**
 * Reads the lines of a tracker; rows that state another run or setup make a training each, with the configuration that they carry. A summary counts
 * where no line is an evaluation of its run: it repeats the last one. Of several summaries each is of the run that it names, else of the configuration
 * that it carries; of one run the last counts.
 *
 * @throws RunLogError with the line that is no JSON object or nests too deep; where no metric, or more than one, is the validation loss.
 */
function parseTrackerLines(log: LogText): Parsed {
  const { file } = log;
  // A line that carries its own configuration is the record of a run: its loss is that of no step of training.
  const bare = [...numbered(log.text)].some(([, text]) => text.includes('"config"') && objectOf(text).some((o) => partOf(o).configuration));
  const trainings = gatherTrainings(log, { bare, notIds: ["name"] });
  let settings: Record<string, Field> = {};
  const summaries = new Map<string, Summary>();
  const ids = new Set<string>();
  let rows = 0;
  for (const [line, text] of numbered(log.text)) {
    const source = { file, line };
    refuseDeep(text, source);
    const { kind, content, configuration } = partOf(parseObject(text, source));
    if (kind === "settings") settings = { ...settings, ...leavesOf(content, ".") };
    else if (kind === "summary") {
      const { config, summary, ...rest } = content;
      const id = isObject(summary) ? (nameIn(rest) ?? (isObject(config) ? nameIn(config) : undefined)) : undefined;
      const own = isObject(config) ? leavesOf(config, ".") : {};
      const fields = leavesOf(isObject(summary) ? summary : rest, "/");
      summaries.set(id ?? JSON.stringify(own), { id, row: { source, fields }, configuration: own });
    } else if (kind === "row") {
      rows++;
      const id = nameIn(content);
      if (id !== undefined) ids.add(id);
      trainings.add({ source, fields: leavesOf(content, "/") }, configuration && leavesOf(configuration, "."));
    }
  }
  if (rows === 0 && summaries.size === 0)
    throw new RunLogError({ file }, "Cannot find any row: the lines hold configurations only", "wait until the run has logged");
  const training = { name: trainingName(log, COMMON), settings };
  const [last] = [...summaries.values()].slice(-1);
  if (last && summaries.size === 1 && !ids.has(last.id ?? "")) {
    if (!trainings.any()) trainings.add(last.id === undefined ? last.row : named(last.row, last.id));
    return trainings.end({ ...training, settings: { ...settings, ...last.configuration } });
  }
  const others = [...summaries.values()].filter(({ id }) => !trainings.any() || (id !== undefined && !ids.has(id)));
  const ofRun = new Map(
    [...summaries.values()].flatMap(({ id, configuration }) => (id === undefined ? [] : [[id, configuration] as const])),
  );
  if (others.length === 0) return trainings.end({ ...training, ofRun });
  const summarised = gatherTrainings(log, { bare: true });
  for (const { id, row, configuration } of others) summarised.add(id === undefined ? row : named(row, id), configuration);
  return together([...(trainings.any() ? [trainings.end({ ...training, ofRun })] : []), summarised.end(training)]);
}

/** What a line says of a whole run. */
interface Summary {
  id: string | undefined;
  row: RawRow;
  configuration: Record<string, Field>;
}

function named({ source, fields }: RawRow, run: string): RawRow {
  return { source, fields: { ...fields, run } };
}

/** The lines that are not blank, with their numbers. */
function* numbered(text: string): Generator<[line: number, text: string]> {
  let line = 0;
  for (let at = 0; at <= text.length; ) {
    line++;
    const next = text.indexOf("\n", at);
    const part = text.slice(at, next < 0 ? text.length : next);
    if (part.trim() !== "") yield [line, part];
    if (next < 0) return;
    at = next + 1;
  }
}
