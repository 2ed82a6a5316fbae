import { percentile } from "../fit/intervals.ts";
import type { Fit } from "../fit/types.ts";
import { type QuantityName, quantity } from "../quantities.ts";
import { completed, type Point, predictors } from "./predictor.ts";

/** A predicted loss, nats/token; `low` and `high` are NaN without draws. */
export interface Prediction {
  loss: number;
  low: number;
  high: number;
}

/**
 * Losses that a fitted law predicts, with intervals of the mean from its draws.
 *
 * @param points quantities by symbol; D, U and epochs complete each other.
 * @param options.level share of draws inside. Default 0.95.
 * @param options.group which group, where parameters are separate by group.
 * @throws UsageError when a point lacks a quantity that the law reads.
 * @example
 * predict(fitted, [{ N: 3e8, U: 1e8, epochs: 16 }])[0].loss
 */
export function predict(fit: Fit, points: readonly Point[], options: { level?: number; group?: string } = {}): Prediction[] {
  const { best, draws } = predictors(fit, options.group);
  return points.map((at) => {
    const loss = best.loss(at);
    if (draws.length === 0) return { loss, low: Number.NaN, high: Number.NaN };
    const { low, high } = percentile(
      draws.map((draw) => draw.loss(at)),
      options.level ?? 0.95,
      "",
    );
    return { loss, low, high };
  });
}

/** How far a point lies outside the rows of a fit, in decades, by symbol; only quantities that do. A law in D and U is also one in epochs. */
export function extrapolation(fit: Fit, at: Point): Record<string, number> {
  const found: Record<string, number> = {};
  const full = completed(at);
  const { quantities } = fit.law;
  for (const symbol of quantities.includes("D") && quantities.includes("U") ? [...quantities, "epochs"] : quantities) {
    const values = fit.observations.map((row) => row[quantity(symbol)?.name as QuantityName]).filter((x) => x !== undefined);
    const x = full[symbol];
    if (values.length === 0 || x === undefined || !Number.isFinite(x) || x <= 0) continue;
    const decades = Math.max(Math.log10(x / Math.max(...values)), Math.log10(Math.min(...values) / x));
    if (decades > 1e-9) found[symbol] = decades;
  }
  return found;
}
