import { grouped } from "../grouped.ts";
import type { Observation } from "../run.ts";
import { label, type Problem } from "./problem.ts";

/** The cluster of a row: the value of a column, or of several (`params,unique_tokens`). */
export function clusterLabel(row: Observation, by: string): string {
  return by
    .split(",")
    .map((name) => label(row, name))
    .join(" ");
}

/** Rows of each cluster, by level: levels with parameters of their own keep their number of clusters. */
export function clustersOf(set: Problem, by: string): number[][][] {
  const keys = by === "run" ? families(set.rows) : set.rows.map((row) => clusterLabel(row, by));
  return set.blocks.map(({ from, bound }) => {
    const rows = Array.from({ length: bound.rows }, (_, i) => from + i);
    return [...grouped(rows, (i) => keys[i] as string).values()];
  });
}

/** One name for each row's independent training: rows of one run share it, and so do ensembles and the runs that are their members. */
function families(rows: readonly Observation[]): string[] {
  const parent = new Map<string, string>();
  const rootOf = (run: string): string => {
    let at = run;
    while (parent.get(at) !== undefined) at = parent.get(at) as string;
    return at;
  };
  for (const row of rows)
    for (const member of row.memberRuns ?? []) {
      const [a, b] = [rootOf(row.run), rootOf(member)];
      if (a !== b) parent.set(b, a);
    }
  return rows.map((row) => rootOf(row.run));
}
