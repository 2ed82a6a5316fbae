import { gramian, inverse, linearize, variance } from "../fit/covariance.ts";
import { type Problem, problem, type Unknown } from "../fit/problem.ts";
import type { Fit } from "../fit/types.ts";

/** What the movement of an estimate is measured by, on the scale that is solved for. */
export interface Scale {
  /** Half the width of its interval: by curvature in a fit without intervals, infinite where it has no end. */
  half: number;
  /** Its variance by curvature, for residuals of unit variance. */
  variance: number;
}

/** Standard errors to either end of a 95 % interval. */
const NORMAL = 1.96;

/** By what the movement of each estimate of a fit is measured. */
export function scaleOf(fit: Fit): Record<string, Scale> {
  const set = problem(fit.law, fit.observations, fit.options);
  const theta = Float64Array.from(fit.solution);
  const variances = variancesOf(set, theta);
  const s2 = variance(linearize(set, theta).residuals, theta.length);
  const found = set.unknowns.map((u, p): [string, Scale] => {
    const interval = fit.intervals[u.key];
    const own = variances[p] as number;
    const half = interval ? (solved(u, interval.high) - solved(u, interval.low)) / 2 : NORMAL * Math.sqrt(own * s2);
    return [u.key, { half: half > 0 ? half : Number.POSITIVE_INFINITY, variance: own }];
  });
  return Object.fromEntries(found);
}

/** Diagonal of (JᵀJ)⁻¹; infinite where it is singular. */
export function variancesOf(set: Problem, theta: Float64Array): number[] {
  const P = theta.length;
  const all = set.unknowns.map((_, p) => p);
  const covariance = inverse(gramian(linearize(set, theta), P, all), P);
  return all.map((p) => covariance?.[p * P + p] ?? Number.POSITIVE_INFINITY);
}

/** A value on the scale that is solved for. */
export function solved({ parameter }: Unknown, value: number): number {
  return parameter.scale === "log" ? Math.log(value) : value;
}

/** The estimate that moved most, of those that moved by more than `limit` half widths. */
export function mostMoved(moved: Readonly<Record<string, number>>, limit: number): string | undefined {
  return Object.entries(moved)
    .filter(([, by]) => Math.abs(by) > limit)
    .sort(([, a], [, b]) => Math.abs(b) - Math.abs(a))[0]?.[0];
}
