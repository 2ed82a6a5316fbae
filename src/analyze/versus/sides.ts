import { IsolossError } from "../../errors.ts";
import { grouped } from "../../grouped.ts";
import type { LossKind, Observation } from "../../run.ts";
import { field, requireColumn } from "../../table/column.ts";

/** The two sets of runs that are compared, and what stands in for a kind of loss that was not logged. */

export interface Side {
  /** Value of the column that tells the sides apart, as `ar`. */
  name: string;
  rows: readonly Observation[];
}

/** Kinds of loss by family, where a log is silent: what each family usually reports. */
const USUAL: Readonly<Record<string, LossKind>> = { ar: "nll", mdm: "elbo" };

/** The kind of a row's loss; `assume` speaks for silent rows of any family but `ar`. Undefined where nothing says it. */
export function kindOf(row: Observation, assume?: LossKind): LossKind | undefined {
  return row.lossKind ?? (row.family === "ar" ? USUAL.ar : (assume ?? USUAL[row.family ?? ""]));
}

/**
 * The two sides of a comparison, the exact likelihood first.
 *
 * @param by column with exactly two values.
 * @throws UsageError for an unknown column; IsolossError where it has another number of values, or rows have none.
 */
export function sidesOf(rows: readonly Observation[], by: string, assume?: LossKind): readonly [Side, Side] {
  requireColumn(rows, by, "compare by");
  const sides = [...grouped(rows, (row) => String(field(row, by) ?? ""))].map(([name, own]): Side => ({ name, rows: own }));
  const silent = sides.find(({ name }) => name === "");
  if (silent)
    throw new IsolossError(
      `Cannot compare by ${by}: ${silent.rows.length} of ${rows.length} rows state none`,
      `log ${by} in every run, or leave these out with --where`,
    );
  const exact = ({ rows: own }: Side): number => (own.every((row) => kindOf(row, assume) === "nll") ? 0 : 1);
  const [first, second, ...others] = sides.sort((a, b) => exact(a) - exact(b) || (a.name < b.name ? -1 : 1));
  if (!first || !second || others.length > 0)
    throw new IsolossError(
      `Cannot compare: the rows have ${sides.length === 0 ? `no ${by}` : `${by} ${sides.map(({ name }) => name).join(", ")}`}, expected two`,
      sides.length > 2 ? `choose two with --where "${by}=A|B"` : `add runs of the other ${by}, logged with a column ${by}`,
    );
  return [first, second];
}
