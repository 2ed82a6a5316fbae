import { grouped } from "../grouped.ts";
import type { Observation } from "../run.ts";
import { alike } from "./alike.ts";
import { seedsOf } from "./seeds.ts";

/** Spread between runs that differ in nothing but the seed. */
export interface ReplicateNoise {
  /** Pooled standard deviation of log loss. */
  sd: number;
  degreesOfFreedom: number;
  /** Cells with two or more seeds. */
  cells: number;
}

/**
 * Seed noise, estimated from runs that are alike but for their seed; ensembles of several members are left out, since they share members.
 *
 * Runs of one cell that state the same seed count once, by the mean of their log losses: what they differ in is not the seed. Runs that state none count
 * each for itself.
 *
 * @returns undefined when there are no replicates.
 */
export function replicateNoise(observations: readonly Observation[]): ReplicateNoise | undefined {
  // An "ensemble" of one member is a copy of that member's run, not another seed.
  const single = observations.filter((row) => (row.members ?? 1) === 1 && !row.memberRuns);
  let sum = 0;
  let degreesOfFreedom = 0;
  let count = 0;
  for (const rows of grouped(single, (row) => alike(row)).values()) {
    if (rows.length < 2) continue;
    const values = [...grouped(rows, (row) => seedsOf(row) ?? row).values()].map((same) => meanOf(same.map(({ loss }) => Math.log(loss))));
    if (values.length < 2) continue;
    const mean = meanOf(values);
    sum += values.reduce((total, x) => total + (x - mean) ** 2, 0);
    degreesOfFreedom += values.length - 1;
    count++;
  }
  // Copies of one run are no replicates of it, and a seed noise of exactly nothing is not known.
  return degreesOfFreedom > 0 && sum > 0 ? { sd: Math.sqrt(sum / degreesOfFreedom), degreesOfFreedom, cells: count } : undefined;
}

function meanOf(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0) / values.length;
}
