import { DEFAULTS, findLaw, fit, type Observation, problem } from "../src/index.ts";
import { cpuSeconds } from "./clock.ts";

/** How time grows with rows: evaluations of many runs, as a fit on every checkpoint has them. Losses are synthetic. */
export const GROWTH = [1e2, 1e3, 1e4, 1e5, 1e6] as const;
/** Row evaluations that are timed at once. */
const WORK = 4e6;

/** Nanoseconds a row of one objective with gradient and Hessian, and microseconds a row of a whole fit. */
export function growth(count: number): { kernel: number; whole: number } {
  const law = findLaw("chinchilla");
  const rows = evaluations(count);
  const set = problem(law, rows, DEFAULTS);
  const theta = Float64Array.of(1.82, 6.17, 7.67, 0.347, 0.367);
  const weights = new Float64Array(count).fill(1);
  const g = new Float64Array(5);
  const h = new Float64Array(25);
  const repeats = Math.ceil(WORK / count);
  const kernel = cpuSeconds(() => {
    for (let i = 0; i < repeats; i++) set.derivatives(theta, weights, g, h);
  });
  const whole = cpuSeconds(() => fit(law, rows, { starts: 16 }), 1);
  return { kernel: (1e9 * kernel) / (repeats * count), whole: (1e6 * whole) / count };
}

function evaluations(count: number): Observation[] {
  const runs = Math.max(20, Math.round(count / 1000));
  return Array.from({ length: count }, (_, i) => {
    const run = i % runs;
    const step = Math.floor(i / runs) + 1;
    const params = 2e7 * 2 ** ((run * 7) % 9);
    const tokens = 3e8 * 1.0007 ** ((step * 9973) % 6000);
    // A fixed pattern in the place of noise: no fit is exact.
    const miss = 0.004 * Math.sin(12.9898 * i) + 0.002 * Math.sin(78.233 * i);
    const loss = (1.8 + 480 / params ** 0.348 + 2100 / tokens ** 0.366) * Math.exp(miss);
    return { run: `run-${run}`, source: { file: "synthetic", line: i + 1 }, checkpoint: "every", params, tokens, loss, fields: {} };
  });
}
