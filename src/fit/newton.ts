import { cholesky, solve } from "../numeric/cholesky.ts";

/** What a minimiser needs of a problem. */
export interface Objective {
  unknowns: readonly { low: number; high: number }[];
  /** The threshold that the objective is to be minimised at. */
  options: { delta: number };
  objective(theta: Float64Array, weights: Float64Array, delta?: number): number;
  derivatives(theta: Float64Array, weights: Float64Array, g: Float64Array, h: Float64Array, soft?: boolean, delta?: number): number;
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
  /** Fall of the objective that the next step promises: twice the distance to the minimum where the objective is a parabola. */
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
/** Objectives this close, relative, differ by rounding. */
const BLUR = 1e-13;
const DAMPING = 1e-4;
/** Share of the reweighted matrix that is tried first where the Hessian alone has no minimum. */
const BLEND = 1 / 16;
/** From afar: a wide threshold is left when a step promises less than this share, for one of this share of the spread of the residuals. */
const LOOSE = 0.02;
const NARROWER = 1 / 3;

/**
 * Minimises by damped Newton steps with the exact Hessian, inside bounds.
 *
 * Damping is in units of the Hessian's own diagonal, so no unknown needs a scale; a step that does not go down is shortened, never taken. Where the
 * Hessian has no minimum (few rows lie inside Huber's threshold), as much of the matrix of reweighted least squares is mixed in as it takes.
 *
 * @param weights one a row; 0 leaves a row out.
 * @param tolerance the search has arrived when half the Newton decrement is below this share of the objective.
 * @param afar a start far from the minimum: squares are made small first, then Huber's terms of a wide threshold, then the objective itself. The way is
 * smoother, and more starts reach the lowest minimum.
 * @param most steps after which the search is exhausted.
 */
export function newton(
  problem: Objective,
  start: Float64Array,
  weights: Float64Array,
  tolerance: number,
  afar = false,
  most = ITERATIONS,
): Search {
  const P = start.length;
  const target = problem.options.delta;
  const low = Float64Array.from(problem.unknowns, (u) => u.low);
  const high = Float64Array.from(problem.unknowns, (u) => u.high);
  const clip = (x: number, p: number): number => Math.min(Math.max(x, low[p] as number), high[p] as number);
  let theta = start.map(clip);
  let next = new Float64Array(P);
  let g = new Float64Array(P);
  let h = new Float64Array(P * P);
  let nextG = new Float64Array(P);
  let nextH = new Float64Array(P * P);
  const soft = new Float64Array(P * P);
  const mixed = new Float64Array(P * P);
  const damped = new Float64Array(P * P);
  const factor = new Float64Array(P * P);
  const step = new Float64Array(P);
  const held = new Array<boolean>(P).fill(false);
  const index = new Int32Array(P);
  let damping = DAMPING;
  let refused = 0;
  let decrement = Number.POSITIVE_INFINITY;
  let delta = afar ? Number.POSITIVE_INFINITY : target;
  let objective = problem.derivatives(theta, weights, g, h, false, delta);
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
  const swap = (): void => {
    [theta, next] = [next, theta];
  };
  const narrow = (): void => {
    const spread = Math.sqrt((2 * objective) / weights.reduce((a, b) => a + b, 0));
    const wanted = delta === Number.POSITIVE_INFINITY ? spread * NARROWER : target;
    delta = wanted > 2 * target ? wanted : target;
    damping = DAMPING;
    objective = problem.derivatives(theta, weights, g, h, false, delta);
  };

  for (let iteration = 0; iteration < most; iteration++) {
    let F = 0;
    for (let p = 0; p < P; p++) {
      const slope = g[p] as number;
      held[p] = ((theta[p] as number) <= (low[p] as number) && slope > 0) || ((theta[p] as number) >= (high[p] as number) && slope < 0);
      if (!held[p]) index[F++] = p;
    }
    if (F === 0 && delta === target) {
      decrement = 0;
      return finish("arrived", iteration);
    }
    let moved = false;
    let model = h;
    let blend = 0;
    let promised: number | undefined;
    const from = damping;
    for (let trial = 0; trial < TRIALS && F > 0; trial++) {
      for (let a = 0; a < F; a++)
        for (let b = 0; b <= a; b++) {
          const value = model[(index[a] as number) * P + (index[b] as number)] as number;
          damped[a * F + b] = a === b ? value + damping * Math.max(Math.abs(value), 1e-300) : value;
        }
      if (!cholesky(damped, F, factor)) {
        if (blend === 1) damping = Math.max(damping * 4, 1e-4);
        else {
          if (blend === 0) problem.derivatives(theta, weights, nextG, soft, true, delta);
          blend = blend === 0 ? BLEND : Math.min(1, blend * 4);
          // As a difference the two would cancel where one is far larger.
          for (let i = 0; i < P * P; i++) mixed[i] = (1 - blend) * (h[i] as number) + blend * (soft[i] as number);
          model = mixed;
        }
        continue;
      }
      for (let a = 0; a < F; a++) step[a] = -(g[index[a] as number] as number);
      solve(factor, F, step.subarray(0, F));
      next.set(theta);
      decrement = 0;
      let clipped = false;
      for (let a = 0; a < F; a++) {
        const p = index[a] as number;
        const wanted = (theta[p] as number) + (step[a] as number);
        const to = clip(wanted, p);
        clipped ||= to !== wanted;
        decrement -= (g[p] as number) * (to - (theta[p] as number));
        next[p] = to;
      }
      if (promised === undefined) promised = decrement;
      if (delta === target && model === h && !clipped && damping < 1e-2 && decrement <= 2 * (tolerance * objective + noise))
        return finish("arrived", iteration);
      // The first trial mostly goes down, and then its derivatives are wanted next.
      const first = trial === 0;
      let value = first ? problem.derivatives(next, weights, nextG, nextH, false, delta) : problem.objective(next, weights, delta);
      if (value === Number.POSITIVE_INFINITY) refused++;
      if (value < objective && (!first || hasSlope(nextG))) {
        if (!first) {
          value = problem.derivatives(next, weights, nextG, nextH, false, delta);
          if (!hasSlope(nextG)) {
            damping = Math.max(damping * 4, 1e-4);
            continue;
          }
        }
        swap();
        [g, nextG] = [nextG, g];
        [h, nextH] = [nextH, h];
        // How well the parabola foretold the fall says whether to trust the next one more.
        const foretold = (2 * (objective - value)) / decrement;
        damping = Math.max(damping * (foretold > 0.5 ? 0.1 : foretold > 0.1 ? 0.5 : 2), 1e-10);
        objective = value;
        moved = true;
        break;
      }
      damping = Math.max(damping * 4, 1e-4);
    }
    if (delta !== target && (!moved || decrement <= LOOSE * objective)) narrow();
    else if (!moved) {
      // What a step promises that is not shortened: the last one was to nothing, and so was the first where shortening went on.
      if (from <= DAMPING) {
        decrement = promised ?? Number.POSITIVE_INFINITY;
        return finish("stalled", iteration);
      }
      damping = DAMPING;
    }
  }
  return finish("exhausted", most);
}

/** A gradient with a hole leads nowhere: the place counts as infeasible. */
function hasSlope(g: Float64Array): boolean {
  return g.every(Number.isFinite);
}

/** Undamped steps that settle a search: each squares what is left of the way, until rounding stops it. */
const SETTLING = 3;

/** A search that has arrived, a few undamped steps further: what is left of the way is then below rounding, also where the minimum is flat. */
export function settled(problem: Objective, found: Search, weights: Float64Array): Search {
  let last = found;
  for (let i = 0; i < SETTLING; i++) last = nearer(problem, last, weights);
  return last;
}

function nearer(problem: Objective, found: Search, weights: Float64Array): Search {
  const P = found.theta.length;
  const free = found.held.flatMap((held, p) => (held ? [] : [p]));
  const F = free.length;
  const matrix = Float64Array.from({ length: F * F }, (_, i) => {
    const [a, b] = [free[Math.floor(i / F)] as number, free[i % F] as number];
    return found.h[Math.max(a, b) * P + Math.min(a, b)] as number;
  });
  const factor = new Float64Array(F * F);
  if (found.end !== "arrived" || F === 0 || !cholesky(matrix, F, factor)) return found;
  const step = Float64Array.from(free, (p) => -(found.g[p] as number));
  solve(factor, F, step);
  const theta = found.theta.slice();
  free.forEach((p, a) => {
    const { low, high } = problem.unknowns[p] as { low: number; high: number };
    theta[p] = Math.min(Math.max((theta[p] as number) + (step[a] as number), low), high);
  });
  const g = new Float64Array(P);
  const h = new Float64Array(P * P);
  const objective = problem.derivatives(theta, weights, g, h);
  // A step too short for the objective to tell is still the nearer.
  return objective <= found.objective * (1 + BLUR) ? { ...found, theta, objective, g, h } : found;
}
