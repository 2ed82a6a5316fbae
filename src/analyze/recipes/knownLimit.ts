import { THRESHOLDS } from "../../fit/thresholds.ts";
import type { Diagnostic } from "../../fit/types.ts";
import type { Limit } from "./limits.ts";

/** When a limit is a number to compare: the one rule for texts, figures and data efficiency. */

/** Findings with which a law's limit is no number that the runs determine; those with a parameter count for it alone. */
const UNKNOWN: readonly { code: string; parameter?: string }[] = [
  { code: "not-identified", parameter: "E" },
  { code: "at-bound", parameter: "E" },
  { code: "exponent-runaway" },
  { code: "limit-above-measured" },
];

/**
 * Why the runs do not determine a limit, as codes: `no-limit`, the fit's status where it is flat or not converged, and the findings that its
 * limit is not identified (its interval spans a factor of 1.25, or has no end) or at its bound, that its exponent runs away, or that it lies above a
 * loss that was reached.
 *
 * @param limit as of `sizeLimit`, `memberLimit` or `jointLimit`.
 * @param measured lowest loss of the same recipe at the same unique tokens (of the same size, for a limit in members), nats/token: a limit
 * above it says nothing of how low the recipe goes, also where its interval holds that loss.
 * @returns empty where the limit is known, which one with status `exact` may be too: it passes through all its points, and is to be marked so.
 * @example
 * const ensembles = [1, 2, 3, 4].map((members) => ({ ...observation, recipe: "ensemble", members, loss: 3 + 0.25 / members }));
 * limitUnknown(await memberLimit(ensembles), 2.9) // ["limit-above-measured"]
 */
export function limitUnknown(limit: Pick<Limit, "limit" | "status" | "diagnostics">, measured?: number): string[] {
  const { value, interval } = limit.limit;
  if (value === undefined) return ["no-limit"];
  const isOf = ({ code, parameter }: Diagnostic): boolean =>
    UNKNOWN.some((one) => one.code === code && (one.parameter === undefined || one.parameter === parameter));
  const status = ["flat", "not-converged"].includes(limit.status) ? [limit.status] : [];
  const codes = [...status, ...limit.diagnostics.filter(isOf).map(({ code }) => code)];
  // Recipes differ by a tenth of the loss or less: a limit that may as well be a fifth lower tells none from another.
  const wide = interval !== undefined && !(interval.low * THRESHOLDS.limitSpan > interval.high) ? ["not-identified"] : [];
  return [...new Set([...codes, ...wide, ...(measured !== undefined && value > measured ? ["limit-above-measured"] : [])])];
}

/**
 * Whether the runs determine a limit, by `limitUnknown`.
 *
 * @example
 * const ensembles = [1, 2, 3, 4].map((members) => ({ ...observation, recipe: "ensemble", members, loss: 3 + 0.25 / members }));
 * isLimitKnown(await memberLimit(ensembles)) // true
 */
export function isLimitKnown(limit: Pick<Limit, "limit" | "status" | "diagnostics">, measured?: number): boolean {
  return limitUnknown(limit, measured).length === 0;
}
