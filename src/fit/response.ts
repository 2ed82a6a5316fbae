import { IsolossError, place } from "../errors.ts";
import type { Law } from "../laws/law.ts";
import type { Observation } from "../run.ts";
import { field } from "../table/column.ts";

/**
 * What a law is fitted to, one value a row: the loss in nats/token, or the column that the law names.
 *
 * @throws IsolossError that names the first row whose value is missing, not finite, or not positive.
 */
export function responses(law: Law, rows: readonly Observation[]): Float64Array {
  const { column, unit } = law.response ?? { column: "loss", unit: "nats/token" };
  return Float64Array.from(rows, (row) => {
    const value = law.response ? field(row, column) : row.loss;
    if (typeof value === "number" && value > 0 && value < Number.POSITIVE_INFINITY) return value;
    throw new IsolossError(
      `${place(row.source)}: Cannot fit ${column} ${value} of run "${row.run}": expected a finite positive number in ${unit}`,
      "leave the run out with --where, or mend the log",
    );
  });
}
