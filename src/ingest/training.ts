import type { Problem, Source } from "../errors.ts";
import { noteAt } from "../finding.ts";
import { columnName, type Word } from "../glossary.ts";
import type { Field, Run } from "../run.ts";
import { VARYING } from "./assemble.ts";
import type { Columns } from "./columns.ts";
import { baseOf } from "./companions.ts";
import type { About, Parsed } from "./format.ts";
import { lossColumns, parseRows, type RawRow } from "./parseRows.ts";
import { type AllSeries, type Lookup, lookup, type Series } from "./series.ts";

/** One training as trackers keep it: metrics that were each logged when they were due, and a configuration. */
export interface Training extends About {
  /** Id of the run. */
  run: string;
  series: AllSeries;
  /** Names of the files that `series` counts, where the log has several. */
  files?: readonly string[];
  /** Column that says where on the axis a row is; absent where a metric does. */
  axis?: string;
  /** Whether the axis counts training steps, so that what grows with them can be read between two of them. */
  steps: boolean;
  /** What the log states of the training as a whole. */
  config: Record<string, unknown>;
  /** Whether numbers may have been logged in single precision: such are read as the shortest decimal that is the same in it (0.0003, not 0.0003000000142). */
  single?: boolean;
  /** How the training ended, as the tracker knows it; undefined where it does not. */
  ended?: boolean;
}

/** Words whose value at an evaluation is known from what was logged around it. */
const GROWING: readonly Word[] = ["tokens", "epochs", "step", "compute", "mcSamples"];
/** Words that an evaluation has of its own. */
const OWN: readonly Word[] = ["loss", "learningRate", "run"];
/** Words that the last value counts of. */
const FINAL: readonly Word[] = ["finalLoss", "mcSamplesFinal", "complete"];

/**
 * The run of a training whose metrics were logged one by one: a row for every value of the loss, with what else was logged there.
 *
 * Progress that was not logged with a loss is read between the values around it (a note says so); of the training as a whole a metric speaks where it
 * has one value only.
 *
 * @throws RunLogError when no metric holds a loss, or two may.
 */
export function parseTraining(training: Training): Parsed {
  const { file, series, axis, config, run: id } = training;
  const names = [...(axis === undefined || series.has(axis) ? [] : [axis]), ...series.keys()];
  const { columns: matched } = lossColumns(training, names);
  const problems: Problem[] = [];
  const changing = Object.entries(matched).filter(([word, name]) => isChanging(word as Word, series.get(name)));
  for (const [word, name] of changing)
    problems.push(
      noteAt(
        { file },
        "changing-setup",
        `metric "${name}" changes over the training: it is kept as a raw column, and is no ${columnName(word as Word)} of the run`,
        "state the run's own value in its configuration",
      ),
    );
  const left = new Set(changing.map(([, name]) => name));
  const rows = rowsOf(training, without(matched, left), problems);
  const columns = [...new Set([...names.filter((name) => !left.has(name)), "run"])];
  const base = baseOf(training, { own: [{ source: { file }, values: config }] });
  const parsed = parseRows(training, rows, columns, base, () => id);
  return {
    ...parsed,
    runs: parsed.runs.map((run) => ended(run, training.ended)),
    problems: [...problems, ...parsed.problems],
    columns: [...columns, ...Object.keys(base.fields)],
  };
}

function isChanging(word: Word, series: Series | undefined): boolean {
  if (!series || VARYING.includes(word)) return false;
  return series.values.some((value) => value !== series.values[0]);
}

function without(columns: Columns, names: ReadonlySet<string>): Columns {
  return Object.fromEntries(Object.entries(columns).filter(([, name]) => !names.has(name)));
}

function rowsOf(training: Training, matched: Columns, problems: Problem[]): RawRow[] {
  const { series, axis, run, single } = training;
  const name = matched.loss as string;
  const losses = series.get(name);
  if (!losses) return [];
  const wordOf = new Map(Object.entries(matched).map(([word, column]) => [column, word as Word]));
  const others = [...series]
    .filter(([other]) => other !== name)
    .map(([other, own]) => ({ other, ...reader(wordOf.get(other), own, training.steps) }));
  const between = new Map<string, number>();
  const later = laterOf(losses);
  if (later.size < losses.at.length) problems.push(repeatedNote(training, losses, later));
  const rows = [...later].map(([at, i]): RawRow => {
    const fields: [string, Field][] = [["run", run]];
    if (axis !== undefined) fields.push([axis, at]);
    for (const { other, read, lookup } of others) {
      const exact = lookup.exactly(at);
      const value = exact ?? read(at);
      if (value === undefined) continue;
      fields.push([other, plain(value, single)]);
      if (exact === undefined && GROWING.includes(wordOf.get(other) as Word)) between.set(other, (between.get(other) ?? 0) + 1);
    }
    fields.push([name, plain(losses.values[i] as Field, single)]);
    return { source: sourceOf(training, losses, i), fields: Object.fromEntries(fields) };
  });
  for (const [other, count] of between) problems.push(betweenNote(training, other, count, rows.length));
  return rows;
}

/** The last evaluation at each place. */
function laterOf({ at }: Series): Map<number, number> {
  return new Map(at.map((place, i) => [place, i]));
}

function repeatedNote(training: Training, losses: Series, later: ReadonlyMap<number, number>): Problem {
  const i = losses.at.findIndex((at, own) => later.get(at) !== own);
  return noteAt(
    sourceOf(training, losses, i),
    "repeated-evaluation",
    `${losses.at.length - later.size} evaluations at a step that was evaluated again later (the first at step ${losses.at[i]}): the later count`,
    "a training that went on from a checkpoint, or several writers of one log",
  );
}

/** How a metric's value at an evaluation is found where none was logged just there. */
function reader(word: Word | undefined, series: Series, steps: boolean): { read: (at: number) => Field | undefined; lookup: Lookup } {
  const found = lookup(series);
  const last = series.values.at(-1);
  if (word === undefined || OWN.includes(word)) return { read: () => undefined, lookup: found };
  if (GROWING.includes(word)) return { read: steps ? found.between : found.before, lookup: found };
  return { read: () => last, lookup: FINAL.includes(word) ? { ...found, exactly: () => last } : found };
}

function betweenNote({ file, steps }: Training, name: string, count: number, of: number): Problem {
  const how = steps ? "read between those logged before and after" : "those logged last before";
  return noteAt(
    { file },
    "read-between",
    `"${name}" was not logged with ${count} of ${of} losses: it is ${how}`,
    `log "${name}" with every evaluation to have it as it was`,
  );
}

function sourceOf({ file, files }: Training, series: Series, i: number): Source {
  return { file: files?.[series.files?.[i] ?? 0] ?? file, line: series.lines[i] as number };
}

/** Numbers that are none are kept as text, so that the row can be named if it is used. */
function plain(value: Field, single = false): Field {
  if (typeof value !== "number") return value;
  if (!Number.isFinite(value)) return String(value);
  return single && Math.fround(value) === value ? shortest(value) : value;
}

function shortest(value: number): number {
  for (let digits = 6; digits < 9; digits++) {
    const decimal = Number(value.toPrecision(digits));
    if (Math.fround(decimal) === value) return decimal;
  }
  return Number(value.toPrecision(9));
}

/** What a configuration or the plan says of it goes before how the process ended. */
function ended(run: Run, complete: boolean | undefined): Run {
  return complete === undefined || run.complete !== undefined ? run : { ...run, complete };
}
