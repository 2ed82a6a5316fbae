import { UsageError } from "../errors.ts";
import { grouped } from "../grouped.ts";
import type { Observation } from "../run.ts";
import { field } from "./column.ts";

/**
 * The rows around the lowest loss along one column: where a parabola may be a law of the neighbourhood.
 *
 * @param column a numeric column, as "weight_decay"; rows where it is not above 0 are left out.
 * @param factor how far from the place of the lowest mean loss, as a ratio.
 * @throws UsageError when no row has a positive number in the column.
 * @example
 * nearLowest(rows, "epochs", 2).length < rows.length // true
 */
export function nearLowest(observations: readonly Observation[], column: string, factor: number): Observation[] {
  const at = (row: Observation): number => Number(field(row, column));
  const usable = observations.filter((row) => at(row) > 0);
  const means = [...grouped(usable, at)].map(([x, rows]) => ({ x, loss: rows.reduce((sum, row) => sum + row.loss, 0) / rows.length }));
  const [first, ...rest] = means;
  if (!first)
    throw new UsageError(`Cannot find the lowest loss along "${column}": none of ${observations.length} rows has a positive number there`);
  const centre = rest.reduce((a, b) => (b.loss < a.loss ? b : a), first).x;
  return usable.filter((row) => at(row) >= centre / factor && at(row) <= centre * factor);
}
