import { quantileSorted } from "simple-statistics";
import { levels } from "./rows.ts";

const ROUND = [1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01] as const;

/** Levels nearer than this share of their range are one. */
const CLOSE = 0.012;

/**
 * Round numbers at about equal shares of values: few digits, and close together where the values are.
 *
 * @param count how many are wanted; fewer where they would be all but equal.
 */
export function roundLevels(values: readonly number[], count: number): number[] {
  const sorted = levels(values);
  if (sorted.length === 0) return [];
  const wanted = Array.from({ length: count }, (_, i) => quantileSorted(sorted, (i + 0.5) / count));
  const rounded = levels(
    wanted.map((value, i) => {
      const gap = Math.min(...[wanted[i - 1], wanted[i + 1]].flatMap((other) => (other === undefined ? [] : Math.abs(other - value))));
      const step = ROUND.find((own) => own <= gap) ?? 0.01;
      return Number((Math.round(value / step) * step).toFixed(2));
    }),
  );
  return spaced(rounded);
}

/** Ascending levels without those that all but equal the one before. */
export function spaced(rounded: readonly number[]): number[] {
  const least = CLOSE * ((rounded.at(-1) ?? 0) - (rounded[0] ?? 0));
  const kept: number[] = [];
  for (const level of rounded) if (kept.length === 0 || level - (kept.at(-1) as number) > least) kept.push(level);
  return kept;
}
