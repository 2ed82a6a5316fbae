/**
 * Least and greatest of values, however many (a spread call of a million ends in an exhausted stack); [∞, −∞] of none.
 *
 * @example
 * extent([3, 1, 2]) // [1, 3]
 */
export function extent(values: Iterable<number>): [low: number, high: number] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const x of values) {
    if (x < low) low = x;
    if (x > high) high = x;
  }
  return [low, high];
}
