import { interquartileRange, standardDeviation } from "simple-statistics";
import { studentQuantile } from "../numeric/quantile.ts";
import type { FitOptions } from "./types.ts";

/** By how much the objective may rise inside a profile interval: q²/2 · σ², q Student's quantile with n − p degrees of freedom, σ² as `unitOf` has it. */
export function allowance(residuals: Float64Array, unknowns: number, options: Pick<FitOptions, "loss" | "delta">, level: number): number {
  const q = studentQuantile((1 + level) / 2, residuals.length - unknowns) ** 2;
  return (q / 2) * unitOf(residuals, unknowns, options);
}

/**
 * σ², the unit in which twice a rise of the objective is χ² for each parameter that is held (over n − p degrees of freedom: F).
 *
 * Squared loss: σ² is the residual variance, and on a line the interval is the textbook's. Huber's loss: σ² = E[ψ²]/E[ψ′], ψ the clipped residual
 * (Schrader and Hettmansperger 1980). Where δ is so small that few residuals lie inside it, E[ψ′] ≈ 2δ·f(0) is taken from a wider window about 0: the
 * density f does not change there, and a count of few rows would be noise.
 *
 * @param unknowns free ones; as many residuals are near 0 whatever the noise is.
 */
export function unitOf(residuals: Float64Array, unknowns: number, { loss, delta }: Pick<FitOptions, "loss" | "delta">): number {
  const n = residuals.length;
  const freedom = n - unknowns;
  const spread = (clip: number): number => residuals.reduce((sum, r) => sum + Math.min(Math.abs(r), clip) ** 2, 0) / freedom;
  if (loss === "squared") return spread(Number.POSITIVE_INFINITY);
  const window = Math.max(delta, bandwidth([...residuals]));
  const inside = residuals.filter((r) => Math.abs(r) < window).length;
  const share = window === delta ? inside / n : Math.max(inside - unknowns, 1) / freedom;
  return spread(delta) / ((share * delta) / window);
}

/** Silverman's rule. */
function bandwidth(values: number[]): number {
  return 1.06 * Math.min(standardDeviation(values), interquartileRange(values) / 1.349) * values.length ** -0.2;
}
