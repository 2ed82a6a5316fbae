import { levenbergMarquardt } from "ml-levenberg-marquardt";
import { interpreter } from "../formula/interpret.ts";
import { backward, cholesky } from "../numeric/cholesky.ts";
import { gramian, linearize, variance } from "./covariance.ts";
import type { Search } from "./newton.ts";
import type { Problem } from "./problem.ts";
import { THRESHOLDS } from "./thresholds.ts";
import type { Confirmation } from "./types.ts";

/** Rounds of reweighting, and steps of the algorithm in each. */
const ROUNDS = 200;
const STEPS = 1;
/** Reweighting has settled when a round gains less than this share of the objective: well inside the agreement asked for. */
const SETTLED = 2e-8;
/** Standard errors from the optimum at which it starts; nearer where a curved valley leads it astray from further off. */
const DISTANCES = [1, 0.3, 0.1];
/** Objectives this close a row differ by rounding. */
const ROUNDING = 1e-20;

/**
 * Asks an independent second algorithm for the optimum: ml-levenberg-marquardt on residuals from the plain interpreter.
 *
 * It starts about one standard error away (at the optimum it could not fail) in coordinates in which the errors are independent and of unit size,
 * since its damping is absolute. Huber's loss is reached by reweighting; weights are folded into the residuals, because the library's own
 * weights are squared the wrong way round in its step.
 *
 * @param found where the search of the problem ended.
 * @example
 * confirm(problem(chinchilla, rows, DEFAULTS), search(problem(chinchilla, rows, DEFAULTS)).best).agrees // true
 */
export function confirm(problem: Problem, found: Search): Confirmation {
  const skip = (skipped: string): Confirmation => ({
    agrees: false,
    objective: Number.NaN,
    difference: Number.NaN,
    distance: Number.NaN,
    skipped,
  });
  const P = found.theta.length;
  const free = problem.unknowns.map((_, p) => p).filter((p) => !found.held[p]);
  const n = problem.rows.length;
  if (n > THRESHOLDS.confirmRows) return skip(`more than ${THRESHOLDS.confirmRows} rows`);
  if (n <= free.length || free.length === 0) return skip("no degree of freedom is left");
  const linear = linearize(problem, found.theta);
  const factor = new Float64Array(free.length ** 2);
  if (!cholesky(gramian(linear, P, free), free.length, factor)) return skip("the optimum is flat");
  const sigma = Math.sqrt(variance(linear.residuals, free.length)) || 1e-6;

  const thetaAt = (z: ArrayLike<number>): Float64Array => {
    const move = Float64Array.from(z, (x) => x * sigma);
    backward(factor, free.length, move);
    const theta = found.theta.slice();
    free.forEach((p, a) => {
      const { low, high } = problem.unknowns[p] as { low: number; high: number };
      theta[p] = Math.min(Math.max((theta[p] as number) + (move[a] as number), low), high);
    });
    return theta;
  };
  const residualsAt = interpreted(problem);
  const { loss, delta } = problem.options;
  const rho = (r: number): number => (loss === "squared" || Math.abs(r) <= delta ? 0.5 * r * r : delta * (Math.abs(r) - 0.5 * delta));

  const from = (distance: number): Confirmation => {
    let z: number[] = free.map((_, a) => (a % 2 === 0 ? distance : -distance));
    let objective = Number.POSITIVE_INFINITY;
    for (let round = 0; round < (loss === "squared" ? 1 : ROUNDS); round++) {
      const weight = residualsAt(thetaAt(z)).map(
        (r) => (loss === "squared" || Math.abs(r) <= delta ? 1 : Math.sqrt(delta / Math.abs(r))) / sigma,
      );
      const model = (at: number[]) => {
        const residuals = residualsAt(thetaAt(at));
        return (i: number) => (residuals[i] as number) * (weight[i] as number);
      };
      const data = { x: problem.rows.map((_, i) => i), y: problem.rows.map(() => 0) };
      const options = {
        initialValues: z,
        damping: 1e-6,
        gradientDifference: 1e-5,
        maxIterations: loss === "squared" ? 30 : STEPS,
        errorTolerance: 0,
      };
      z = [...levenbergMarquardt(data, model, options).parameterValues];
      const before = objective;
      objective = residualsAt(thetaAt(z)).reduce((sum, r) => sum + rho(r), 0);
      if (Math.abs(before - objective) < SETTLED * objective) break;
    }
    const difference = (objective - found.objective) / Math.max(found.objective, Number.MIN_VALUE);
    const agrees = Math.abs(difference) <= THRESHOLDS.confirmed || Math.abs(objective - found.objective) < ROUNDING * n;
    return { agrees, objective, difference, distance, skipped: "" };
  };

  let last = skip("it was not started");
  for (const distance of DISTANCES) {
    try {
      last = from(distance);
      // A lower objective than ours is the answer too: our optimum is not one.
      if (last.agrees || last.difference < 0) return last;
    } catch (error) {
      last = { ...skip(""), distance, failed: error instanceof Error ? error.message : String(error) };
    }
  }
  return last;
}

function interpreted(problem: Problem): (theta: Float64Array) => number[] {
  const rows = problem.rows.map((_, i) =>
    Object.fromEntries(Object.entries(problem.data).map(([symbol, values]) => [symbol, values[i] as number])),
  );
  const lossOf = interpreter(problem.formula);
  const levels = problem.blocks.map((block) => ({ level: block.level, from: block.from, to: block.from + block.bound.rows }));
  return (theta) =>
    levels.flatMap(({ level, from, to }) => {
      const parameters = problem.parameters(theta, level);
      return rows.slice(from, to).map((row, k) => {
        const predicted = lossOf(Object.assign(row, parameters));
        const observed = problem.losses[from + k] as number;
        return problem.options.residual === "log" ? Math.log(predicted) - Math.log(observed) : predicted - observed;
      });
    });
}
