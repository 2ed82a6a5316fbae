import { min } from "simple-statistics";
import { grouped } from "../grouped.ts";
import type { Observation } from "../run.ts";
import { alike, type SetupName } from "./alike.ts";

/** Runs that differ only in how long they repeat the same data (or only in size), from least to most. */
export interface Repetition {
  rows: readonly Observation[];
  /** Position of the lowest loss. */
  lowest: number;
  /** Last loss above the lowest, nats/token; 0 where the last is the lowest. */
  rise: number;
}

/**
 * Groups of runs at one size and one set of unique tokens, by epochs: where the loss can be seen to rise.
 *
 * Replicates are averaged. Groups with fewer than three epoch counts are left out: a rise needs a before and an after.
 */
export function repetitions(observations: readonly Observation[]): Repetition[] {
  return risesAlong(observations, "epochs", ["tokens", "epochs"]);
}

/** The same at one set of unique tokens and one training length, by parameters: where larger models end higher (overfitting, double descent). */
export function sizes(observations: readonly Observation[]): Repetition[] {
  return risesAlong(observations, "params", ["params", "paramsNonEmbedding", "learningRate"]);
}

function risesAlong(observations: readonly Observation[], along: "epochs" | "params", but: readonly SetupName[]): Repetition[] {
  const placed = observations.filter((row) => row[along] !== undefined && row.uniqueTokens !== undefined);
  // Mid-run points of different schedules are not points of one curve: there, each run is a group of its own.
  const keyOf = (row: Observation): string => (row.checkpoint === "every" ? `${alike(row, but)} ${row.run}` : alike(row, but));
  return [...grouped(placed, keyOf).values()]
    .map((rows) => {
      const means = averaged(rows, along);
      const losses = means.map((row) => row.loss);
      const lowest = losses.indexOf(min(losses));
      return { rows: means, lowest, rise: (losses.at(-1) as number) - (losses[lowest] as number) };
    })
    .filter((group) => group.rows.length >= 3);
}

function averaged(rows: readonly Observation[], along: "epochs" | "params"): Observation[] {
  return [...grouped(rows, (row) => row[along] as number)]
    .sort(([a], [b]) => a - b)
    .map(([, same]) => ({ ...(same[0] as Observation), loss: same.reduce((sum, row) => sum + row.loss, 0) / same.length }));
}
