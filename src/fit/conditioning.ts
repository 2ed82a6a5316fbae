import { EigenvalueDecomposition, Matrix } from "ml-matrix";
import { gramian, inverse, linearize } from "./covariance.ts";
import type { Search } from "./newton.ts";
import type { Problem, Unknown } from "./problem.ts";
import { THRESHOLDS } from "./thresholds.ts";
import type { Diagnostic } from "./types.ts";

/** How well the rows tell estimates apart, by the Gauss-Newton covariance on the scale that is solved for. */
export interface Conditioning {
  /** Largest over smallest eigenvalue of the approximate curvature, scaled to a unit diagonal. */
  condition: number;
  /** Every pair of free estimates, the most correlated first. */
  pairs: readonly { keys: readonly [string, string]; correlation: number }[];
}

/** Undefined with fewer than two free estimates, or where the curvature is singular. */
export function conditioningOf(set: Problem, found: Pick<Search, "theta" | "held">): Conditioning | undefined {
  const P = set.unknowns.length;
  const free = set.unknowns.map((_, p) => p).filter((p) => !found.held[p]);
  const F = free.length;
  const curvature = gramian(linearize(set, found.theta), P, free);
  const covariance = F > 1 ? inverse(curvature, F) : undefined;
  if (!covariance) return undefined;
  const eigenvalues = new EigenvalueDecomposition(unitDiagonal(curvature, F), { assumeSymmetric: true }).realEigenvalues;
  const correlations = unitDiagonal(covariance, F);
  const keys = free.map((p) => (set.unknowns[p] as Unknown).key);
  const pairs = keys.flatMap((key, a) =>
    keys.slice(0, a).map((other, b) => ({ keys: [other, key] as const, correlation: correlations.get(a, b) })),
  );
  return {
    condition: Math.max(...eigenvalues) / Math.min(...eigenvalues),
    pairs: pairs.sort((p, q) => Math.abs(q.correlation) - Math.abs(p.correlation)),
  };
}

/** A symmetric matrix by its lower triangle, each row and column divided by the root of its diagonal. */
function unitDiagonal(lower: Float64Array, n: number): Matrix {
  const scale = Array.from({ length: n }, (_, a) => Math.sqrt(lower[a * n + a] as number));
  return Matrix.zeros(n, n).apply(function (this: Matrix, a: number, b: number) {
    this.set(a, b, (lower[Math.max(a, b) * n + Math.min(a, b)] as number) / ((scale[a] as number) * (scale[b] as number)));
  });
}

/** Estimates that trade off, in plain words; a note, since every law with a coefficient and an exponent has some. */
export function diagnoseConditioning({ condition, pairs }: Conditioning): Diagnostic[] {
  const close = pairs.filter(({ correlation }) => Math.abs(correlation) > THRESHOLDS.correlation);
  const severe = condition > THRESHOLDS.condition;
  if (close.length === 0 && !severe) return [];
  const said = (close.length > 0 ? close : pairs).slice(0, close.length > 0 ? 3 : 1);
  return [
    {
      code: "ill-conditioned",
      severity: severe ? "warning" : "note",
      message: `${said.map(tradeOff).join(", ")} trade off${severe ? `; condition number ${condition.toExponential(1)}` : ""}`,
      hint: `quote the prediction, not ${[...new Set(said.map(({ keys }) => keys[0]))].join(" or ")}`,
    },
  ];
}

function tradeOff({ keys, correlation }: Conditioning["pairs"][number]): string {
  // Cut, not rounded: 0.9996 is no 1.
  return `${keys.join(" and ")} (correlation ${(Math.trunc(1000 * correlation) / 1000).toFixed(3)})`;
}
