import { cholesky, solve } from "../numeric/cholesky.ts";

/** What a minimiser needs of a problem. */
export interface Objective {
  unknowns: readonly { low: number; high: number }[];
  objective(theta: Float64Array, weights: Float64Array): number;
  derivatives(theta: Float64Array, weights: Float64Array, g: Float64Array, h: Float64Array, soft?: boolean): number;
}

/**
 * Where a search ended. `arrived`: the Newton decrement is below tolerance where the Hessian is positive definite. `stalled`: no step goes down
 * though the gradient promises one (a kink). `exhausted`: iterations ran out. `infeasible`: the start has no finite objective.
 */
export interface Search {
  theta: Float64Array;
  objective: number;
  end: "arrived" | "stalled" | "exhausted" | "infeasible";
  iterations: number;
  /** Unknowns held at a bound by a gradient that points outwards. */
  held: readonly boolean[];
  /** Fall of the objective that the last step promised: twice the distance to the minimum where the objective is a parabola. */
  decrement: number;
  /** Steps refused because a prediction was not finite or not positive. */
  refused: number;
  /** Gradient and Hessian (lower triangle) at `theta`. */
  g: Float64Array;
  h: Float64Array;
}

const ITERATIONS = 2000;
const TRIALS = 60;
/** A decrement that is nothing but rounding, per unit of weight. */
const ROUNDING = 1e-31;

/**
 * Minimises by damped Newton steps with the exact Hessian, inside bounds.
 *
 * Damping is in units of the Hessian's own diagonal, so no unknown needs a scale; a step that does not go down is shortened, never taken. Where the
 * Hessian has no minimum (few rows lie inside Huber's threshold), the step is that of reweighted least squares.
 *
 * @param weights one a row; 0 leaves a row out.
 * @param tolerance the search has arrived when half the Newton decrement is below this share of the objective.
 */
export function newton(problem: Objective, start: Float64Array, weights: Float64Array, tolerance: number): Search {
  const P = start.length;
  const { unknowns } = problem;
  const clip = (x: number, p: number): number =>
    Math.min(Math.max(x, (unknowns[p] as { low: number }).low), (unknowns[p] as { high: number }).high);
  let theta = start.map(clip);
  let next = new Float64Array(P);
  const g = new Float64Array(P);
  const h = new Float64Array(P * P);
  const soft = new Float64Array(P * P);
  const damped = new Float64Array(P * P);
  const factor = new Float64Array(P * P);
  const step = new Float64Array(P);
  const held = new Array<boolean>(P).fill(false);
  const index = new Int32Array(P);
  let damping = 1e-4;
  let refused = 0;
  let decrement = Number.POSITIVE_INFINITY;
  let objective = problem.derivatives(theta, weights, g, h);
  const finish = (end: Search["end"], iterations: number): Search => ({
    theta,
    objective,
    end,
    iterations,
    held,
    decrement,
    refused,
    g,
    h,
  });
  if (!Number.isFinite(objective)) return finish("infeasible", 0);
  const noise = ROUNDING * weights.length;

  for (let iteration = 0; iteration < ITERATIONS; iteration++) {
    let F = 0;
    for (let p = 0; p < P; p++) {
      const { low, high } = unknowns[p] as { low: number; high: number };
      const slope = g[p] as number;
      held[p] = ((theta[p] as number) <= low && slope > 0) || ((theta[p] as number) >= high && slope < 0);
      if (!held[p]) index[F++] = p;
    }
    if (F === 0) {
      decrement = 0;
      return finish("arrived", iteration);
    }
    let moved = false;
    let model = h;
    for (let trial = 0; trial < TRIALS; trial++) {
      for (let a = 0; a < F; a++)
        for (let b = 0; b <= a; b++) {
          const p = index[a] as number;
          const q = index[b] as number;
          const value = model[p * P + q] as number;
          damped[a * F + b] = a === b ? value + damping * Math.max(Math.abs(value), 1e-300) : value;
        }
      if (!cholesky(damped, F, factor)) {
        if (model === h) {
          problem.derivatives(theta, weights, g, soft, true);
          model = soft;
        } else damping = Math.max(damping * 4, 1e-6);
        continue;
      }
      for (let a = 0; a < F; a++) step[a] = -(g[index[a] as number] as number);
      const s = step.subarray(0, F);
      solve(factor, F, s);
      next.set(theta);
      decrement = 0;
      let clipped = false;
      for (let a = 0; a < F; a++) {
        const p = index[a] as number;
        const wanted = (theta[p] as number) + (s[a] as number);
        const to = clip(wanted, p);
        clipped ||= to !== wanted;
        decrement -= (g[p] as number) * (to - (theta[p] as number));
        next[p] = to;
      }
      const value = problem.objective(next, weights);
      if (value === Number.POSITIVE_INFINITY) refused++;
      // A decrement that rounding could hide is arrival: the step is taken if it does not go up, and not needed otherwise.
      if (model === h && !clipped && damping < 1e-2 && decrement <= 2 * (tolerance * objective + noise)) {
        if (value <= objective) [theta, next] = [next, theta];
        objective = problem.derivatives(theta, weights, g, h);
        return finish("arrived", iteration + 1);
      }
      if (value < objective) {
        moved = true;
        damping = Math.max(damping * 0.15, 1e-10);
        break;
      }
      damping = Math.max(damping * 4, 1e-6);
    }
    if (!moved) return finish("stalled", iteration);
    [theta, next] = [next, theta];
    objective = problem.derivatives(theta, weights, g, h);
  }
  return finish("exhausted", ITERATIONS);
}
