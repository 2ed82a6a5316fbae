import { interpreter } from "./interpret.ts";
import type { Formula } from "./parse.ts";

/** Where a limit was looked for, and what was found; `undefined` when the values do not settle. */
export type Limit = number | undefined;

/** Powers of ten to which a limit is followed, and how closely the last extrapolations must agree (nats/token, relative above 1). */
const DECADES = 60;
const SETTLED = 1e-9;
/** Steps this small are rounding, and their ratio means nothing. */
const ROUNDING = 1e-14;
/** Steps must shrink at least this fast from decade to decade: slower, and a logarithm would pass for a limit. */
const SHRINKING = 0.98;

/**
 * The value of a formula as some quantities grow without bound: its value at Infinity where that is finite, else along x·10^k.
 *
 * A law that rises or oscillates for ever has no limit: `undefined`.
 *
 * @param values every name that the formula reads; the quantities in `to` give where the walk starts.
 * @param to names that go to infinity together.
 * @returns nats/token, or undefined.
 * @example
 * limit(parse("E + A/N^alpha"), { E: 2, A: 100, N: 1e4, alpha: 0.5 }, ["N"]) // 2
 */
export function limit(formula: Formula, values: Readonly<Record<string, number>>, to: readonly string[]): Limit {
  const lossOf = interpreter(formula);
  const along = (scale: number): number => {
    const moved = Object.fromEntries(to.map((name) => [name, (values[name] ?? 1) * scale]));
    return lossOf({ ...values, ...moved });
  };
  const atInfinity = along(Number.POSITIVE_INFINITY);
  if (Number.isFinite(atInfinity)) return atInfinity;
  // Only the far end counts: nearer, a law may still seem to settle that rises later.
  const far = Array.from({ length: 5 }, (_, i) => along(10 ** (DECADES - 4 + i)));
  const [end, ...others] = [2, 1, 0].map((i) => extrapolated(far.slice(i, i + 3)));
  return end !== undefined && others.every((x) => x !== undefined && Math.abs(x - end) <= SETTLED * Math.max(1, Math.abs(end)))
    ? end
    : undefined;
}

/** Where three values in a row lead if their steps shrink by one ratio, as the tail of a power law does (Aitken); undefined if they do not shrink. */
function extrapolated([x = Number.NaN, y = Number.NaN, z = Number.NaN]: readonly number[]): number | undefined {
  if (Math.abs(z - y) <= ROUNDING * Math.abs(z)) return z;
  const ratio = (z - y) / (y - x);
  return Math.abs(ratio) < SHRINKING ? z + ((z - y) * ratio) / (1 - ratio) : undefined;
}
