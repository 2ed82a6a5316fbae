import type { Law } from "../laws/law.ts";
import type { Observation } from "../run.ts";

/** `converged`: a minimum by gradient and curvature. `at-bound`, `flat`, `kink`: a minimum that needs care. `exact`: as many parameters as rows. */
export type Status = "converged" | "at-bound" | "flat" | "kink" | "exact" | "not-converged";

export type Severity = "error" | "warning" | "note";

/** A result that needs care says so here; `code` is stable. */
export interface Diagnostic {
  code: string;
  severity: Severity;
  message: string;
  hint: string;
  /** The parameter that it is about, by its key among the estimates. */
  parameter?: string;
}

/** `method` by plain name: `bootstrap`, `parametric`, `members`, `bca`, `wald`, `sandwich`, `profile`. A side without a finite end is ±Infinity (a bound, not a number). */
export interface Interval {
  low: number;
  high: number;
  level: number;
  method: string;
  /** Standard error of each end for the number of draws: how far those of another seed would put it. None where an interval is not of draws. */
  chance?: { low: number; high: number };
}

/** How a fit is to be done; plain data, kept in the artifact. */
export interface FitOptions {
  /** `huber`: sum of Huber terms with threshold `delta`; `squared`: half the sum of squares. Default huber. */
  loss: "huber" | "squared";
  /** Threshold of Huber, in the residual's unit. Default 1e-3. */
  delta: number;
  /** `log`: ln predicted − ln observed. `linear`: predicted − observed, nats/token. Default log. */
  residual: "log" | "linear";
  /** Parameters held at a value. */
  fixed: Readonly<Record<string, number>>;
  /** Parameters that equal another one, as { beta: "alpha" }. */
  tied: Readonly<Record<string, string>>;
  /**
   * Parameters with a value of their own in each group of the rows; the rest is shared. `by` is a property or raw column; `held` are those that are
   * not fitted: by group, by name.
   */
  separate?: {
    parameters: readonly string[];
    by: string;
    held?: Readonly<Record<string, Readonly<Record<string, number>>>>;
  };
  /** Bounds that replace the law's, by parameter. */
  bounds: Readonly<Record<string, readonly [number, number]>>;
  /** Starts of the search. Default 64. */
  starts: number;
  seed: number;
}

/** What the search saw: how many starts reached the best objective, and which other basins exist. */
export interface Census {
  starts: number;
  /** The best objective of all. */
  best: number;
  /** Starts that ended within 1e-6 relative of the best objective. */
  agreed: number;
  failed: number;
  /** Distinct objectives above the best, lowest first, with how many starts ended there. */
  others: readonly { objective: number; count: number }[];
  /** Rows that the starts were searched on, where there were too many for all of them. */
  rows?: number;
}

/** What the independent second algorithm (ml-levenberg-marquardt on a plain interpreter) says of the optimum. */
export interface Confirmation {
  /** Whether it came back to the optimum from about one standard error away. */
  agrees: boolean;
  objective: number;
  /** Relative difference of its objective from the fit's. */
  difference: number;
  /** Standard errors from the optimum at which it started. */
  distance: number;
  /** Empty when it was asked; otherwise why it was not. */
  skipped: string;
  /** What it failed of, if it did: then it does not agree. */
  failed?: string;
}

/** Draws of the parameters: one row a replicate, in the order of `names`. */
export interface Draws {
  method: "bootstrap" | "parametric" | "members";
  names: readonly string[];
  theta: readonly (readonly number[])[];
  replicates: number;
  /** Replicates whose refit did not converge; they are left out of `theta` and counted here. */
  failed: number;
  seed: number;
  /** The column whose values were resampled as wholes, where that is not `run`. */
  cluster?: string;
  /** Said wherever an interval from these draws is shown. */
  note?: string;
}

/** One kind of interval of one parameter, or why there is none; the standard error is in the parameter's unit, `caution` what the kind takes for granted. */
export type IntervalKind = { interval: Interval; standardError?: number; caution?: string } | { reason: string };

/** Kinds of interval by plain name, by parameter: the draws' own kind first. */
export type IntervalKinds = Readonly<Record<string, Readonly<Record<string, IntervalKind>>>>;

/** A fitted law: plain data that carries its observations, so that every later step needs nothing else. */
export interface Fit {
  law: Law;
  group: Readonly<Record<string, string>>;
  n: number;
  /** Trainings among the rows: an ensemble's members count, its subsets do not. */
  runs: number;
  /** Estimates by parameter; with `separate`, by `name[level]`. */
  estimates: Readonly<Record<string, number>>;
  objective: number;
  status: Status;
  intervals: Readonly<Record<string, Interval>>;
  /** Profile intervals of the parameters that the draws do not determine. */
  profiles?: Readonly<Record<string, Interval>>;
  /** Every kind of interval side by side, where they were asked for. */
  intervalKinds?: IntervalKinds;
  metrics: Readonly<Record<string, number>>;
  diagnostics: readonly Diagnostic[];
  census: Census;
  confirmation: Confirmation;
  options: FitOptions;
  data: { sha256: string; rows: number };
  version: string;
  /** The solution on the scale that is solved for, in the order of the estimates. */
  solution: readonly number[];
  observations: readonly Observation[];
  draws?: Draws;
}
