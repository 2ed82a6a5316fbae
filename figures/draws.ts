import { type BootstrapOptions, bootstrap, type Fit, withIntervals } from "../src/index.ts";

/** Called with how much of a step is done. */
export type OnProgress = (done: number, total: number) => void;

/** A fit with draws and intervals; `noise` (s.d. of log loss between seeds) makes them parametric. */
export async function drawn(
  found: Fit,
  onProgress: OnProgress,
  options: Pick<BootstrapOptions, "noise" | "replicates"> = {},
): Promise<Fit> {
  return withIntervals(found, await bootstrap(found, { onProgress, ...options }));
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
