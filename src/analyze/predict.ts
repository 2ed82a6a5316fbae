import { UsageError } from "../errors.ts";
import { percentile } from "../fit/intervals.ts";
import type { Fit } from "../fit/types.ts";
import { extent } from "../numeric/extent.ts";
import { type QuantityName, quantity } from "../quantities.ts";
import { newRunNoise, noiseFactors } from "./newRun.ts";
import { completed, type Point, predictors } from "./predictor.ts";

/** A predicted loss, nats/token; `low` and `high` are NaN without draws. */
export interface Prediction {
  loss: number;
  low: number;
  high: number;
}

export interface PredictOptions {
  /** Share of draws inside. Default 0.95. */
  level?: number;
  /** Which group, where parameters are separate by group. */
  group?: string;
  /** Where a new run would end, not only the mean of many: its seed's noise is added. */
  newRun?: boolean;
  /** Standard deviation of log loss between runs, for a new run; by default see `newRunNoise`. */
  noise?: number;
}

/**
 * Losses that a fitted law predicts, with intervals of the mean from its draws, or of a new run: each draw's loss times e^(s·z), z normal and s
 * the seeds' spread (Student's where s is known with few degrees of freedom). Equal draws give equal intervals.
 *
 * @param points quantities by symbol; D, U and epochs complete each other.
 * @throws UsageError when a point lacks a quantity that the law reads; for a new run of a fit without draws, or whose noise nothing tells.
 * @example
 * predict(fitted, [{ N: 3e8, U: 1e8, epochs: 16 }])[0].loss
 * predict(fitted, [{ N: 3e8, U: 1e8, epochs: 16 }], { newRun: true, noise: 0.002 })[0].high
 */
export function predict(fit: Fit, points: readonly Point[], options: PredictOptions = {}): Prediction[] {
  const { best, draws } = predictors(fit, options.group);
  if (options.newRun && draws.length === 0)
    throw new UsageError("Cannot say where a new run would end: the fit has no draws", "fit again with --bootstrap 1000");
  const factors = options.newRun ? noiseFactors(fit, newRunNoise(fit, options.noise), draws.length) : draws.map(() => [1]);
  return points.map((at) => {
    const loss = best.loss(at);
    if (draws.length === 0) return { loss, low: Number.NaN, high: Number.NaN };
    const drawn = draws.flatMap((draw, k) => {
      const mean = draw.loss(at);
      return (factors[k] as number[]).map((factor) => mean * factor);
    });
    const { low, high } = percentile(drawn, options.level ?? 0.95, "");
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
    const [least, greatest] = extent(values);
    const decades = Math.max(Math.log10(x / greatest), Math.log10(least / x));
    if (decades > 1e-9) found[symbol] = decades;
  }
  return found;
}
