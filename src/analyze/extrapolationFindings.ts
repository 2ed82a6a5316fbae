import { warning } from "../fit/diagnostic.ts";
import { THRESHOLDS } from "../fit/thresholds.ts";
import type { Diagnostic } from "../fit/types.ts";

/**
 * How far predictions leave behind the data that a law is known from: one finding a quantity, of its furthest point.
 *
 * @param distances of each point, decades outside by symbol, as `extrapolation` gives them.
 * @param whose what they lie outside of.
 * @example
 * extrapolationFindings([{ N: 1.2 }, { N: 0.05 }], "the rows of the fit").map((d) => d.code) // ["extrapolates"]
 */
export function extrapolationFindings(distances: readonly Readonly<Record<string, number>>[], whose: string): Diagnostic[] {
  const furthest: Record<string, number> = {};
  for (const distance of distances)
    for (const [symbol, decades] of Object.entries(distance)) furthest[symbol] = Math.max(furthest[symbol] ?? 0, decades);
  return Object.entries(furthest)
    .filter(([, decades]) => decades > THRESHOLDS.extrapolates)
    .map(([symbol, decades]) =>
      warning(
        "extrapolates",
        `${symbol} lies up to ${Number(decades.toPrecision(2))} decades outside ${whose}`,
        "the interval supposes that the law goes on: hold out the largest runs (isoloss compare) to see how far it did",
      ),
    );
}
