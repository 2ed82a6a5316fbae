import type { Observation } from "../run.ts";
import { alike } from "./alike.ts";

/** Runs that differ only in how long they repeat the same data, shortest first. */
export interface Repetition {
  rows: readonly Observation[];
  /** Position of the lowest loss. */
  lowest: number;
  /** Last loss above the lowest, nats/token; 0 where the last is the lowest. */
  rise: number;
}

/** Mid-run points of different schedules are not points of one curve: there, each run is a group of its own. */
function cell(row: Observation): string {
  const setup = alike(row, ["tokens", "epochs"]);
  return row.checkpoint === "every" ? `${setup} ${row.run}` : setup;
}

/**
 * Groups of runs at one size and one set of unique tokens, by epochs: where the loss can be seen to rise.
 *
 * Replicates are averaged. Groups with fewer than three epoch counts are left out: a rise needs a before and an after.
 */
export function repetitions(observations: readonly Observation[]): Repetition[] {
  const groups = new Map<string, Observation[]>();
  for (const row of observations) {
    if (row.epochs === undefined || row.uniqueTokens === undefined) continue;
    const key = cell(row);
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return [...groups.values()]
    .map((rows) => {
      const means = averaged(rows);
      const losses = means.map((row) => row.loss);
      const lowest = losses.indexOf(Math.min(...losses));
      return { rows: means, lowest, rise: (losses.at(-1) as number) - (losses[lowest] as number) };
    })
    .filter((group) => group.rows.length >= 3);
}

function averaged(rows: readonly Observation[]): Observation[] {
  const byEpochs = new Map<number, Observation[]>();
  for (const row of rows) byEpochs.set(row.epochs as number, [...(byEpochs.get(row.epochs as number) ?? []), row]);
  return [...byEpochs.entries()]
    .sort(([a], [b]) => a - b)
    .map(([, same]) => ({ ...(same[0] as Observation), loss: same.reduce((sum, row) => sum + row.loss, 0) / same.length }));
}
