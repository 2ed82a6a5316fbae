import type { LossPoint, Run } from "./run.ts";

/** The numbers of an evaluation that columns hold. */
const NUMBERS = ["tokens", "epochs", "step", "compute", "mcSamples"] as const;

/** A run's evaluations as columns of one length, in the order of the log; NaN where a row states no number. */
export interface Curve {
  loss: Float64Array;
  tokens?: Float64Array;
  epochs?: Float64Array;
  step?: Float64Array;
  compute?: Float64Array;
  mcSamples?: Float64Array;
  /** Line of each evaluation in the run's file, 1-based; 0 where it has none. */
  line: Uint32Array;
}

const MADE = new WeakMap<readonly LossPoint[], Curve>();

/**
 * The evaluations of a run as columns: what goes over every evaluation of many runs reads these rather than the points.
 *
 * @example
 * curveOf(runs[0]).loss.length === runs[0].points.length // true
 */
export function curveOf(run: Run): Curve {
  if (run.curve) return run.curve;
  const made = MADE.get(run.points) ?? columns(run.points);
  MADE.set(run.points, made);
  return made;
}

function columns(points: readonly LossPoint[]): Curve {
  const curve: Curve = {
    loss: Float64Array.from(points, ({ loss }) => loss),
    line: Uint32Array.from(points, ({ source }) => source.line ?? 0),
  };
  for (const name of NUMBERS)
    if (points.some((point) => point[name] !== undefined)) curve[name] = Float64Array.from(points, (point) => point[name] ?? Number.NaN);
  return curve;
}
