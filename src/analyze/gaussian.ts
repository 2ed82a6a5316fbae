import type { Problem } from "../fit/problem.ts";

/** How a law does as a Gaussian model of the logarithm of the loss, whatever loss the fit itself summed. */
export interface Gaussian {
  /** Root mean squared log residual. */
  rmsle: number;
  /** Of ln loss, with the spread counted as a parameter; only differences between laws on the same rows mean anything. */
  aic: number;
  bic: number;
  converged: boolean;
}

/**
 * Akaike's and Schwarz' criterion from a sum of squared log residuals: n·(ln(2π·S/n) + 1) + penalty·(P + 1), the 1 for the spread.
 *
 * @param sum of squared log residuals.
 * @param rows n.
 * @param parameters P, those that are free.
 * @example
 * criteria(4, 4, 1).aic // 15.351508265637381
 */
export function criteria(sum: number, rows: number, parameters: number): { aic: number; bic: number } {
  const deviance = rows * (Math.log((2 * Math.PI * sum) / rows) + 1);
  return { aic: deviance + 2 * (parameters + 1), bic: deviance + Math.log(rows) * (parameters + 1) };
}

/** Squared log errors of a problem at a solution, one a row. */
export function logErrors(set: Problem, theta: Float64Array): number[] {
  return [...set.values(theta)].map((predicted, i) => Math.log(predicted / (set.losses[i] as number)));
}
