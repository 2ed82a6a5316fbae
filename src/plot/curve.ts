import { predict } from "../analyze/predict.ts";
import type { Point } from "../analyze/predictor.ts";
import type { Draws, Fit } from "../fit/types.ts";
import type { Row } from "./marks.ts";

const STEPS = 40;

/** How the draws of a band came about, in words. */
export const RESAMPLED: Readonly<Record<Draws["method"], string>> = {
  bootstrap: "bootstrap over runs",
  parametric: "parametric bootstrap",
  members: "resampled members",
};

/**
 * A fitted law along one quantity, as rows {x, y, low, high}; `low` and `high` are there where the fit has draws.
 *
 * @param along symbol of the quantity; spaced evenly in its logarithm.
 * @param range its first and last value, above 0.
 * @param at the other quantities, by symbol.
 */
export function lawAlong(fit: Fit, along: string, [from, to]: readonly [number, number], at: Point = {}): Row[] {
  const xs = Array.from({ length: STEPS + 1 }, (_, i) => (i === STEPS ? to : from * (to / from) ** (i / STEPS)));
  const predicted = predict(
    fit,
    xs.map((x) => ({ ...at, [along]: x })),
  );
  return xs.map((x, i) => {
    const { loss, low, high } = predicted[i] as { loss: number; low: number; high: number };
    return { x, y: loss, ...(Number.isFinite(low) && { low, high }) };
  });
}
