import { bootstrap, type Fit, type ReplicateNoise, withIntervals } from "../src/index.ts";

/** Called with how much of a step is done. */
export type OnProgress = (done: number, total: number) => void;

/** A fit with draws and intervals; `noise` (s.d. of log loss) makes them parametric. Fits whose draws are compared need different seeds. */
export async function drawn(found: Fit, onProgress: OnProgress, noise?: number, seed = 0): Promise<Fit> {
  return withIntervals(found, await bootstrap(found, { seed, onProgress, ...(noise !== undefined && { noise }) }));
}

/** The larger of seed noise and what the law leaves over: where a law misses by more than noise, its intervals must show it. */
export function spread(found: Fit, noise: ReplicateNoise): number {
  const { rmse = 0 } = found.metrics;
  const typical = mean(found.observations.map((row) => row.loss));
  const parameters = Object.keys(found.estimates).length;
  return Math.max(noise.sd, (rmse / typical) * Math.sqrt(found.n / (found.n - parameters)));
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
