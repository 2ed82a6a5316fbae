import { percentile } from "../fit/intervals.ts";
import type { Diagnostic } from "../fit/types.ts";
import type { PowerLaw } from "./powerLaw.ts";
import type { Estimate } from "./predictor.ts";

/** How the size that is best for its compute grows with compute: N_opt ∝ C^a and D_opt = C/(6·N_opt) ∝ C^b, so that b = 1 − a. */
export interface Frontier {
  a: Estimate;
  b: Estimate;
  /** At this compute, FLOP: */
  compute: number;
  /** the optimal parameters, */
  params: Estimate;
  /** and the optimal tokens. */
  tokens: Estimate;
  diagnostics: readonly Diagnostic[];
}

/** A frontier of one draw: its exponent, and its size at the compute that is asked for. */
export interface Place {
  a: number;
  params: number;
}

/** How the draws of a frontier were made, and what share of them an interval holds. */
export interface Uncertainty {
  level: number;
  method: string;
}

/** A value with the interval of its draws; those in which it does not exist are counted. */
export function estimateOf(value: number | undefined, draws: readonly (number | undefined)[], { level, method }: Uncertainty): Estimate {
  if (draws.length === 0) return { value, interval: undefined, missing: 0 };
  const found = draws.filter((x) => x !== undefined);
  return { value, interval: found.length > 0 ? percentile(found, level, method) : undefined, missing: 1 - found.length / draws.length };
}

/** The four estimates of a frontier from its places. */
export function frontierOf(
  best: Place | undefined,
  draws: readonly (Place | undefined)[],
  compute: number,
  how: Uncertainty,
): Omit<Frontier, "diagnostics"> {
  // Without a value an interval would be one of another question.
  const all = best ? draws : [];
  const of = (read: (place: Place) => number): Estimate =>
    estimateOf(
      best && read(best),
      all.map((place) => place && read(place)),
      how,
    );
  return {
    a: of(({ a }) => a),
    b: of(({ a }) => 1 - a),
    compute,
    params: of(({ params }) => params),
    tokens: of(({ params }) => compute / (6 * params)),
  };
}

/** Where a power law of N in C leads. */
export function placeOf({ exponent, intercept }: PowerLaw, compute: number): Place {
  return { a: exponent, params: Math.exp(intercept + exponent * Math.log(compute)) };
}
