import { interpreter } from "./interpret.ts";
import type { Formula } from "./parse.ts";

/** Where a limit was looked for, and what was found; `undefined` when the values do not settle. */
export type Limit = number | undefined;

/** Powers of ten along which a limit is sought, and how closely the last values must agree (relative). */
const DECADES = 60;
const SETTLED = 1e-9;

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
  let previous = along(1);
  let calm = 0;
  for (let k = 1; k <= DECADES; k++) {
    const next = along(10 ** k);
    if (!Number.isFinite(next)) return undefined;
    calm = Math.abs(next - previous) <= SETTLED * Math.abs(next) ? calm + 1 : 0;
    if (calm === 3) return next;
    previous = next;
  }
  return undefined;
}
