import { unitOf } from "../../fit/allowance.ts";
import { linearize } from "../../fit/covariance.ts";
import { newton } from "../../fit/newton.ts";
import { type Problem, problem } from "../../fit/problem.ts";
import { starts } from "../../fit/starts.ts";
import { THRESHOLDS } from "../../fit/thresholds.ts";
import type { Fit, FitOptions } from "../../fit/types.ts";
import { incompleteBeta } from "../../numeric/incompleteBeta.ts";

/** A fit against the same fit with less freedom. */
export interface LikelihoodRatio {
  /** 2·(rise of the objective)/(k·σ²), with σ² as a profile interval has it: compared with F of k and n − p. */
  statistic: number;
  /** Parameters that were taken away, k, and rows less parameters of the freer fit. */
  freedom: readonly [number, number];
  /** Share of such statistics, or larger ones, where the fit with less freedom is the truth. */
  p: number;
  /** The lowest objective of the fit with less freedom. */
  objective: number;
  /** Where that is, by key, on the solved scale: a better start for the freer fit where its objective is lower. */
  solution: Readonly<Record<string, number>>;
}

/** Fresh searches beside those from the freer fit's optimum. */
const SEARCHES = 6;

/**
 * Robust likelihood ratio of a fit against the same law and rows under narrower options: 2(ρ₀ − ρ₁)/(k·σ²) against F(k, n − p).
 *
 * With squared loss this is the F test of regression; with Huber's it is the ρ test of Schrader and Hettmansperger 1980 (Biometrika 67, 93–101). Rows count
 * as independent.
 *
 * @param fit the freer one.
 * @param options what differs in the other: it must be nested in the fit.
 * @param nested starts for the other's unknowns from the fit's solution, each a value by key (solved scale).
 */
export function likelihoodRatio(
  fit: Fit,
  options: Partial<FitOptions>,
  nested: readonly Readonly<Record<string, number>>[],
): LikelihoodRatio {
  const free = problem(fit.law, fit.observations, fit.options);
  const less = problem(fit.law, fit.observations, { ...fit.options, ...options });
  const from = nested.map((values) => Float64Array.from(less.unknowns, ({ key }) => values[key] as number));
  const lowest = searched(less, [...from, ...starts(less, SEARCHES, fit.options.seed)]);
  const k = free.unknowns.length - less.unknowns.length;
  const freedom = free.rows.length - free.unknowns.length;
  const { residuals } = linearize(free, Float64Array.from(fit.solution));
  const rise = Math.max(lowest.objective - fit.objective, 0);
  const statistic = (2 * rise) / (k * unitOf(residuals, free.unknowns.length, fit.options));
  return {
    statistic,
    freedom: [k, freedom],
    p: incompleteBeta(freedom / (freedom + k * statistic), freedom / 2, k / 2),
    objective: lowest.objective,
    solution: Object.fromEntries(less.unknowns.map((u, p) => [u.key, lowest.theta[p] as number])),
  };
}

function searched(set: Problem, from: readonly Float64Array[]): { objective: number; theta: Float64Array } {
  const weights = new Float64Array(set.rows.length).fill(1);
  const ends = from.map((start) => newton(set, start, weights, THRESHOLDS.arrivedResample));
  return ends.reduce((a, b) => (b.objective < a.objective || !Number.isFinite(a.objective) ? b : a));
}
