import { fit, optionsFor } from "../fit/fit.ts";
import type { Fit, FitOptions, Status } from "../fit/types.ts";
import type { Law } from "../laws/law.ts";
import type { Observation } from "../run.ts";
import { type Candidate, freeCount, gaussianOf, heldOutErrors, type LeftOut, leaveOneRunOut } from "./candidate.ts";
import type { Window } from "./expandingFolds.ts";
import type { Gaussian } from "./gaussian.ts";
import { orReason } from "./outcome.ts";
import type { Difference } from "./pairedDifference.ts";

/** What a law did on runs larger than those it was fitted to. */
export interface HeldOut {
  /** Root mean squared log error over the folds that it could be fitted in; undefined where there is none. */
  rmsle: number | undefined;
  rows: number;
  /** Folds, by position, whose fit did not converge; they count. */
  notConverged: readonly number[];
  /** Folds in which it could not be fitted or could not predict, and why. */
  failed: readonly { fold: number; reason: string }[];
  /** The same folds with every fit under the other loss, squared for Huber's and Huber's for squared; the rank does not look at it. */
  otherLoss: { loss: FitOptions["loss"]; rmsle: number | undefined; rows: number; failed: number; notConverged: number };
  /** Mean squared log error above the best law's, over the rows that both predict; the best law has none. */
  toBest?: Difference;
}

/** One law of a comparison. `reason` says why there is no fit in sample; then what rests on it is absent. */
export interface Compared {
  /** The law's id; its formula where it has none. */
  name: string;
  formula: string;
  /** How many parameters are free. */
  parameters: number;
  options: Partial<FitOptions>;
  heldOut: HeldOut;
  reason?: string;
  estimates?: Readonly<Record<string, number>>;
  status?: Status;
  objective?: number;
  /** On the loss, in sample. */
  r2?: number;
  gaussian?: Gaussian;
  leaveOneOut?: LeftOut | { skipped: string };
  /** The loss rises with epochs in the rows, and the fitted law nowhere. */
  cannotRise?: boolean;
}

/** A law after its folds and its fit to all rows. */
export interface Tried {
  compared: Compared;
  /** Log error by position of the row, where it was predicted. */
  errors: ReadonlyMap<number, number>;
}

/** Fits a law in every fold, under its own loss and the other, and to all rows; what fails is kept as a reason. */
export function tried(candidate: Candidate, rows: readonly Observation[], folds: readonly Window[], starts: number): Tried {
  const { law, options } = candidate;
  const own = inFolds(candidate, rows, folds, starts);
  const loss = optionsFor(law, options).loss === "huber" ? "squared" : "huber";
  const other = inFolds({ law, options: { ...options, loss } }, rows, folds, starts);
  const whole = orReason(() => inSample(fit(law, rows, options), starts));
  return {
    errors: own.errors,
    compared: {
      name: nameOf(law),
      formula: law.formula,
      parameters: freeCount(candidate),
      options,
      heldOut: {
        rmsle: rmsleOf(own.errors),
        otherLoss: {
          loss,
          rmsle: rmsleOf(other.errors),
          rows: other.errors.size,
          failed: other.failed.length,
          notConverged: other.notConverged.length,
        },
        rows: own.errors.size,
        notConverged: own.notConverged,
        failed: own.failed,
      },
      ...whole,
    },
  };
}

interface InFolds {
  errors: Map<number, number>;
  failed: { fold: number; reason: string }[];
  notConverged: number[];
}

function inFolds(candidate: Candidate, rows: readonly Observation[], folds: readonly Window[], starts: number): InFolds {
  const found: InFolds = { errors: new Map(), failed: [], notConverged: [] };
  const pick = (at: readonly number[]): Observation[] => at.map((i) => rows[i] as Observation);
  folds.forEach((fold, k) => {
    const attempt = orReason(() => heldOutErrors(candidate, pick(fold.train), pick(fold.heldOut), starts));
    if ("reason" in attempt) found.failed.push({ fold: k, reason: attempt.reason });
    else {
      for (const [j, i] of fold.heldOut.entries()) found.errors.set(i, attempt.errors[j] as number);
      if (attempt.status === "not-converged") found.notConverged.push(k);
    }
  });
  return found;
}

function rmsleOf(errors: ReadonlyMap<number, number>): number | undefined {
  const squares = [...errors.values()].reduce((sum, e) => sum + e * e, 0);
  return errors.size > 0 ? Math.sqrt(squares / errors.size) : undefined;
}

function inSample(found: Fit, starts: number) {
  return {
    estimates: found.estimates,
    status: found.status,
    objective: found.objective,
    r2: found.metrics.r2 as number,
    ...(found.status !== "exact" && { gaussian: gaussianOf(found, starts) }),
    leaveOneOut: leaveOneRunOut(found),
    cannotRise: found.diagnostics.some(({ code }) => code === "law-cannot-rise"),
  };
}

/** The law's id, or its formula where it has none. */
export function nameOf(law: Law): string {
  return law.id === "formula" ? law.formula : law.id;
}
