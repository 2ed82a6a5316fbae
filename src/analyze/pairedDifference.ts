/** A mean difference over the same rows. */
export interface Difference {
  mean: number;
  /** Clustered by run; undefined with one run. */
  se: number | undefined;
  rows: number;
  runs: number;
}

/**
 * How much larger one law's mean squared log error is than another's, over the rows that both predict, with a standard error clustered by run.
 *
 * @param own log errors by position of the row.
 * @param other the same of the law that it is compared to.
 * @param runs the run of each row.
 * @returns undefined where they share no row.
 */
export function difference(
  own: ReadonlyMap<number, number>,
  other: ReadonlyMap<number, number>,
  runs: readonly string[],
): Difference | undefined {
  const shared = [...own.keys()].filter((i) => other.has(i));
  if (shared.length === 0) return undefined;
  const gaps = shared.map((i) => (own.get(i) as number) ** 2 - (other.get(i) as number) ** 2);
  const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
  const sums = new Map<string, number>();
  shared.forEach((i, j) => {
    const run = runs[i] as string;
    sums.set(run, (sums.get(run) ?? 0) + (gaps[j] as number) - mean);
  });
  const G = sums.size;
  const spread = [...sums.values()].reduce((sum, x) => sum + x * x, 0);
  return { mean, se: G > 1 ? Math.sqrt((G / (G - 1)) * spread) / gaps.length : undefined, rows: gaps.length, runs: G };
}
