const GOLDEN = (3 - Math.sqrt(5)) / 2;
/** Steps outwards after which a function counts as falling for ever. */
const FAR = 60;

/**
 * The minimum of `f` next to `start`: steps that double until it rises, then parabolas and golden sections (Brent's method).
 *
 * For a function with one minimum it is that; else the one of the valley of `start`.
 *
 * @param step of the first look.
 * @param tolerance of x; the value is then off by its square.
 * @returns undefined where f falls for ever.
 * @example
 * descend((x) => (x - 1) ** 2, 5, 1, 1e-6).value < 1e-12 // true
 */
export function descend(
  f: (x: number) => number,
  start: number,
  step: number,
  tolerance: number,
): { x: number; value: number } | undefined {
  let [a, b] = [start, start + step];
  let [fa, fb] = [f(a), f(b)];
  if (fb > fa) [a, b, fa, fb] = [b, a, fb, fa];
  let c = b + (b - a);
  let fc = f(c);
  for (let i = 0; fc < fb; i++) {
    if (i === FAR) return undefined;
    [a, b, fb] = [b, c, fc];
    c = b + 2 * (b - a);
    fc = f(c);
  }
  return brent(f, Math.min(a, c), b, Math.max(a, c), fb, tolerance);
}

/** The minimum inside a bracket low < x < high whose middle is lowest. */
function brent(
  f: (x: number) => number,
  low: number,
  middle: number,
  high: number,
  value: number,
  tolerance: number,
): { x: number; value: number } {
  let [a, b] = [low, high];
  let [x, w, v] = [middle, middle, middle];
  let [fx, fw, fv] = [value, value, value];
  let step = 0;
  let before = 0;
  for (let i = 0; i < 100; i++) {
    const m = (a + b) / 2;
    if (Math.abs(x - m) <= 2 * tolerance - (b - a) / 2) break;
    let golden = true;
    if (Math.abs(before) > tolerance) {
      const r = (x - w) * (fx - fv);
      let q = (x - v) * (fx - fw);
      let p = (x - v) * q - (x - w) * r;
      q = 2 * (q - r);
      if (q > 0) p = -p;
      q = Math.abs(q);
      if (Math.abs(p) < Math.abs(0.5 * q * before) && p > q * (a - x) && p < q * (b - x)) {
        [before, step] = [step, p / q];
        golden = false;
      }
    }
    if (golden) {
      before = x < m ? b - x : a - x;
      step = GOLDEN * before;
    }
    const u = x + (Math.abs(step) >= tolerance ? step : Math.sign(step) * tolerance);
    const fu = f(u);
    if (fu <= fx) {
      if (u < x) b = x;
      else a = x;
      [v, w, x, fv, fw, fx] = [w, x, u, fw, fx, fu];
    } else {
      if (u < x) a = u;
      else b = u;
      if (fu <= fw || w === x) [v, w, fv, fw] = [w, u, fw, fu];
      else if (fu <= fv || v === x || v === w) [v, fv] = [u, fu];
    }
  }
  return { x, value: fx };
}
