import type { Observation } from "../run.ts";
import { alike } from "./alike.ts";

/** Spread between runs that differ in nothing but the seed. */
export interface ReplicateNoise {
  /** Pooled standard deviation of log loss. */
  sd: number;
  degreesOfFreedom: number;
  /** Cells with two or more runs. */
  cells: number;
}

/**
 * Seed noise, estimated from runs that are alike but for their seed; ensembles of several members are left out, since they share members.
 *
 * @returns undefined when there are no replicates.
 */
export function replicateNoise(observations: readonly Observation[]): ReplicateNoise | undefined {
  const cells = new Map<string, number[]>();
  for (const row of observations) {
    // An "ensemble" of one member is a copy of that member's run, not another seed.
    if ((row.members ?? 1) > 1 || row.memberRuns) continue;
    const key = alike(row);
    cells.set(key, [...(cells.get(key) ?? []), Math.log(row.loss)]);
  }
  let sum = 0;
  let degreesOfFreedom = 0;
  let count = 0;
  for (const values of cells.values()) {
    if (values.length < 2) continue;
    const mean = values.reduce((a, b) => a + b, 0) / values.length;
    sum += values.reduce((total, x) => total + (x - mean) ** 2, 0);
    degreesOfFreedom += values.length - 1;
    count++;
  }
  return degreesOfFreedom > 0 ? { sd: Math.sqrt(sum / degreesOfFreedom), degreesOfFreedom, cells: count } : undefined;
}
