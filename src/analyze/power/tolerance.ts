import { UsageError } from "../../errors.ts";
import type { Estimate } from "../predictor.ts";

/** How near a number is to be known: to a factor (2: from half to twice), to a share of itself (.05), or to so much either side in its own unit. */
export type Tolerance = { factor: number } | { relative: number } | { width: number };

/** @throws UsageError for a factor that is not above 1, or a share or width that is not above 0. */
export function requireTolerance(tolerance: Tolerance): void {
  const [name, value] = Object.entries(tolerance)[0] as [string, number];
  const least = name === "factor" ? 1 : 0;
  if (!(value > least && Number.isFinite(value)))
    throw new UsageError(
      `Cannot ask for a number to be known to ${name === "factor" ? "a factor of " : "±"}${value}: expected a number above ${least}`,
      "a factor of 2, a share of 0.05, or 0.01 either side",
    );
}

/**
 * How far an interval reaches from its estimate: as a factor, as a share of the estimate, or in the unit. Infinity where a side is open, or where more
 * draws than the interval leaves out have no such number.
 *
 * @example
 * reachOf({ value: 10, interval: { low: 8, high: 15, level: 0.95, method: "bootstrap" }, missing: 0 }, { factor: 2 }) // 1.5
 */
export function reachOf({ value, interval, missing }: Estimate, tolerance: Tolerance): number {
  if (value === undefined || !interval || missing > 1 - interval.level) return Number.POSITIVE_INFINITY;
  const { low, high } = interval;
  if (!Number.isFinite(low) || !Number.isFinite(high)) return Number.POSITIVE_INFINITY;
  const width = Math.max(high - value, value - low);
  if ("width" in tolerance) return width;
  if ("relative" in tolerance) return width / Math.abs(value);
  return low > 0 ? Math.max(high / value, value / low) : Number.POSITIVE_INFINITY;
}

/** Whether a reach is within what was asked for. */
export function isWithin(reach: number, tolerance: Tolerance): boolean {
  return reach <= (Object.values(tolerance)[0] as number);
}
