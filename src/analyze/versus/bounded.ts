import type { Fit } from "../../fit/types.ts";
import { estimateOf } from "../frontier.ts";
import { type Estimate, type Predictor, predictors } from "../predictor.ts";

/** Estimates of places that may lie outside what is searched: there a draw still says on which side. */

/**
 * As `estimate`, for a place that is 0 where it lies before the range and Infinity where it lies beyond: the interval's ends are then 0 or
 * Infinity (bounds), and `missing` counts such draws.
 *
 * @param read from one predictor a fit and the position of the draw (-1 for the fits themselves) to the place.
 */
export function boundedEstimates<T>(
  fits: readonly Fit[],
  read: (predictors: readonly Predictor[], draw: number) => T,
  level = 0.95,
): { best: T; draws: readonly T[]; of: (part: (value: T) => number) => Estimate } {
  const sets = fits.map((fit) => predictors(fit));
  const best = read(
    sets.map((set) => set.best),
    -1,
  );
  const count = Math.min(...sets.map((set) => set.draws.length));
  const draws = Array.from({ length: count }, (_, k) =>
    read(
      sets.map((set) => set.draws[k] as Predictor),
      k,
    ),
  );
  const how = { level, method: fits[0]?.draws?.method ?? "" };
  return { best, draws, of: (part) => boundedEstimate(part(best), draws.map(part), how) };
}

function boundedEstimate(value: number, draws: readonly number[], how: { level: number; method: string }): Estimate {
  const { interval } = estimateOf(value, draws, how);
  const outside = draws.filter((x) => !inside(x)).length;
  return { value: inside(value) ? value : undefined, interval, missing: draws.length === 0 ? 0 : outside / draws.length };
}

const inside = (x: number): boolean => Number.isFinite(x) && x !== 0;
