import type { Observation } from "../../run.ts";

/** Losses of the single models that make up an ensemble. */
export interface MemberLosses {
  /** Mean loss of one member, nats/token. */
  mean: number;
  /** Standard deviation between members, which differ in the seed alone, nats/token; undefined for one member. */
  sd: number | undefined;
  count: number;
}

/**
 * Mean loss of an ensemble's members and the seed's standard deviation, from its evaluations at K = 1 and the members' own runs.
 *
 * @param rows evaluations of one ensemble.
 * @param runs rows among which the runs that `memberRuns` names are looked for.
 * @returns undefined where no member was evaluated alone.
 * @example
 * memberLosses([{ ...observation, members: 1, loss: 3.6 }, { ...observation, run: "b", members: 1, loss: 3.62 }]).count // 2
 */
export function memberLosses(rows: readonly Observation[], runs: readonly Observation[] = []): MemberLosses | undefined {
  const names = new Set(rows.flatMap((row) => row.memberRuns ?? []));
  // An evaluation at K = 1 and the member's own run are one training.
  const losses = new Map<string, number>();
  for (const row of runs) if (names.has(row.run)) losses.set(row.run, row.loss);
  for (const row of rows) if (row.members === 1) losses.set(row.memberRuns?.[0] ?? row.run, row.loss);
  const values = [...losses.values()];
  const count = values.length;
  if (count === 0) return undefined;
  const mean = values.reduce((a, b) => a + b, 0) / count;
  const squares = values.reduce((sum, x) => sum + (x - mean) ** 2, 0);
  return { mean, sd: count > 1 ? Math.sqrt(squares / (count - 1)) : undefined, count };
}
