import { place } from "../errors.ts";
import { linearize } from "../fit/covariance.ts";
import { format, warning } from "../fit/diagnostic.ts";
import type { Problem } from "../fit/problem.ts";
import { residuals } from "../fit/residuals.ts";
import { THRESHOLDS } from "../fit/thresholds.ts";
import type { Diagnostic, Fit } from "../fit/types.ts";
import { type Headline, headlineOf } from "./headline.ts";
import { mostMoved, scaleOf } from "./movement.ts";
import { orReason } from "./outcome.ts";
import { type Refitted, refitted, requireExaminable } from "./refitted.ts";

/** A run and how far its worst row lies off. */
export interface WorstRun {
  run: string;
  /** file:line of that row. */
  place: string;
  /** In the fit that it is dropped from, in the residual's unit. */
  residual: number;
}

/** The fit without this run and those of the steps before. */
export interface InfluenceStep extends Refitted {
  dropped: WorstRun;
}

export interface Influence {
  headline: Pick<Headline, "name" | "at">;
  /** The fit itself. */
  whole: Pick<Refitted, "estimates" | "headline">;
  steps: readonly InfluenceStep[];
  /** Why the path ends before its time. */
  reason?: string;
  diagnostics: readonly Diagnostic[];
}

/**
 * How estimates move as the worst runs are dropped, one after the other: each time the run with the largest residual of the fit to the rest, up to
 * ten runs or a tenth of them.
 *
 * Residuals are taken again after every step, since an outlier hides others. `influential-rows`: without a few of them (five, or a twenty-fifth) an
 * estimate moves by more than a quarter of its interval, about one standard error, and the runs are named.
 *
 * @param options.compute FLOP at which the headline is asked for.
 * @throws IsolossError for a fit that did not converge, or passes through all rows.
 * @example
 * influence(fitted).steps.length <= 10 // true
 */
export function influence(fit: Fit, { compute }: { compute?: number } = {}): Influence {
  requireExaminable(fit);
  const headline = headlineOf(fit, compute);
  const scale = scaleOf(fit);
  const runs = new Set(fit.observations.map((row) => row.run)).size;
  const count = within(THRESHOLDS.worstRuns, runs);
  const path: InfluenceStep[] = [];
  let worst = worstOf(residuals(fit).map(({ observation: { run, source }, residual }) => ({ run, place: place(source), residual })));
  let rows = fit.observations;
  let reason: string | undefined;
  while (path.length < count) {
    const { run } = worst;
    rows = rows.filter((row) => row.run !== run);
    const found = orReason(() => refitted(fit, { rows }, scale, headline));
    if ("reason" in found) {
      reason = found.reason;
      break;
    }
    const { set, theta, ...step } = found;
    path.push({ dropped: worst, ...step });
    worst = worstOf(rowsOf(set, theta));
  }
  const { name, at } = headline;
  return {
    headline: { name, at },
    whole: { estimates: fit.estimates, headline: headline.value },
    steps: path,
    ...(reason !== undefined && { reason }),
    diagnostics: influential(fit, path, runs),
  };
}

function within([most, share]: readonly [number, number], runs: number): number {
  return Math.min(most, Math.max(1, Math.floor(share * runs)));
}

function rowsOf(set: Problem, theta: Float64Array): WorstRun[] {
  const { residuals: off } = linearize(set, theta);
  return set.rows.map(({ run, source }, i) => ({ run, place: place(source), residual: off[i] as number }));
}

function worstOf(rows: readonly WorstRun[]): WorstRun {
  return rows.reduce((a, b) => (Math.abs(b.residual) > Math.abs(a.residual) ? b : a));
}

function influential({ estimates }: Fit, path: readonly InfluenceStep[], runs: number): Diagnostic[] {
  const few = path.slice(0, within(THRESHOLDS.fewWorst, runs));
  const k = few.findIndex(({ moved }) => mostMoved(moved, THRESHOLDS.influence) !== undefined);
  const step = path[k];
  if (!step) return [];
  const most = mostMoved(step.moved, THRESHOLDS.influence) as string;
  const dropped = path.slice(0, k + 1).map(({ dropped: { run, place: where } }) => `${run} (${where})`);
  return [
    warning(
      "influential-rows",
      `without the ${k === 0 ? "worst run" : `${k + 1} worst`} of ${runs} runs ${most} is ${format(step.estimates[most] as number)} instead of ${format(estimates[most] as number)}: ${dropped.join(", ")}`,
      "look at these runs: mend them, or leave them out with --where and say so",
    ),
  ];
}
