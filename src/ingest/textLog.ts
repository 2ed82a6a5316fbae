import { type Problem, RunLogError, type Source } from "../errors.ts";
import { noteAt, warningAt } from "../finding.ts";
import { wordOf } from "../glossary.ts";
import type { Field } from "../run.ts";
import { EVALUATION } from "./assemble.ts";
import { aliasOf } from "./columns.ts";
import { type Gathering, gather } from "./evaluationRows.ts";
import type { Head, LogText, Parsed, TextFormat } from "./format.ts";
import { isLossMetric } from "./lossMetric.ts";
import { trainingName } from "./names.ts";
import type { RawRow } from "./parseRows.ts";
import { stated } from "./progress.ts";
import { isScheduled } from "./schedule.ts";
import { parseTrainerLog, together } from "./trainerLog.ts";
import type { Trainer } from "./trainers/grammar.ts";
import { TRAINERS } from "./trainers/index.ts";
import { isLineOf, linesOf } from "./trainers/read.ts";

/** What trainers print: a line an evaluation, among others; the lines of each trainer are in `trainers/`. */
export const textLog: TextFormat = {
  id: "text-log",
  content: "text",
  title: `text logs of ${TRAINERS.map(({ title }) => title).join(", ")}`,
  extensions: [],
  names: /^[^.].*\.(log|out|err|txt)$/i,
  recognises: (head) => trainerOf(head) !== undefined,
  parse: parseTextLog,
};

/** Names that every training of a trainer gives its log. */
const COMMON = /^(log|logs|main|train|training|train_log|output|out|stdout|stderr|console|run)\.(txt|log|out|err)/i;

/** How far into a log its trainer is looked for, characters. */
const HEAD = 2 ** 16;

/** The trainer whose lines a log has most of; what stands before a line is a rank, a time or a level, not a sentence. */
function trainerOf({ text }: Pick<Head, "text">): Trainer | undefined {
  const lines = text.slice(0, HEAD).split(/[\r\n]+/);
  const counts = TRAINERS.map((trainer) => ({ trainer, count: lines.filter((line) => isLineOf(trainer, line)).length }));
  const most = counts.reduce((best, next) => (next.count > best.count ? next : best));
  return most.count > 0 ? most.trainer : undefined;
}

/** One training, as far as the log has been read. */
interface Open {
  settings: Record<string, Field>;
  gathering: Gathering;
  /** The row at which it begins, its step, and the last step. */
  at: RawRow | undefined;
  first: number | undefined;
  last: number | undefined;
  /** The first evaluation whose step is told by another line, and not exactly. */
  approximate: RawRow | undefined;
  problems: Problem[];
}

/**
 * Reads what a trainer printed. A log that goes back to its first step holds another training; one that goes back to a later step a restart from a
 * checkpoint: evaluations made again replace those before, and a note says so.
 *
 * @throws RunLogError where the log has no line of a trainer, ends before its first step, or has no validation loss.
 */
function parseTextLog(log: LogText): Parsed {
  const { file } = log;
  const trainer = trainerOf(log);
  if (!trainer)
    throw new RunLogError(
      { file },
      "Cannot tell whose log it is: no line is that of a known trainer",
      `trainers: ${TRAINERS.map(({ title }) => title).join(", ")}`,
    );
  const trainings = trainingsIn(log, trainer).filter(({ at }) => at !== undefined);
  if (trainings.length === 0)
    throw new RunLogError(
      { file },
      `Cannot find an evaluation in the log of ${trainer.title}: it ends before the first step`,
      "leave it out, or wait until the run has logged",
    );
  const name = trainingName(log, COMMON);
  const evaluated = trainings.filter(({ gathering }) => gathering.any());
  return together(
    (evaluated.length > 0 ? evaluated : trainings.slice(0, 1)).map((training, i) =>
      parseTrainerLog(log, {
        name: i === 0 ? name : `${name} (${i + 1})`,
        settings: trainer.finish ? trainer.finish(training.settings) : training.settings,
        found: training.gathering.end(),
        stepsFrom: trainer.stepsFrom,
        problems: [...training.problems, ...approximate(training), ...(i === 0 ? severalNote(trainings, evaluated) : [])],
      }),
    ),
  );
}

/** Rows that say what is planned of the whole training. */
const PLANNED = /^(max_steps|train_iters|num_train_steps)$/;

function trainingsIn(log: LogText, trainer: Trainer): Open[] {
  const begin = (settings: Record<string, Field>): Open => ({
    settings,
    gathering: gather(log),
    at: undefined,
    first: undefined,
    last: undefined,
    approximate: undefined,
    problems: [],
  });
  let open = begin({});
  const trainings = [open];
  const isRepeated = repeats();
  let waiting: Record<string, Field> = {};
  for (const { tells, line, fields, approximate } of linesOf(log.text, trainer)) {
    if (tells === "setting") {
      Object.assign(open.at ? waiting : open.settings, fields);
      continue;
    }
    const row = { source: { file: log.file, line }, fields };
    const step = stated("step", fields);
    if (isRepeated(step, fields)) continue;
    if (step !== undefined && open.first !== undefined && step <= open.first && (open.last ?? step) > open.first) {
      open = begin(waiting);
      trainings.push(open);
    } else if (Object.keys(waiting).length > 0) {
      open.problems.push(...changedSettings(row.source, open.settings, waiting));
      open.settings = { ...open.settings, ...waiting };
    }
    waiting = {};
    open.at ??= row;
    open.first ??= step;
    open.last = step ?? open.last;
    if (approximate && Object.keys(fields).some(isLossMetric)) open.approximate ??= row;
    for (const [name, value] of Object.entries(fields)) if (PLANNED.test(name)) open.settings[name] = value;
    open.gathering.add(row);
  }
  return trainings;
}

const LOSSES = new Map<string, boolean>();

function isLoss(name: string): boolean {
  const known = LOSSES.get(name) ?? /loss/i.test(name);
  if (LOSSES.size < WINDOW) LOSSES.set(name, known);
  return known;
}

/** Settings of which another value after a restart is another training's: words of the glossary, and the schedule. */
function changedSettings(source: Source, before: Record<string, Field>, after: Record<string, Field>): Problem[] {
  const changed = Object.keys(after).filter((name) => isOfTraining(name) && before[name] !== undefined && before[name] !== after[name]);
  if (changed.length === 0) return [];
  const shown = changed.slice(0, 5).map((name) => `${name} ${before[name]} became ${after[name]}`);
  return [
    warningAt(
      source,
      "settings-changed",
      `the training went on with other settings: ${shown.join(", ")}${changed.length > shown.length ? ", …" : ""}; the later are taken`,
      "its first part was trained otherwise: leave the run out of comparisons along what changed",
    ),
  ];
}

function isOfTraining(name: string): boolean {
  const word = wordOf(name) ?? aliasOf(name);
  return (word !== undefined && !EVALUATION.includes(word)) || isScheduled(name);
}

/** How many rows back a line of another rank may come. */
const WINDOW = 256;

/** Whether a row says what one before it has said: ranks that write one log say everything several times, and not in step. */
function repeats(): (step: number | undefined, fields: Record<string, Field>) => boolean {
  let [seen, before] = [new Set<string>(), new Set<string>()];
  return (step, fields) => {
    if (step === undefined) return false;
    let key = "";
    for (const name in fields) if (isLoss(name)) key += `${name}=${fields[name]} `;
    if (key === "") return false;
    key += step;
    if (seen.has(key) || before.has(key)) return true;
    if (seen.size >= WINDOW) [seen, before] = [new Set(), seen];
    seen.add(key);
    return false;
  };
}

function approximate({ approximate: row }: Open): Problem[] {
  if (!row) return [];
  return [
    noteAt(
      row.source,
      "steps-approximate",
      "the steps of the evaluations are those of a progress bar, which is written every few seconds, and rounded to three digits from 1000 steps on",
      "read what the tracker kept of the run (Weights & Biases, tracker_metrics.jsonl) where exact steps are needed",
    ),
  ];
}

function severalNote(trainings: readonly Open[], evaluated: readonly Open[]): Problem[] {
  const second = trainings[1]?.at;
  if (!second) return [];
  const without = trainings.length - evaluated.length;
  return [
    noteAt(
      second.source,
      "several-trainings",
      `the log goes back to its first step: it holds ${trainings.length} trainings, read as runs of their own${without > 0 ? `; ${without} of them without an evaluation are passed over` : ""}`,
      "a training that was begun anew, or several that wrote into one file",
    ),
  ];
}
