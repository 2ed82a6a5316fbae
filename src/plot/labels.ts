/**
 * Moves labels apart so that neighbours are at least `gap` from each other, each as near to its place as that allows.
 *
 * @param places one a label, in any order, in the unit of `gap`.
 * @returns the new places, in the given order.
 */
export function spread(places: readonly number[], gap: number): number[] {
  const order = places.map((place, i) => ({ i, place })).sort((a, b) => a.place - b.place);
  // Labels that touch form a block, which sits at the mean of its members' wishes.
  const blocks: { start: number; wishes: number[] }[] = [];
  order.forEach(({ place }) => {
    blocks.push({ start: place, wishes: [place] });
    for (let last = blocks.length - 1; last > 0; last--) {
      const [before, after] = [blocks[last - 1] as (typeof blocks)[0], blocks[last] as (typeof blocks)[0]];
      if (before.start + before.wishes.length * gap <= after.start) break;
      const wishes = [...before.wishes, ...after.wishes];
      const start = wishes.reduce((sum, wish, k) => sum + wish - k * gap, 0) / wishes.length;
      blocks.splice(last - 1, 2, { start, wishes });
    }
  });
  const moved = blocks.flatMap(({ start, wishes }) => wishes.map((_, k) => start + k * gap));
  const result = new Array<number>(places.length);
  order.forEach(({ i }, k) => {
    result[i] = moved[k] as number;
  });
  return result;
}
