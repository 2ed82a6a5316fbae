import type { Observation } from "../run.ts";
import { groupBy } from "./groupBy.ts";
import { meanLoss } from "./meanLoss.ts";

/**
 * The observations at the best setting of the tuned columns in every cell: what tuning them would have kept.
 *
 * A setting that was run several times (seeds) is judged by its mean loss and all its runs are returned, so that luck is not selected for;
 * name the seed in `tuned` to pick the single lowest.
 *
 * @param tuned columns that were searched over, as ["weight_decay", "epochs"].
 * @param cell columns within which they were, as ["params", "unique_tokens"].
 * @throws UsageError for a column that no observation has.
 */
export function bestOver(observations: readonly Observation[], tuned: readonly string[], cell: readonly string[]): Observation[] {
  return groupBy(observations, cell).flatMap(({ observations: rows }) => {
    const settings = groupBy(rows, tuned).map((setting) => setting.observations);
    return settings.reduce((best, next) => (meanLoss(next) < meanLoss(best) ? next : best));
  });
}
