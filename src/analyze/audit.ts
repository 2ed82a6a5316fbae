import { type Conditioning, conditioningOf } from "../fit/conditioning.ts";
import { diagnoseResiduals } from "../fit/diagnoseResiduals.ts";
import { newton } from "../fit/newton.ts";
import { problem } from "../fit/problem.ts";
import { type ResidualTests, residualTestsOf } from "../fit/residualTests.ts";
import { THRESHOLDS } from "../fit/thresholds.ts";
import type { Diagnostic, Draws, Fit } from "../fit/types.ts";
import { type DeltaSweep, deltaSweep } from "./deltaSweep.ts";
import { type Influence, influence } from "./influence.ts";
import { type GroupsLeftOut, leaveGroupsOut } from "./leaveGroupsOut.ts";
import { requireExaminable } from "./refitted.ts";
import { type RoundingEffect, roundingEffect } from "./roundingEffect.ts";

export interface AuditOptions {
  /** A quantity or column whose levels are left out in turn; default each quantity with few levels. */
  by?: string;
  /** FLOP at which D/N is asked for; default ten times the largest of the rows. */
  compute?: number;
  /** Constants as they are printed, by their key among the estimates. */
  printed?: Readonly<Record<string, number>>;
}

/** What a fit rests on. */
export interface Audit {
  /** Absent with one free parameter, or where the curvature is singular. */
  conditioning?: Conditioning;
  residuals: ResidualTests;
  delta: DeltaSweep;
  influence: Influence;
  groups: GroupsLeftOut;
  /** How many refits of resamples there were, and how many of them did not converge; absent without any. */
  resamples?: Pick<Draws, "method" | "replicates" | "failed">;
  /** The headline from constants as printed, where they are given, and from fewer and fewer digits. */
  rounding: readonly ({ how: string } & RoundingEffect)[];
  /** Findings of all parts. */
  diagnostics: readonly Diagnostic[];
}

const DIGITS = [2, 3, 4];

/**
 * What a fit rests on: how well the rows tell its estimates apart, signs and trends of residuals, other thresholds of the loss, the worst runs and
 * whole groups left out, and the digits of its constants.
 *
 * @throws IsolossError for a fit that did not converge, or passes through all rows; UsageError for a column that is none.
 * @example
 * audit(fitted).resamples.failed // 0
 */
export function audit(fit: Fit, { by, compute, printed }: AuditOptions = {}): Audit {
  requireExaminable(fit);
  const set = problem(fit.law, fit.observations, fit.options);
  const found = newton(set, Float64Array.from(fit.solution), new Float64Array(set.rows.length).fill(1), THRESHOLDS.arrived);
  const conditioning = conditioningOf(set, found);
  const at = compute === undefined ? {} : { compute };
  const parts = {
    residuals: residualTestsOf(set, found.theta),
    delta: deltaSweep(fit, at),
    influence: influence(fit, at),
    groups: leaveGroupsOut(fit, by, at),
  };
  const asPrinted = printed && { how: "as printed", ...roundingEffect(fit, { constants: printed, ...at }) };
  const rounding = [
    ...(asPrinted ? [asPrinted] : []),
    ...DIGITS.map((digits) => ({ how: `${digits} digits`, ...roundingEffect(fit, { digits, ...at }) })),
  ];
  const { draws } = fit;
  return {
    ...(conditioning && { conditioning }),
    ...parts,
    ...(draws && { resamples: { method: draws.method, replicates: draws.replicates, failed: draws.failed } }),
    rounding,
    diagnostics: [
      ...diagnoseResiduals(set, found),
      ...parts.delta.diagnostics,
      ...parts.influence.diagnostics,
      ...parts.groups.diagnostics,
      ...(asPrinted?.diagnostics ?? []),
    ],
  };
}
