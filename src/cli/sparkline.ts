const BARS = "▁▂▃▄▅▆▇█";

/**
 * A curve as a line of bars: losses on a logarithmic scale from the lowest (▁) to the highest (█), along the logarithm of progress.
 *
 * @param at progress of each evaluation; by its number where there is none.
 * @param width characters.
 * @returns a gap where the evaluations of a place are no numbers.
 * @example
 * sparkline([4, 3, 2], [1, 2, 4], 3) // "█▅▁"
 */
export function sparkline(loss: ArrayLike<number>, at: ArrayLike<number> | undefined, width: number): string {
  const count = loss.length;
  const last = at?.[count - 1] ?? 0;
  const positive = at !== undefined && Array.from(at).every((x) => x >= 0) && last > 0;
  // Before the first bar's place all is one: a first evaluation at 0 has no logarithm.
  const first = positive ? Math.max(Array.from(at).find((x) => x > 0) ?? last, last / 1e6) : 1;
  const placeOf = (i: number): number => {
    const [x, end] = positive ? [Math.max(at[i] as number, first), last] : [i + 1, count];
    return end > first ? Math.min(Math.floor((width * Math.log(x / first)) / Math.log(end / first)), width - 1) : width - 1;
  };
  const bins = Array.from({ length: width }, (): { sum: number; n: number; all: number } => ({ sum: 0, n: 0, all: 0 }));
  for (let i = 0; i < count; i++) {
    const bin = bins[placeOf(i)];
    if (!bin) continue;
    bin.all++;
    const value = loss[i] as number;
    if (value > 0 && value < Number.POSITIVE_INFINITY) {
      bin.sum += Math.log(value);
      bin.n++;
    }
  }
  let before = Number.NaN;
  const levels = bins.map(({ sum, n, all }) => {
    // Between evaluations the line goes on; a place with evaluations and no number is a gap.
    if (all > 0) before = n > 0 ? sum / n : Number.NaN;
    return before;
  });
  const finite = levels.filter((x) => !Number.isNaN(x));
  const [low, high] = [Math.min(...finite), Math.max(...finite)];
  return levels
    .map((x) => (Number.isNaN(x) ? " " : (BARS[high > low ? Math.round(((x - low) / (high - low)) * (BARS.length - 1)) : 0] as string)))
    .join("");
}
