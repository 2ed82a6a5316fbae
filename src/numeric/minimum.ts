/** Points of the first look: fine enough that a minimum of a smooth one-humped curve over some decades is not missed. */
const SCAN = 200;
const GOLDEN = (3 - Math.sqrt(5)) / 2;

/**
 * Where `f` is lowest between `low` and `high`: a scan, then golden sections around the lowest point.
 *
 * @returns the place, its value, and whether it lies inside rather than at an end.
 * @example
 * minimum((x) => (x - 1) ** 2, 0, 3).x // 1
 */
export function minimum(f: (x: number) => number, low: number, high: number): { x: number; value: number; inside: boolean } {
  const grid = Array.from({ length: SCAN + 1 }, (_, i) => low + ((high - low) * i) / SCAN);
  const values = grid.map(f);
  let best = 0;
  values.forEach((v, i) => {
    if (v < (values[best] as number)) best = i;
  });
  let a = grid[Math.max(best - 1, 0)] as number;
  let b = grid[Math.min(best + 1, SCAN)] as number;
  let x = a + GOLDEN * (b - a);
  let y = b - GOLDEN * (b - a);
  let fx = f(x);
  let fy = f(y);
  while (b - a > 1e-10 * Math.max(Math.abs(a), Math.abs(b), 1e-6)) {
    if (fx < fy) {
      b = y;
      y = x;
      fy = fx;
      x = a + GOLDEN * (b - a);
      fx = f(x);
    } else {
      a = x;
      x = y;
      fx = fy;
      y = b - GOLDEN * (b - a);
      fy = f(y);
    }
  }
  const inner = { x: fx < fy ? x : y, value: Math.min(fx, fy) };
  const ends = [low, high].map((end) => ({ x: end, value: f(end) })).filter((end) => end.value <= inner.value);
  const lowest = ends.sort((p, q) => p.value - q.value)[0];
  return lowest ? { ...lowest, inside: false } : { ...inner, inside: true };
}
