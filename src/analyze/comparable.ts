import { IsolossError, place, UsageError } from "../errors.ts";
import type { Observation } from "../run.ts";

/** A row with what every approach reads of it. */
export interface Sized {
  row: Observation;
  /** N, parameters. */
  params: number;
  /** C, FLOP. */
  compute: number;
}

/**
 * Rows with their size and compute.
 *
 * @throws IsolossError that names the first row without one of them, or with one that is not positive.
 */
export function sized(observations: readonly Observation[]): Sized[] {
  if (observations.length === 0)
    throw new IsolossError("Cannot compare sizes: there are no rows", "see what was read with: isoloss runs PATH");
  return observations.map((row) => {
    const { params, compute } = row;
    const cannot = `${place(row.source)}: Cannot compare run "${row.run}" with others of its compute: it`;
    if (params === undefined)
      throw new IsolossError(
        `${cannot} has no params (N)`,
        "log it, map a column to it with --map params=COLUMN, or leave the run out with --where",
      );
    if (compute === undefined)
      throw new IsolossError(
        `${cannot} has no compute (C), and no tokens (D) to take 6·N·D from`,
        "log compute or tokens, or map a column to one with --map compute=COLUMN",
      );
    if (!(params > 0 && compute > 0 && Number.isFinite(params * compute)))
      throw new IsolossError(
        `${cannot} has params ${params} and compute ${compute}: expected finite positive numbers`,
        "leave the run out with --where, or mend the log",
      );
    return { row, params, compute };
  });
}

/** The compute that sizes are asked for: the given one, else the largest of the rows. */
export function computeAsked(given: number | undefined, rows: readonly { compute: number }[]): number {
  if (given === undefined) return Math.max(...rows.map(({ compute }) => compute));
  if (!(given > 0 && Number.isFinite(given)))
    throw new UsageError(`Cannot use compute ${given}: expected a positive number of FLOP`, "as 1e21");
  return given;
}
