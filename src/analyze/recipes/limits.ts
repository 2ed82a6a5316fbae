import type { BootstrapOptions } from "../../fit/draws.ts";
import type { Diagnostic, Fit, FitOptions, Interval, Status } from "../../fit/types.ts";
import type { Observation } from "../../run.ts";
import type { Estimate } from "../predictor.ts";

/** Shapes of the limits of recipes, and how often they are drawn: what `sizeLimit`, `memberLimit` and `jointLimit` return and are asked with. */

/**
 * Draws of limits where no other number is asked for. A law with one or two degrees of freedom has Student's tails: of 300 draws its ends are noise of the
 * seed (a standard error of a third of the interval with one degree), of 2000 of the second digit.
 */
export const LIMIT_DRAWS = 2000;

/** A measured loss beside what a law fitted without it predicts. */
export interface HeldOutPoint {
  run: string;
  /** The law's quantities there, by symbol. */
  at: Readonly<Record<string, number>>;
  /** nats/token. */
  observed: number;
  predicted: number;
  /** observed − predicted: above 0 the law was too optimistic. */
  error: number;
  /** Of the law's prediction, as the mean of many runs; undefined where the fit has no draws. */
  interval?: Interval;
}

/** The law fitted below the largest value, tried on it. */
export interface HeldOutCheck {
  /** The value that was held out. */
  held: number;
  /** Distinct places that were left to fit. */
  places: number;
  /** Whether the law passes through all that was left: its prediction is then no test of the fit, only of the form. */
  exact: boolean;
  points: readonly HeldOutPoint[];
}

/** The law fitted up to a value only, and tried on all that is larger. */
export interface SmallerFit {
  /** The largest value that was fitted. */
  upTo: number;
  /** Distinct places that were left to fit. */
  places: number;
  /** Whether the law passes through all of them. */
  exact: boolean;
  status: Status;
  limit: Estimate;
  points: readonly HeldOutPoint[];
}

/** The limit without one place or one member. */
export interface LeftOne {
  /** As "N = 150000000" or "member s3". */
  without: string;
  /** Undefined where the law has no limit. */
  limit: number | undefined;
  status: Status;
}

/** The range of the limit over refits; without a member a law is looked for from the optimum alone, and another minimum would be missed. */
export interface LeaveOneOut {
  low: number;
  high: number;
  each: readonly LeftOne[];
}

/** The value of a fitted law as a quantity grows without bound, with all that says how far to trust it. */
export interface Limit {
  /** As "regularized, N → ∞". */
  what: string;
  /** Symbols that grow without bound. */
  over: readonly string[];
  fit: Fit;
  /** nats/token; no interval where no degree of freedom is left and no noise was stated, or where the limit was given. */
  limit: Estimate;
  /** Distinct places less free parameters: replicates of a place do not test the law. */
  freedom: number;
  /** `exact` where no degree of freedom is left. */
  status: Status;
  leaveOneOut: LeaveOneOut | { reason: string };
  heldOut: HeldOutCheck | { reason: string };
  /** Fits up to each smaller value, smallest first; the last is that of `heldOut`. */
  smaller: readonly SmallerFit[];
  /** The whole fit tried on rows that were set aside. */
  beyond: readonly HeldOutPoint[];
  diagnostics: readonly Diagnostic[];
}

export interface LimitOptions extends Pick<BootstrapOptions, "seed" | "noise" | "threads" | "signal"> {
  /** Draws. Default `LIMIT_DRAWS`. */
  replicates?: number;
  /** Parameters held, as { E: 3.34 }: a law in members then passes through two points. */
  fixed?: Readonly<Record<string, number>>;
  /** What differs from the paper's procedure: squared loss, linear residuals. */
  fit?: Partial<Omit<FitOptions, "fixed" | "tied" | "separate">>;
  /** Share of draws inside intervals. Default 0.95. */
  level?: number;
  /** Whether the law is also fitted with parts left out: each value or member in turn, and all above each smaller value. Default true. */
  checks?: boolean;
  /** Rows that are not fitted but predicted, such as larger models. */
  beyond?: readonly Observation[];
}
