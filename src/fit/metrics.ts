import { max, mean, sumSimple } from "simple-statistics";
import type { Problem } from "./problem.ts";

/**
 * How well predictions meet the rows: `r2` and `rmse` on the loss (nats/token), `r2Log` on its logarithm, `insideDelta` the share of
 * residuals within Huber's threshold.
 */
export function metrics(problem: Problem, theta: Float64Array): Record<string, number> {
  const predicted = [...problem.values(theta)];
  const observed = [...problem.losses];
  const logs = { predicted: predicted.map(Math.log), observed: observed.map(Math.log) };
  const misses = predicted.map((p, i) => p - (observed[i] as number));
  const residuals = problem.options.residual === "log" ? logs.predicted.map((p, i) => p - (logs.observed[i] as number)) : misses;
  return {
    r2: rSquared(observed, predicted),
    r2Log: rSquared(logs.observed, logs.predicted),
    rmse: Math.sqrt(mean(misses.map((m) => m * m))),
    largestMiss: max(misses.map(Math.abs)),
    insideDelta: residuals.filter((r) => Math.abs(r) <= problem.options.delta).length / residuals.length,
  };
}

function rSquared(observed: number[], predicted: number[]): number {
  const centre = mean(observed);
  const total = sumSimple(observed.map((y) => (y - centre) ** 2));
  return 1 - sumSimple(observed.map((y, i) => (y - (predicted[i] as number)) ** 2)) / total;
}
