import { newton } from "./newton.ts";
import type { Model } from "./problem.ts";
import { starts } from "./starts.ts";
import { THRESHOLDS } from "./thresholds.ts";

/** Other starts for a refit that did not arrive from the optimum. */
const SECOND_CHANCES = 6;

/**
 * Where the search ends with other weights (one a row): from the optimum, else from fresh starts; undefined where none arrives.
 *
 * @param rows of which fresh starts are made, where `set` is gathered of them.
 */
export function refit(set: Model, optimum: Float64Array, weights: Float64Array, seed: number, rows = set): Float64Array | undefined {
  const arrived = (start: Float64Array) => {
    const end = newton(set, start, weights, THRESHOLDS.arrivedResample);
    return end.end === "arrived" || (end.end === "stalled" && end.decrement < THRESHOLDS.sameOptimum * end.objective) ? end : undefined;
  };
  const first = arrived(optimum);
  if (first) return first.theta;
  const others = starts(rows, SECOND_CHANCES, seed).flatMap((start) => arrived(start) ?? []);
  return others.length > 0 ? others.reduce((a, b) => (b.objective < a.objective ? b : a)).theta : undefined;
}
