import { studentQuantile } from "../numeric/quantile.ts";
import { clustersOf } from "./clusters.ts";
import { gramian, inverse, type Linearized, linearize, variance } from "./covariance.ts";
import { flatDirection, vanished } from "./diagnose.ts";
import type { Search } from "./newton.ts";
import type { Problem } from "./problem.ts";

/** Standard errors on the solved scale, one an unknown (NaN where there is none), and how many of them make half an interval. */
export interface Curvature {
  errors: Float64Array;
  freedom: number;
  half: number;
  /** Why an unknown has no standard error, by position; empty where it has one. */
  reasons: readonly string[];
}

/** What both kinds are made of, computed once. */
export interface Ground {
  set: Problem;
  found: Search;
  linear: Linearized;
  /** Unknowns that neither lie at a bound nor have lost their term. */
  free: readonly number[];
  /** Keys of the unknowns along a flat direction. */
  flat: readonly string[];
}

export function groundOf(set: Problem, found: Search): Ground {
  const idle = vanished(set, found);
  const free = set.unknowns.flatMap((u, p) => (found.held[p] || idle.includes(u.key) ? [] : [p]));
  return { set, found, free, flat: flatDirection(set, found) ?? [], linear: linearize(set, found.theta) };
}

/**
 * Gauss-Newton: s²·(JᵀJ)⁻¹, s² the residual variance with n − p degrees of freedom, and Student's quantile for as many.
 *
 * Rows count as independent, residuals as normal.
 */
export function wald(ground: Ground, level: number): Curvature {
  const { set, linear, free } = ground;
  const covariance = inverse(gramian(linear, set.unknowns.length, free), free.length);
  const s2 = variance(linear.residuals, free.length);
  const freedom = linear.residuals.length - free.length;
  return assemble(ground, freedom, level, covariance && ((a) => s2 * at(covariance, free.length, a)));
}

/**
 * Huber's sandwich A⁻¹·B·A⁻¹: A = Σ J·Jᵀ over the rows within δ (all of them for squared loss), B = Σ s·sᵀ over clusters, s the sum of
 * clip(r, ±δ)·J over a cluster's rows, times G/(G − p).
 *
 * Rows of one cluster may depend on each other, and residuals need not be normal or of one spread (Huber 1967; Liang and Zeger 1986).
 *
 * @param by the cluster's column; `run` for whole runs.
 */
export function sandwich(ground: Ground, level: number, by: string): Curvature {
  const { set, free } = ground;
  const { residuals, jacobian } = ground.linear;
  const P = set.unknowns.length;
  const F = free.length;
  const delta = set.options.loss === "huber" ? set.options.delta : Number.POSITIVE_INFINITY;
  const bread = new Float64Array(F * F);
  residuals.forEach((r, i) => {
    if (Math.abs(r) > delta) return;
    for (let a = 0; a < F; a++)
      for (let b = 0; b <= a; b++)
        bread[a * F + b] =
          at(bread, F, a, b) + (jacobian[i * P + (free[a] as number)] as number) * (jacobian[i * P + (free[b] as number)] as number);
  });
  const inner = inverse(bread, F);
  const clusters = clustersOf(set, by).flat();
  const freedom = clusters.length - F;
  // A⁻¹·s a cluster: its squares add up to the diagonal of A⁻¹·B·A⁻¹.
  const sums = new Float64Array(F);
  if (inner)
    for (const rows of clusters) {
      const score = free.map((p) =>
        rows.reduce((sum, i) => sum + Math.min(Math.max(residuals[i] as number, -delta), delta) * (jacobian[i * P + p] as number), 0),
      );
      for (let a = 0; a < F; a++) sums[a] = (sums[a] as number) + score.reduce((sum, s, b) => sum + at(inner, F, a, b) * s, 0) ** 2;
    }
  return assemble(ground, freedom, level, inner && ((a) => ((sums[a] as number) * clusters.length) / freedom));
}

/** Rows that the sandwich's A is made of: those within Huber's threshold. */
export function rowsInside({ set, linear }: Ground): number {
  if (set.options.loss === "squared") return set.rows.length;
  return linear.residuals.filter((r) => Math.abs(r) <= set.options.delta).length;
}

function at(matrix: Float64Array, n: number, a: number, b = a): number {
  return matrix[a * n + b] as number;
}

function assemble(
  { set, found, free, flat }: Ground,
  freedom: number,
  level: number,
  varianceOf: ((a: number) => number) | undefined,
): Curvature {
  const reasons = set.unknowns.map(({ key }, p) => {
    if (found.held[p]) return "at its bound, where curvature says nothing";
    if (!free.includes(p)) return "it moves no prediction";
    if (freedom < 1) return "no degree of freedom is left";
    if (flat.includes(key)) return `it trades off freely with ${flat.filter((other) => other !== key).join(", ") || "nothing"}`;
    return varianceOf ? "" : "the matrix of second derivatives is singular";
  });
  const errors = Float64Array.from(reasons, (reason, p) => (reason || !varianceOf ? Number.NaN : Math.sqrt(varianceOf(free.indexOf(p)))));
  return { errors, freedom, half: freedom < 1 ? Number.NaN : studentQuantile((1 + level) / 2, freedom), reasons };
}
