import { quantileSorted } from "simple-statistics";
import { normalBelow, normalQuantile } from "../numeric/quantile.ts";
import { clustersOf } from "./clusters.ts";
import type { Problem } from "./problem.ts";
import { refit } from "./refit.ts";
import { THRESHOLDS } from "./thresholds.ts";

/** Work between two looks at the clock of the outside world, ms. */
const SLICE = 50;

/** The acceleration of every unknown, or why there is none. */
export type Acceleration = { acceleration: Float64Array } | { reason: string };

/**
 * Acceleration of BCa on the solved scale, from a jackknife over clusters: every one left out in turn and the rest fitted again.
 *
 * a = Σ U³/n³ / (6·(Σ U²/n²)^(3/2)) with U = (n − 1)·(θ̄ − θ₍ᵢ₎), summed over the clusters of every level, n of them in theirs
 * (Efron and Tibshirani 1993, ch. 14 and 22).
 */
export async function acceleration(
  set: Problem,
  optimum: Float64Array,
  by: string,
  { seed, signal, onProgress }: { seed: number; signal?: AbortSignal; onProgress?: (done: number, total: number) => void },
): Promise<Acceleration> {
  const levels = clustersOf(set, by);
  const total = levels.reduce((sum, clusters) => sum + clusters.length, 0);
  if (total > THRESHOLDS.jackknife) return { reason: `${total} clusters are too many to leave each out in turn` };
  const P = set.unknowns.length;
  const cubes = new Float64Array(P);
  const squares = new Float64Array(P);
  let done = 0;
  let pause = Date.now() + SLICE;
  for (const clusters of levels) {
    const n = clusters.length;
    const without: Float64Array[] = [];
    for (const rows of clusters) {
      const weights = new Float64Array(set.rows.length).fill(1);
      for (const row of rows) weights[row] = 0;
      const theta = refit(set, optimum, weights, seed + done);
      if (!theta) return { reason: `the fit without ${set.rows[rows[0] as number]?.run} did not converge` };
      without.push(theta);
      done++;
      if (Date.now() >= pause) {
        onProgress?.(done, total);
        await new Promise((resume) => setTimeout(resume));
        signal?.throwIfAborted();
        pause = Date.now() + SLICE;
      }
    }
    for (let p = 0; p < P; p++) {
      const mean = without.reduce((sum, theta) => sum + (theta[p] as number), 0) / n;
      for (const theta of without) {
        const influence = ((n - 1) * (mean - (theta[p] as number))) / n;
        squares[p] = (squares[p] as number) + influence ** 2;
        cubes[p] = (cubes[p] as number) + influence ** 3;
      }
    }
  }
  onProgress?.(total, total);
  return { acceleration: cubes.map((cube, p) => (cube === 0 ? 0 : cube / (6 * (squares[p] as number) ** 1.5))) };
}

/**
 * Ends of the BCa interval: quantiles Φ(z₀ + (z₀ + z)/(1 − a·(z₀ + z))) of the draws, z₀ = Φ⁻¹(share of draws below the estimate; ties count half).
 *
 * @param sorted draws, ascending.
 * @returns undefined where all draws lie on one side of the estimate.
 */
export function bcaEnds(sorted: readonly number[], estimate: number, a: number, level: number): { low: number; high: number } | undefined {
  const below = sorted.reduce((sum, x) => sum + (x < estimate ? 1 : x === estimate ? 0.5 : 0), 0) / sorted.length;
  if (!(below > 0 && below < 1)) return undefined;
  const bias = normalQuantile(below);
  const end = (share: number): number => {
    const z = bias + normalQuantile(share);
    return quantileSorted(sorted, normalBelow(bias + z / (1 - a * z)));
  };
  return { low: end((1 - level) / 2), high: end((1 + level) / 2) };
}
