import { IsolossError, UsageError } from "../errors.ts";
import { random } from "../numeric/random.ts";
import type { LossPoint, Run } from "../run.ts";
import { suggestion } from "../words.ts";

/** A mistake of real logs, planted so that a check has something to find. */
interface Fault {
  /** What it does, in words. */
  title: string;
  /** Which runs can have it. */
  possible(run: Run): boolean;
  needs: string;
  /** The runs that take the place of the chosen one; `other` is another of the runs. */
  plant(run: Run, other: Run): Run[];
}

const SPIKE = 1.5;
const KEPT = 0.6;

const FAULTS: Readonly<Record<string, Fault>> = {
  duplicate: {
    title: "a run is there twice, under one id",
    needs: "any run",
    possible: () => true,
    plant: (run) => [run, run],
  },
  copy: {
    title: "a run has the very losses of another, of another setup",
    needs: "any run",
    possible: () => true,
    plant: (run, other) => [{ ...run, points: run.points.map((point, i) => ({ ...point, loss: (other.points[i] ?? point).loss })) }],
  },
  perplexity: {
    title: "the losses of a run are perplexities",
    needs: "any run",
    possible: () => true,
    plant: (run) => [withPoints(run, (point) => ({ ...point, loss: Math.exp(point.loss) }))],
  },
  swapped: {
    title: "the parameters and the tokens of a run have changed places",
    needs: "a run with N and D",
    possible: ({ params, points }) => params !== undefined && points.every(({ tokens }) => tokens !== undefined),
    plant: (run) => {
      const tokens = (run.points.at(-1) as LossPoint).tokens as number;
      return [{ ...withPoints(run, (point) => ({ ...point, tokens: run.params as number })), params: tokens }];
    },
  },
  "cut-off": {
    title: "a run ends before its schedule does",
    needs: "curves (evaluations along each run) and epochs",
    possible: ({ points }) => points.length > 2 && points.every(({ epochs }) => epochs !== undefined),
    plant: (run) => {
      const plannedEpochs = (run.points.at(-1) as LossPoint).epochs as number;
      return [{ ...run, plannedEpochs, complete: false, points: run.points.slice(0, Math.ceil(KEPT * run.points.length)) }];
    },
  },
  spike: {
    title: `an evaluation amid a run is ${SPIKE} times as high`,
    needs: "curves (evaluations along each run)",
    possible: ({ points }) => points.length > 4,
    plant: (run) => {
      const at = Math.floor(0.7 * run.points.length);
      return [{ ...run, points: run.points.map((point, i) => (i === at ? { ...point, loss: SPIKE * point.loss } : point)) }];
    },
  },
};

/** Faults that can be planted, each with what it does. */
export const faults: Readonly<Record<string, string>> = Object.fromEntries(Object.entries(FAULTS).map(([id, { title }]) => [id, title]));

/**
 * Runs with faults planted, each in a run of its own, which says so in its raw column `simulated_fault`.
 *
 * @param wanted ids of `faults`; one given twice is planted in two runs.
 * @param seed which runs they are planted in.
 * @throws UsageError for an unknown fault; IsolossError where no run is left that can have it.
 * @example
 * plantFaults(runs, ["duplicate"], 1).length === runs.length + 1 // true
 */
export function plantFaults(runs: readonly Run[], wanted: readonly string[], seed: number): Run[] {
  const draw = random(seed, FAULT_STREAM);
  const planted = new Map<Run, Run[]>();
  for (const id of wanted) {
    const fault = Object.hasOwn(FAULTS, id) ? FAULTS[id] : undefined;
    if (!fault) throw new UsageError(`Cannot plant fault "${id}"`, suggestion(id, Object.keys(FAULTS), "the faults are"));
    const sound = runs.filter((run) => !planted.has(run));
    const able = sound.filter((run) => fault.possible(run));
    if (able.length === 0 || sound.length < 2)
      throw new IsolossError(
        `Cannot plant fault "${id}": none of the ${sound.length} sound runs can have it`,
        `it needs ${fault.needs}, and another run`,
      );
    const run = able[draw.integer(able.length)] as Run;
    const others = sound.filter((other) => other !== run);
    const other = others[draw.integer(others.length)] as Run;
    planted.set(
      run,
      fault.plant(run, other).map((own) => ({ ...own, fields: { ...own.fields, simulated_fault: id } })),
    );
  }
  return runs.flatMap((run) => planted.get(run) ?? [run]);
}

/** Another stream of the seed than the noise's. */
const FAULT_STREAM = 100;

function withPoints(run: Run, change: (point: LossPoint) => LossPoint): Run {
  return { ...run, points: run.points.map(change) };
}
