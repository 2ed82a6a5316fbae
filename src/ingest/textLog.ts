import { type Problem, RunLogError } from "../errors.ts";
import { noteAt } from "../finding.ts";
import type { Head, LogText, Parsed, TextFormat } from "./format.ts";
import { trainingName } from "./names.ts";
import { parseTrainerLog, together } from "./trainerLog.ts";
import type { Trainer } from "./trainers/grammar.ts";
import { TRAINERS } from "./trainers/index.ts";
import { isLineOf } from "./trainers/read.ts";
import { type TrainingText, trainingsIn } from "./trainingsIn.ts";

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

function approximate({ approximate: row }: TrainingText): Problem[] {
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

function severalNote(trainings: readonly TrainingText[], evaluated: readonly TrainingText[]): Problem[] {
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
