/** A parabola y = value + curvature·(x − vertex)². */
export interface Parabola {
  curvature: number;
  vertex: number;
  value: number;
  at(x: number): number;
}

/**
 * The parabola of least squares through points.
 *
 * @param weights how often each point counts. Default once.
 * @returns undefined where fewer than three distinct x have a weight.
 * @example
 * parabola([0, 1, 3], [4, 1, 1]).vertex // 2
 */
export function parabola(x: readonly number[], y: readonly number[], weights?: ArrayLike<number>): Parabola | undefined {
  const used = new Set(x.filter((_, i) => (weights?.[i] ?? 1) > 0));
  if (used.size < 3) return undefined;
  const sum = (of: (i: number) => number): number => x.reduce((total, _, i) => total + (weights?.[i] ?? 1) * of(i), 0);
  const n = sum(() => 1);
  const centre = sum((i) => x[i] as number) / n;
  const u = x.map((place) => place - centre);
  const squares = sum((i) => (u[i] as number) ** 2);
  const skew = sum((i) => (u[i] as number) ** 3) / squares;
  // Polynomials that are orthogonal on these points: the coefficients are then quotients, whatever the size of x.
  const second = u.map((d) => d * d - skew * d - squares / n);
  const c0 = sum((i) => y[i] as number) / n;
  const c1 = sum((i) => (u[i] as number) * (y[i] as number)) / squares;
  const c2 = sum((i) => (second[i] as number) * (y[i] as number)) / sum((i) => (second[i] as number) ** 2);
  const turn = skew / 2 - c1 / (2 * c2);
  const at = (d: number): number => c0 + c1 * d + c2 * (d * d - skew * d - squares / n);
  return { curvature: c2, vertex: centre + turn, value: at(turn), at: (place) => at(place - centre) };
}
