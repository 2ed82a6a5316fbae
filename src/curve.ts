import type { Source } from "./errors.ts";
import type { LossPoint, Run } from "./run.ts";

/** The numbers of an evaluation that columns hold. */
export const SERIES = ["tokens", "epochs", "step", "compute", "mcSamples"] as const;

/** A run's evaluations as columns of one length, in the order of the log; NaN where a row states no number. */
export interface Curve {
  loss: Float64Array;
  tokens?: Float64Array;
  epochs?: Float64Array;
  step?: Float64Array;
  compute?: Float64Array;
  mcSamples?: Float64Array;
  /** Line of each evaluation in its file, 1-based; 0 where it has none. */
  line: Uint32Array;
  /** The text of values that are not what their column holds, where an evaluation has such; absent where none has. */
  unreadable?: readonly (LossPoint["unreadable"] | undefined)[];
}

/** Evaluations of one file that are held as columns; a point is made when it is asked for. */
export interface Evaluations {
  count: number;
  curve: () => Curve;
  point: (i: number) => LossPoint;
  line: (i: number) => number | undefined;
}

const HELD = new WeakMap<object, Evaluations>();
const MADE = new WeakMap<readonly LossPoint[], Curve>();

/**
 * A run whose evaluations are held as columns: `points` is made when it is first read, and costs a long log its memory then. What reads one
 * evaluation, or numbers of all, asks `pointAt` and `curveOf` instead.
 */
export function columnarRun(setup: Omit<Run, "points">, evaluations: Evaluations): Run {
  let points: LossPoint[] | undefined;
  const run = Object.defineProperty({ ...setup }, "points", {
    enumerable: true,
    configurable: true,
    get: () => {
      points ??= Array.from({ length: evaluations.count }, (_, i) => evaluations.point(i));
      return points;
    },
  }) as Run;
  HELD.set(run, evaluations);
  return run;
}

/** The columns that hold a run's evaluations, where such do. */
export function heldBy(run: Run): Evaluations | undefined {
  return HELD.get(run);
}

/**
 * The evaluations of a run as columns: what goes over every evaluation of many runs reads these rather than the points.
 *
 * Of a long log, columns that follow from others are made anew by each call: keep what it returns as long as it is needed, and no longer.
 *
 * @example
 * curveOf(runs[0]).loss.length === runs[0].points.length // true
 */
export function curveOf(run: Run): Curve {
  const held = HELD.get(run);
  if (held) return held.curve();
  const made = MADE.get(run.points) ?? columns(run.points);
  MADE.set(run.points, made);
  return made;
}

/**
 * How many evaluations a run has.
 *
 * @example
 * evaluationCount(runs[0]) === runs[0].points.length // true
 */
export function evaluationCount(run: Run): number {
  return HELD.get(run)?.count ?? run.points.length;
}

/**
 * One evaluation of a run, without making the others.
 *
 * @param i its place in the order of the log; from the end where negative, as in `Array.at`.
 * @example
 * pointAt(runs[0], -1).loss === runs[0].points.at(-1).loss // true
 */
export function pointAt(run: Run, i: number): LossPoint | undefined {
  const held = HELD.get(run);
  if (!held) return run.points.at(i);
  const at = i < 0 ? held.count + i : i;
  return at >= 0 && at < held.count ? held.point(at) : undefined;
}

/**
 * Where each evaluation of a run stands, in the order of the log.
 *
 * @example
 * [...sourcesOf(runs[0])].length === runs[0].points.length // true
 */
export function* sourcesOf(run: Run): Generator<Source> {
  const held = HELD.get(run);
  if (!held) for (const { source } of run.points) yield source;
  else
    for (let i = 0; i < held.count; i++) {
      const line = held.line(i);
      yield { file: run.source.file, ...(line !== undefined && { line }) };
    }
}

/** What is known of a run besides its evaluations, which are not made for it. */
export function setupOf(run: Run): Omit<Run, "points"> {
  const setup: Record<string, unknown> = {};
  for (const name in run) if (name !== "points") setup[name] = run[name as keyof Run];
  return setup as unknown as Omit<Run, "points">;
}

function columns(points: readonly LossPoint[]): Curve {
  const curve: Curve = {
    loss: Float64Array.from(points, ({ loss }) => loss),
    line: Uint32Array.from(points, ({ source }) => source.line ?? 0),
  };
  for (const name of SERIES)
    if (points.some((point) => point[name] !== undefined)) curve[name] = Float64Array.from(points, (point) => point[name] ?? Number.NaN);
  if (points.some((point) => point.unreadable)) curve.unreadable = points.map((point) => point.unreadable);
  return curve;
}
