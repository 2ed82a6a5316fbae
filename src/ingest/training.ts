import type { Problem } from "../errors.ts";
import { noteAt } from "../finding.ts";
import { columnName } from "../glossary.ts";
import { VARYING } from "./assemble.ts";
import { type Evaluations, gather } from "./evaluationRows.ts";
import { flattened } from "./flattened.ts";
import type { About, Parsed } from "./format.ts";
import { isLossMetric, mappedLoss } from "./lossMetric.ts";
import { lossRows, wordOf } from "./lossRows.ts";
import { type Along, alongOf, numberOf } from "./progress.ts";
import { isOver, scheduleOf } from "./schedule.ts";
import type { AllSeries } from "./series.ts";
import { parseTrainerLog } from "./trainerLog.ts";

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

/**
 * The run of a training whose metrics were logged one by one: a row for every value of the loss, with what else was logged there.
 *
 * Progress that was not logged with a loss is read between the values around it (a note says so); of the training as a whole a metric speaks where it
 * has one value only.
 *
 * @throws RunLogError when no metric is a validation loss, or several may be.
 */
export function parseTraining(training: Training): Parsed {
  const { file, series, config, ended } = training;
  const problems: Problem[] = [];
  const changing = changingNames(training, problems);
  const gathering = gather(training);
  for (const row of lossRows(training, changing, problems)) gathering.add(row);
  const settings = flattened({ source: { file }, values: config });
  const reached = reachedIn(training);
  const found = gathering.end();
  const names = [...new Set([...found.names, ...series.keys()])];
  const complete = ended === true ? (isOver(scheduleOf(settings), reached) ?? true) : ended;
  const parsed = parseTrainerLog(training, {
    name: training.run,
    settings,
    found: { ...found, names: names.filter((name) => !changing.has(name)), reached },
    complete,
    problems,
  });
  return { ...parsed, columns: [...new Set([...parsed.columns, ...names])] };
}

/** Whether one of a training's metrics is a loss that can be read, or stands for it. */
export function hasLoss({ map, insteadOfLoss }: About, names: readonly string[]): boolean {
  const mapped = mappedLoss(map);
  return names.some((name) => isLossMetric(name) || name === mapped || insteadOfLoss?.includes(name));
}

/** Metrics by which a training would differ from itself: what they name is the same over a training. */
function changingNames(training: Training, problems: Problem[]): Set<string> {
  const { file, series, map } = training;
  const mapped = Object.values(map ?? {});
  const changing = new Set<string>();
  for (const [name, { values }] of series) {
    const word = wordOf(training, name);
    if (word === undefined || VARYING.includes(word) || mapped.includes(name) || values.every((value) => value === values[0])) continue;
    changing.add(name);
    problems.push(
      noteAt(
        { file },
        "changing-setup",
        `metric "${name}" changes over the training: it is kept as a raw column, and is no ${columnName(word)} of the run`,
        "state the run's own value in its configuration",
      ),
    );
  }
  return changing;
}

/** The furthest that the training states. */
function reachedIn({ series, axis, steps }: Training): Evaluations["reached"] {
  const reached: Partial<Record<Along, number>> = {};
  const reach = (along: Along, value: number | undefined): void => {
    if (value !== undefined) reached[along] = Math.max(reached[along] ?? value, value);
  };
  for (const [name, { at, values }] of series) {
    if (axis !== undefined && steps) reach("step", at.at(-1));
    const along = alongOf(name);
    if (along) for (const value of values) reach(along, numberOf(value));
  }
  return reached;
}
