import type { Problem, Source } from "../errors.ts";
import { warningAt } from "../finding.ts";
import { wordOf } from "../glossary.ts";
import type { Field } from "../run.ts";
import { EVALUATION } from "./assemble.ts";
import { aliasOf } from "./columns.ts";
import { type Gathering, gather } from "./evaluationRows.ts";
import type { LogText } from "./format.ts";
import { isLossMetric } from "./lossMetric.ts";
import type { RawRow } from "./parseRows.ts";
import { stated } from "./progress.ts";
import { isScheduled } from "./schedule.ts";
import type { Trainer } from "./trainers/grammar.ts";
import { linesOf } from "./trainers/read.ts";

/** One training of a text log, as far as the log has been read. */
export interface TrainingText {
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

/** Rows that say what is planned of the whole training. */
const PLANNED = /^(max_steps|train_iters|num_train_steps)$/;

/**
 * The trainings of a text log: one that goes back to its first step begins another, with the settings that were printed before it.
 */
export function trainingsIn(log: LogText, trainer: Trainer): TrainingText[] {
  const begin = (settings: Record<string, Field>): TrainingText => ({
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
  let isRepeated = repeats();
  let waiting: Record<string, Field> = {};
  for (const { tells, line, fields, approximate } of linesOf(log.text, trainer)) {
    if (tells === "setting") {
      Object.assign(open.at ? waiting : open.settings, fields);
      continue;
    }
    const row = { source: { file: log.file, line }, fields };
    const step = stated("step", fields);
    const toFirst = step !== undefined && open.first !== undefined && step <= open.first;
    // A seed that is the same makes the first losses the same: no other rank says them then.
    const anew = toFirst && changesOf(open.settings, waiting).length > 0;
    if (!anew && isRepeated(step, fields)) continue;
    if (anew || (toFirst && (open.last ?? step) > (open.first ?? step))) {
      isRepeated = repeats();
      isRepeated(step, fields);
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
function changesOf(before: Record<string, Field>, after: Record<string, Field>): string[] {
  return Object.keys(after).filter((name) => isOfTraining(name) && before[name] !== undefined && before[name] !== after[name]);
}

function changedSettings(source: Source, before: Record<string, Field>, after: Record<string, Field>): Problem[] {
  const changed = changesOf(before, after);
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
