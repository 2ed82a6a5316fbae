import type { Observation } from "../run.ts";
import { clusterLabel } from "./clusters.ts";
import { warning } from "./diagnostic.ts";
import type { Diagnostic } from "./types.ts";

/** Runs whose rows a cluster column tears apart: resampled by it, the noise that they share counts as independent. */
export function diagnoseClusters(rows: readonly Observation[], cluster: string): Diagnostic[] {
  const clusters = new Map<string, string>();
  const torn = new Set<string>();
  for (const row of rows) {
    const own = clusterLabel(row, cluster);
    if ((clusters.get(row.run) ?? own) !== own) torn.add(row.run);
    clusters.set(row.run, own);
  }
  const [first] = torn;
  if (first === undefined) return [];
  return [
    warning(
      "rows-resampled",
      `clusters by ${cluster} split ${torn.size} of ${clusters.size} runs, as "${first}": rows of one run are resampled apart`,
      "rows of one run share its noise, so intervals come out too narrow: resample whole runs, or a column that is constant in a run",
    ),
  ];
}
