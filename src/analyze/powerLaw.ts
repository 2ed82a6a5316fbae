import { IsolossError } from "../errors.ts";

/** y = e^intercept · x^exponent. */
export interface PowerLaw {
  exponent: number;
  /** ln y at x = 1. */
  intercept: number;
  /** Standard deviation of ln y about the law; undefined where two points leave no degree of freedom. */
  scatter: number | undefined;
  /** Of the exponent, from that scatter. */
  standardError: number | undefined;
}

/**
 * The power law y = k·x^a of least squares in logarithms: how optimal sizes are read as a law of compute.
 *
 * @param x as compute, FLOP; positive.
 * @param y as parameters; positive.
 * @throws IsolossError for fewer than two distinct x.
 * @see Hoffmann et al. 2022, arXiv:2203.15556, sections 3.1 and 3.2.
 * @example
 * powerLaw([1e18, 1e19, 1e20], [1e8, 3e8, 9e8]).exponent // 0.47712125
 */
export function powerLaw(x: readonly number[], y: readonly number[]): PowerLaw {
  const n = x.length;
  const [u, v] = [x.map(Math.log), y.map(Math.log)];
  const [mx, my] = [u, v].map((all) => all.reduce((a, b) => a + b, 0) / n) as [number, number];
  const spread = u.reduce((sum, d) => sum + (d - mx) ** 2, 0);
  if (new Set(x).size < 2)
    throw new IsolossError(`Cannot fit a power law: ${n} point${n === 1 ? "" : "s"} at one place, and two places are needed`);
  const exponent = u.reduce((sum, d, i) => sum + (d - mx) * ((v[i] as number) - my), 0) / spread;
  const misses = u.reduce((sum, d, i) => sum + ((v[i] as number) - my - exponent * (d - mx)) ** 2, 0);
  const scatter = n > 2 ? Math.sqrt(misses / (n - 2)) : undefined;
  return {
    exponent,
    intercept: my - exponent * mx,
    scatter,
    standardError: scatter === undefined ? undefined : scatter / Math.sqrt(spread),
  };
}
