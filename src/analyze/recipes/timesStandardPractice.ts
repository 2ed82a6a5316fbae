import { UsageError } from "../../errors.ts";

/** The weight decay of common recipes, to which the paper compares. */
export const STANDARD_WEIGHT_DECAY = 0.1;

/** A tuned value as a multiple of a conventional one, as fine as the grid that it was tuned on. */
export interface GridMultiple {
  value: number;
  /** The same of the values beside it in the grid, between which the optimum of a bowl lies; undefined where it is the last. */
  between: readonly [number | undefined, number | undefined];
}

/**
 * How many times the conventional weight decay a tuned one is: a grid value has no interval, and the grid is its resolution.
 *
 * @param best the tuned value.
 * @param grid the values that were searched, `best` among them.
 * @param standard the conventional value. Default 0.1.
 * @throws UsageError where `best` is not in the grid.
 * @see Kim, Kotha, Liang & Hashimoto 2025, arXiv:2509.14786, section 3 ("30× larger than standard practice" is 3.2/0.1).
 * @example
 * timesStandardPractice(3.2, [0, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4]) // { value: 32, between: [16, 64] }
 */
export function timesStandardPractice(best: number, grid: readonly number[], standard: number = STANDARD_WEIGHT_DECAY): GridMultiple {
  const values = [...new Set(grid)].sort((a, b) => a - b);
  const at = values.indexOf(best);
  if (at < 0) throw new UsageError(`Cannot place ${best} in the grid: it holds ${values.join(", ")}`, "give every value that was searched");
  const times = (value: number | undefined): number | undefined =>
    // Decimal steps divide to the last bit only after rounding.
    value === undefined ? undefined : Number((value / standard).toPrecision(12));
  return { value: times(best) as number, between: [times(values[at - 1]), times(values[at + 1])] };
}
