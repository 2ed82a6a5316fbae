/** Number of single-letter changes (insert, delete, replace, swap of neighbours) from `a` to `b`. */
export function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let least = Math.min((previous[j] as number) + 1, (row[j - 1] as number) + 1, (previous[j - 1] as number) + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) least = Math.min(least, (before[j - 2] as number) + 1);
      row.push(least);
    }
    before = previous;
    previous = row;
  }
  return previous[b.length] as number;
}

/**
 * The candidate that `word` was probably meant to be, or undefined: letter case is ignored, a third of the letters may differ.
 *
 * @example
 * didYouMean("chinchila", ["chinchilla", "power"]) // "chinchilla"
 */
export function didYouMean(word: string, candidates: readonly string[]): string | undefined {
  const typed = word.toLowerCase();
  const ranked = candidates
    .map((c) => ({ c, distance: editDistance(typed.slice(0, 64), c.toLowerCase()) }))
    .sort((p, q) => p.distance - q.distance);
  const [best] = ranked;
  return best && best.distance <= Math.max(1, Math.floor(best.c.length / 3)) && !(best.c.length < 3 && best.distance > 0)
    ? best.c
    : undefined;
}

/** A hint that names the probable candidate, or lists all of them. */
export function suggestion(word: string, candidates: readonly string[], kind: string): string {
  const meant = didYouMean(word, candidates);
  return meant ? `did you mean "${meant}"?` : `${kind}: ${candidates.join(", ")}`;
}
