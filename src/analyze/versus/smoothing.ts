/** A local parabola in ln x with tricube weights: a linear smoother, which does not flatten a minimum as a mean does. */

/** Half the width of a window in ln x, and the fewest points under it. */
const HALF = 0.35;
const LEAST = 7;

/** What each point counts for in the smoothed value at one place. */
export interface SmoothedAt {
  /** Position of the first point of the window. */
  start: number;
  weights: readonly number[];
}

/**
 * The weights of the smoother at each of `at`.
 *
 * @param x places of the points, positive, distinct and ascending; at least 4.
 * @param at where smoothed values are wanted, inside the range of `x`.
 */
export function smoother(x: readonly number[], at: readonly number[]): SmoothedAt[] {
  const u = x.map(Math.log);
  const fewest = Math.min(LEAST, u.length);
  return at.map((place) => {
    const centre = Math.log(place);
    const distances = u.map((v) => Math.abs(v - centre));
    const enough = [...distances].sort((a, b) => a - b)[fewest - 1] as number;
    // A little wider than the farthest point, so that every point of the window counts.
    const reach = 1.001 * Math.max(HALF, enough);
    const start = distances.findIndex((d) => d < reach);
    const end = distances.findLastIndex((d) => d < reach) + 1;
    return {
      start,
      weights: localParabola(
        u.slice(start, end).map((v) => v - centre),
        reach,
      ),
    };
  });
}

/** The smoothed value, of values at the points. */
export function smoothed({ start, weights }: SmoothedAt, values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < weights.length; i++) sum += (weights[i] as number) * (values[start + i] as number);
  return sum;
}

/** Weights of the points in the value at 0 of the parabola of weighted least squares. */
function localParabola(d: readonly number[], reach: number): number[] {
  const t = d.map((v) => v / reach);
  const w = t.map((v) => (1 - Math.abs(v) ** 3) ** 3);
  const moment = (power: number): number => w.reduce((sum, own, i) => sum + own * (t[i] as number) ** power, 0);
  const [m0, m1, m2, m3, m4] = [0, 1, 2, 3, 4].map(moment) as [number, number, number, number, number];
  // The first row of the inverse of the moments' matrix.
  const [a, b, c] = [m2 * m4 - m3 * m3, m2 * m3 - m1 * m4, m1 * m3 - m2 * m2];
  const determinant = m0 * a + m1 * b + m2 * c;
  return t.map((v, i) => ((w[i] as number) * (a + b * v + c * v * v)) / determinant);
}
