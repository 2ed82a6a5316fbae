import { cholesky, solve } from "../numeric/cholesky.ts";
import type { Problem } from "./problem.ts";

/** Residuals and Jacobian at a point: what the approximate covariances are made of. */
export interface Linearized {
  residuals: Float64Array;
  /** rows × unknowns, row-major. */
  jacobian: Float64Array;
}

export function linearize(problem: Problem, theta: Float64Array): Linearized {
  const n = problem.rows.length;
  const residuals = new Float64Array(n);
  const jacobian = new Float64Array(n * theta.length);
  problem.jacobian(theta, residuals, jacobian);
  return { residuals, jacobian };
}

/** JᵀJ over the unknowns in `index` (lower triangle, row-major). */
export function gramian({ residuals, jacobian }: Linearized, P: number, index: readonly number[]): Float64Array {
  const F = index.length;
  const out = new Float64Array(F * F);
  for (let i = 0; i < residuals.length; i++)
    for (let a = 0; a < F; a++) {
      const x = jacobian[i * P + (index[a] as number)] as number;
      for (let b = 0; b <= a; b++) out[a * F + b] = (out[a * F + b] as number) + x * (jacobian[i * P + (index[b] as number)] as number);
    }
  return out;
}

/** Residual variance with the degrees of freedom taken off; 0 where none are left. */
export function variance(residuals: Float64Array, unknowns: number): number {
  const free = residuals.length - unknowns;
  return free > 0 ? residuals.reduce((sum, r) => sum + r * r, 0) / free : 0;
}

/** Inverse of a positive definite matrix given by its lower triangle, or undefined when it is singular. */
export function inverse(a: Float64Array, n: number): Float64Array | undefined {
  const l = new Float64Array(n * n);
  if (!cholesky(a, n, l)) return undefined;
  const out = new Float64Array(n * n);
  const column = new Float64Array(n);
  for (let k = 0; k < n; k++) {
    column.fill(0);
    column[k] = 1;
    solve(l, n, column);
    for (let i = 0; i < n; i++) out[i * n + k] = column[i] as number;
  }
  return out;
}
