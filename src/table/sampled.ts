/** First, lowest and last: what is kept of every run or setting, however many there are. */
export const KEPT = 3;

/** That many of `count` places at most, at even distances, the first and last among them where there are two. */
export function evenly(count: number, most: number): number[] {
  const kept = Math.min(count, Math.floor(most));
  return Array.from({ length: kept }, (_, i) => Math.round((i * (count - 1)) / Math.max(kept - 1, 1)));
}

/**
 * Places that stand for a list of losses: the first, the last, the lowest, and between them one in so many.
 *
 * @param most above 2.
 * @returns all where they are no more than `most`; in any order, and none twice.
 */
export function sampled(count: number, lossAt: (i: number) => number, most: number): number[] {
  if (count <= most) return evenly(count, count);
  let lowest = 0;
  for (let i = 1; i < count; i++) if (lossAt(i) < lossAt(lowest)) lowest = i;
  return [...new Set([...evenly(count, most - 1), lowest])];
}

/**
 * Places in each of several lists that stand for them all, no more than about `most` together: where there are so many lists that not even three of
 * each would do, one list in so many.
 *
 * @param quotaOf how many of each list; by default as many of each.
 */
export function sampledLists<T>(
  lists: readonly T[],
  list: (one: T) => { count: number; lossAt: (i: number) => number },
  most: number,
  quotaOf: (one: T) => number = () => most / lists.length,
): Map<T, number[]> {
  const few = most / lists.length < KEPT;
  const kept = few ? evenly(lists.length, most / KEPT).map((i) => lists[i] as T) : lists;
  return new Map(
    kept.map((one) => {
      const { count, lossAt } = list(one);
      return [one, sampled(count, lossAt, few ? KEPT : Math.max(KEPT, quotaOf(one)))];
    }),
  );
}
