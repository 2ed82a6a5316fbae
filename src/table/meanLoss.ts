import type { Observation } from "../run.ts";

/** The loss of a setting that was run several times. */
export function meanLoss(rows: readonly Observation[]): number {
  return rows.reduce((sum, row) => sum + row.loss, 0) / rows.length;
}
