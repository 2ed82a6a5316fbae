import { RunLogError } from "../errors.ts";
import type { Head, LogText, Parsed, TextFormat } from "./format.ts";
import { gatherTrainings } from "./gatherTrainings.ts";
import { parseObject } from "./json.ts";
import { nameIn } from "./jsonShapes.ts";
import { isLossMetric, mappedLoss } from "./lossMetric.ts";
import { trainingName } from "./names.ts";
import { isObject, leavesOf, refuseDeep } from "./nested.ts";
import type { RawRow } from "./parseRows.ts";
import { areRunNames, ID_KEYS, idOf, NAME_KEYS } from "./trackerIds.ts";
import { numbered, objectOf, partOf } from "./trackerLine.ts";
import { trackerSections } from "./trackerSections.ts";
import { trackerSummaries } from "./trackerSummaries.ts";
import { together } from "./trainerLog.ts";
import { isStated } from "./values.ts";

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

/**
 * Reads the lines of a tracker; rows that state another run or setup make a training each, with the configuration that they carry, that names them, or
 * that they follow (see `trackerSections`). A summary counts where no line is an evaluation of its run: it repeats the last one. Of several summaries
 * each is of the run that it names with its configuration, else a run; of one run the last counts, and a note says so.
 *
 * @throws RunLogError with the line that is no JSON object or nests too deep; where no metric, or more than one, is the validation loss; where it
 * cannot tell of which run a configuration is.
 */
function parseTrackerLines(log: LogText): Parsed {
  const { file } = log;
  // A line that carries its own configuration is the record of a run: its loss is that of no step of training.
  const bare = [...numbered(log.text)].some(([, text]) => text.includes('"config"') && objectOf(text).some((o) => partOf(o).configuration));
  const keys = [...ID_KEYS, ...(areRunNames(log) ? ["name"] : [])];
  const trainings = gatherTrainings(log, { bare, notIds: keys.includes("name") ? [] : ["name"] });
  const sections = trackerSections();
  const summaries = trackerSummaries();
  const evaluated = new Set<string>();
  let rows = 0;
  for (const [line, text] of numbered(log.text)) {
    const source = { file, line };
    refuseDeep(text, source);
    const object = parseObject(text, source);
    const { kind, content, configuration } = partOf(object);
    if (kind === "settings") sections.configure(idOf(object, NAME_KEYS) ?? idOf(content, ID_KEYS), leavesOf(content, "."), source);
    else if (kind === "summary") {
      const { config, summary, ...rest } = content;
      const id = isObject(summary) ? (nameIn(rest) ?? (isObject(config) ? nameIn(config) : undefined)) : undefined;
      const own = isObject(config) ? leavesOf(config, ".") : {};
      const other = id !== undefined && sections.isOther(id, own);
      if (id !== undefined && !other) sections.configure(idOf(rest, NAME_KEYS) ?? ["name", id], own, source);
      const section = id === undefined ? sections.close(own, source) : undefined;
      const row = { source, fields: leavesOf(isObject(summary) ? summary : rest, "/") };
      summaries.add({ id: id ?? section?.id, row: id === undefined ? row : named(row, id), configuration: own, section, other });
    } else if (kind === "row") {
      rows++;
      const fields = leavesOf(content, "/");
      const id = idOf(content, log.map?.run === undefined ? keys : [log.map.run]);
      const section = sections.sectionOf(id, fields);
      if (Object.keys(fields).some((name) => isStated(fields[name]) && (isLossMetric(name) || name === mappedLoss(log.map))))
        evaluated.add(section.key).add(`run ${section.id}`);
      const row = { source, fields };
      trainings.add(id || section.id === undefined ? row : named(row, section.id), configuration && leavesOf(configuration, "."), section);
    }
  }
  sections.end();
  if (rows === 0 && summaries.all.length === 0)
    throw new RunLogError({ file }, "Cannot find any row: the lines hold configurations only", "wait until the run has logged");
  const training = { name: trainingName(log, COMMON), settings: {} };
  const summarised = gatherTrainings(log, { bare: true });
  const [only, ...more] = summaries.all;
  if (only && more.length === 0 && rows === 0)
    trainings.add(only.row, undefined, { key: "summary", id: only.id, settings: only.configuration });
  else
    for (const { id, row, configuration, section, other } of summaries.all) {
      if (!other && evaluated.has(id === undefined ? (section?.key ?? "") : `run ${id}`)) continue;
      if (section) trainings.add(section.id === undefined ? row : named(row, section.id), undefined, section);
      else if (id === undefined && trainings.any()) trainings.add(row, undefined, { key: keyAt(row), id, settings: configuration });
      else summarised.add(row, undefined, { key: keyAt(row), id, settings: configuration });
    }
  const parsed = [trainings, summarised].filter((gathered, i) => gathered.any() || (i === 0 && !summarised.any()));
  const { runs, problems, columns } = together(parsed.map((gathered) => gathered.end(training)));
  return { runs, problems: [...sections.problems, ...summaries.problems, ...problems], columns };
}

const keyAt = ({ source }: RawRow): string => `summary ${source.line}`;

function named({ source, fields }: RawRow, run: string): RawRow {
  return { source, fields: { ...fields, run } };
}
