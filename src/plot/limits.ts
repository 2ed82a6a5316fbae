import { type Estimate, predictors } from "../analyze/predictor.ts";
import { limitUnknown } from "../analyze/recipes/knownLimit.ts";
import type { Limit } from "../analyze/recipes/limits.ts";
import type { RecipesAt } from "../analyze/recipes/recipes.ts";
import type { Fit, Interval } from "../fit/types.ts";
import type { Layer } from "./figure.ts";
import { type Plane, segments } from "./marks.ts";
import { memberLimitsOf } from "./recipeLaws.ts";

/** Limits of laws as figures show them: a rule with its interval at the edge where the runs determine one, words where they do not. */

/**
 * `exact`: no degree of freedom was left; `given`: it was not fitted; `open`: the runs bound it on one side at most; `flat`: the law falls to its limit at
 * once, which then is but the mean of its last points; `above`: it lies above a loss that was reached.
 */
export type EndState = "limit" | "exact" | "given" | "open" | "flat" | "above";

/** The loss that a law tends to. */
export interface End {
  y: number;
  low?: number;
  high?: number;
  state: EndState;
}

/**
 * The end of a limit; undefined where its law has none.
 *
 * @param measured lowest loss of the recipe, where the law is not of its losses.
 */
export function endOf(found: Limit, measured?: number): End | undefined {
  const { limit, status } = found;
  if (limit.value === undefined) return undefined;
  const unknown = limitUnknown(found, measured);
  const state = unknown.length > 0 ? unknownState(unknown) : status === "exact" ? "exact" : "limit";
  return { y: limit.value, ...ends(limit.interval), state };
}

function unknownState(codes: readonly string[]): EndState {
  const has = (...some: string[]): boolean => some.some((code) => codes.includes(code));
  if (has("not-identified", "at-bound", "not-converged")) return "open";
  return has("exponent-runaway", "flat") ? "flat" : "above";
}

/** The end of a law that was given, not found by the comparison: a published one has no interval. */
export function endOfFit(fit: Fit): End | undefined {
  const y = predictors(fit).best.limit({}, fit.law.quantities);
  if (y === undefined) return undefined;
  if ("E" in fit.options.fixed) return { y, state: "given" };
  return { y, ...ends(fit.intervals.E), state: fit.status === "exact" ? "exact" : "limit" };
}

const ends = (interval: Interval | undefined): { low?: number; high?: number } =>
  interval ? { low: interval.low, high: interval.high } : {};

/** The limit K → ∞ then N → ∞, where the runs give it. */
export function jointLimitOf({ limits }: RecipesAt): Limit | undefined {
  const found = limits.find(({ kind }) => kind === "members then size")?.limit;
  return found && "limit" in found ? found : undefined;
}

/** The end of that limit, which no ensemble may lie below. */
export function jointEndOf(at: RecipesAt): End | undefined {
  const found = jointLimitOf(at);
  return found && endOf(found, at.measured.find(({ recipe }) => recipe === "ensemble")?.loss);
}

/** Limits K → ∞ of the sizes whose law has one, smallest size first. */
export function memberEndsOf(at: RecipesAt): { params: number; limit: Limit; end: End }[] {
  return memberLimitsOf(at)
    .flatMap(({ params, ...limit }) => {
      const end = endOf(limit);
      return end ? [{ params, limit, end }] : [];
    })
    .sort((a, b) => a.params - b.params);
}

/** Whether the runs determine the limit, by `limitUnknown`: any other is no number to compare. */
export const isKnown = ({ state }: End): boolean => state !== "open" && state !== "flat" && state !== "above";

/** As "3.569 [3.542, 3.587]", and what stands in its place where the runs determine no limit. */
export function endText({ y, low, high, state }: End): string {
  if (state === "flat") return "flat, no limit identified";
  if (state === "above") return "no limit (above a measured loss)";
  if (state === "open") return `not identified${high === undefined ? "" : ` (< ${high.toFixed(3)})`}`;
  const interval = low === undefined || high === undefined ? "" : ` [${low.toFixed(3)}, ${high.toFixed(3)}]`;
  return `${y.toFixed(3)}${interval}${state === "limit" ? "" : ` (${state})`}`;
}

/** As "2.29× [2.10, 2.51]"; a law's floor may leave no number, or no upper end. */
export function timesText({ value, interval }: Estimate): string {
  if (value === undefined) return "below the law’s floor";
  const side = (x: number): string => (Number.isFinite(x) ? x.toFixed(2) : "∞");
  return `${value.toFixed(2)}×${interval ? ` [${side(interval.low)}, ${side(interval.high)}]` : ""}`;
}

/** Losses that an axis holds for an end: an interval many times wider than the figure runs off it instead. */
export function heldBy(end: End, losses: readonly number[]): number[] {
  const { y, low = y, high = y } = end;
  if (!isKnown(end)) return [];
  const span = Math.max(...losses) - Math.min(...losses, y);
  return [y, ...[low, high].filter((x) => Math.abs(x - y) <= span)];
}

/** A dashed rule at an end from `from` to the right edge, and there its interval as a bar. Ends that are not identified are not drawn. */
export function drawEnd({ x }: Plane, end: End, colour: string, from: number = x.scale.domain[0]): Layer[] {
  if (!isKnown(end)) return [];
  const { y, low, high } = end;
  const right = x.scale.domain[1];
  return [
    segments([{ x: from, x2: right, y }], { colour, width: 1, dash: [2, 3] }),
    ...(low === undefined || high === undefined ? [] : [segments([{ x: right, y: low, y2: high }], { colour, width: 5 })]),
  ];
}
