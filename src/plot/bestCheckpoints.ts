import { grouped } from "../grouped.ts";
import type { Observation } from "../run.ts";

/**
 * The lowest evaluation of each run, as a row of checkpoint `best`, for runs that `finals` hold: what a table of best checkpoints has.
 *
 * @param curves evaluations along runs (`checkpoint: "every"`).
 */
export function bestCheckpoints(finals: readonly Observation[], curves: readonly Observation[]): Observation[] {
  const idOf = ({ run, source }: Observation): string => JSON.stringify([source.file, run]);
  const along = grouped(curves, idOf);
  return [...new Set(finals.map(idOf))].flatMap((id) => {
    const rows = along.get(id);
    return rows ? [{ ...rows.reduce((low, row) => (row.loss < low.loss ? row : low)), checkpoint: "best" as const }] : [];
  });
}
