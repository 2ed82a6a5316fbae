/**
 * Items by key, in the order in which keys and items first occur; in linear time, also where a few groups hold most items.
 *
 * @example
 * grouped([1, 2, 3], (x) => x % 2).get(1) // [1, 3]
 */
export function grouped<T, K>(items: Iterable<T>, keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}
