import type { Fit } from "../fit/types.ts";
import { extent } from "../numeric/extent.ts";
import { minimum } from "../numeric/minimum.ts";
import { type QuantityName, quantity } from "../quantities.ts";
import { type Estimate, estimate, type Point, type Predictor } from "./predictor.ts";

/** Where a law is lowest along one quantity. */
export interface Lowest {
  loss: Estimate;
  /** The quantity there, in its own unit. */
  at: Estimate;
}

export type Asymptote = { kind: "asymptote"; loss: Estimate } | ({ kind: "lowest" } & Lowest) | { kind: "none" };

/** How far below its limit a law must dip before it counts as one that rises again, nats/token. */
const DIP = 1e-6;
const DECADES = 12;

/**
 * How low a fitted law goes as quantities grow without bound: its limit, or its lowest value and where, if it rises again.
 *
 * @param to symbols that grow together; by default all that the law reads and `at` does not hold.
 * @param at quantities held, by symbol.
 * @param level share of draws inside the intervals. Default 0.95.
 * @example
 * asymptote(kLaw, { to: ["K"] }).kind // "asymptote"
 */
export function asymptote(fit: Fit, options: { to?: readonly string[]; at?: Point; level?: number } = {}): Asymptote {
  const at = options.at ?? {};
  const to = options.to ?? fit.law.quantities.filter((symbol) => at[symbol] === undefined);
  const end = estimate([fit], (p) => p.limit(at, to), options.level);
  const [along] = to;
  if (to.length === 1 && along) {
    const range = rangeOf(fit, along);
    const low = lowest(fit, along, { ...options, at, range });
    if (low.loss.value !== undefined && (end.value === undefined || low.loss.value < end.value - DIP)) return { kind: "lowest", ...low };
  }
  return end.value === undefined ? { kind: "none" } : { kind: "asymptote", loss: end };
}

/** From the rows' smallest value to far beyond their largest. */
function rangeOf(fit: Fit, symbol: string): [number, number] {
  const values = fit.observations
    .map((row) => row[quantity(symbol)?.name as QuantityName])
    .filter((x) => x !== undefined && x > 0) as number[];
  const [low, high] = extent(values);
  return [low, high * 10 ** DECADES];
}

/**
 * The lowest loss along one quantity and the place of it, with intervals; the place is undefined where the law falls to the end of the range.
 *
 * @param along symbol of the quantity that varies.
 * @param options.range its smallest and largest value, both above 0.
 * @param options.at quantities held, by symbol.
 */
export function lowest(fit: Fit, along: string, options: { range: readonly [number, number]; at?: Point; level?: number }): Lowest {
  const [low, high] = options.range;
  const find = (p: Predictor): { x: number; value: number; inside: boolean } =>
    minimum((ln) => p.loss({ ...options.at, [along]: Math.exp(ln) }), Math.log(low), Math.log(high));
  return {
    loss: estimate(
      [fit],
      (p) => {
        const { value, inside } = find(p);
        return inside ? value : undefined;
      },
      options.level,
    ),
    at: estimate(
      [fit],
      (p) => {
        const { x, inside } = find(p);
        return inside ? Math.exp(x) : undefined;
      },
      options.level,
    ),
  };
}
