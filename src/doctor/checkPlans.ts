import { evaluationCount } from "../curve.ts";
import { DATA_THRESHOLDS } from "../dataThresholds.ts";
import type { Problem } from "../errors.ts";
import { noteAt, warningAt } from "../finding.ts";
import { grouped } from "../grouped.ts";
import { numberText } from "../numberText.ts";
import type { Run } from "../run.ts";
import { fragmentsOf } from "../table/fragments.ts";
import { setupText } from "../table/setupText.ts";
import { endOf, placeOf } from "./ends.ts";

/** Schedules that were cut off, and rows that are evaluations of runs which nothing names. */
export function checkPlans(runs: readonly Run[]): Problem[] {
  const fragments = fragmentsOf(runs);
  return [...grouped(runs, (run) => run.source.file)].flatMap(([file, all]) => {
    const own = all.filter((run) => !fragments.has(run));
    const nameless = own.filter(isNameless);
    const inside = nameless.filter(isCutOff);
    const setups = grouped(inside, (run) => setupText(run));
    if (setups.size === 0 || inside.length < DATA_THRESHOLDS.levels * setups.size)
      return [...own.flatMap(unfinished), ...growing(nameless)];
    return [
      warningAt(
        { file },
        "rows-without-run",
        `${own.length} rows name no run, and ${inside.length} of them lie inside ${setups.size} schedules: they look like evaluations, each taken for a run of its own`,
        "name the columns that tell runs apart, as --map run=model+unique_tokens+planned_epochs",
      ),
    ];
  });
}

/** What a log of one training writes beside each evaluation, and does not tell trainings apart. */
const ALONG = ["complete", "learningRate", "finalLoss"];

/** Rows of one setup whose tokens grow from row to row: checkpoints of one training, or trainings of growing length in order. */
function growing(nameless: readonly Run[]): Problem[] {
  const setups = [
    ...grouped(
      nameless.filter((run) => evaluationCount(run) === 1),
      (run) => setupText(run, ALONG),
    ).values(),
  ];
  const courses = setups.flatMap((own) => {
    const places = own.map((run) => endOf(run)?.tokens ?? endOf(run)?.epochs ?? Number.NaN);
    return places.length >= DATA_THRESHOLDS.levels && places.every((x, i) => i === 0 || x > (places[i - 1] as number))
      ? [{ own, places }]
      : [];
  });
  const count = courses.reduce((sum, { own }) => sum + own.length, 0);
  const [first] = courses;
  // Of rows in no order some setups grow by chance.
  if (!first || 2 * count < nameless.length) return [];
  const surely = courses.filter(({ places }) => isCourse(places));
  const { own } = surely[0] ?? first;
  const setupsText = courses.length === 1 ? "one setup" : `${courses.length} setups`;
  return [
    (surely.length > 0 ? warningAt : noteAt)(
      (own[0] as Run).source,
      "rows-without-run",
      `${count} rows of ${setupsText} name no run and no step, and their tokens grow from row to row${surely.length > 0 ? " as those of checkpoints do" : ""}: each is taken for a run of its own`,
      "where they are evaluations of one training, name the columns that tell trainings apart, as --map run=params+seed, or log the step; where each is a training, give it an id in a column run",
    ),
  ];
}

/** Trainings are chosen few, or by factors; checkpoints are many, or by even steps. */
function isCourse(places: readonly number[]): boolean {
  const pairs = places.slice(1).map((x, i) => [x, places[i] as number] as const);
  if (alike(pairs.map(([x, before]) => x - before))) return places.length >= DATA_THRESHOLDS.checkpoints[0];
  return places.length >= DATA_THRESHOLDS.checkpoints[1] && !alike(pairs.map(([x, before]) => x / before));
}

function alike(values: readonly number[]): boolean {
  return Math.max(...values) <= 1.01 * Math.min(...values);
}

/** A row without an id is called by its place. */
function isNameless({ run, source }: Run): boolean {
  return source.line !== undefined && run.endsWith(`:${source.line}`);
}

function isCutOff(run: Run): boolean {
  return run.complete === false || isShort(run);
}

function isShort(run: Run): boolean {
  const epochs = endOf(run)?.epochs;
  return epochs !== undefined && run.plannedEpochs !== undefined && epochs < DATA_THRESHOLDS.finished * run.plannedEpochs;
}

function unfinished(run: Run): Problem[] {
  if (!isCutOff(run)) return [];
  const epochs = endOf(run)?.epochs;
  const of = isShort(run) ? ` after ${numberText(epochs as number, 3)} of ${numberText(run.plannedEpochs as number, 4)} epochs` : "";
  const said = run.complete === true ? `states that it is complete, and ends${of}` : `was cut off${of}`;
  return [
    warningAt(
      placeOf(run, -1),
      "incomplete-run",
      `run "${run.run}" ${said}: its last loss is not a final loss`,
      "the learning rate had not come down, so the loss is higher than a complete run's",
    ),
  ];
}
