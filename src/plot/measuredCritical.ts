import { criticalComputeCurve } from "../analyze/versus/criticalComputeCurve.ts";
import { criticalComputeMeasured, type MeasuredCritical } from "../analyze/versus/criticalComputeMeasured.ts";
import { IsolossError } from "../errors.ts";
import type { Observation } from "../run.ts";
import { tickLabel } from "./axes.ts";
import { type Pair, withoutDraws } from "./familyLaws.ts";

/** What the runs alone show of a critical compute, and where they contradict the laws. */

/** Runs of both families on the same unique tokens; none are no reason not to draw the laws. */
export function measuredOf(rows: readonly Observation[]): MeasuredCritical[] {
  try {
    return criticalComputeMeasured(rows);
  } catch (error) {
    if (!(error instanceof IsolossError)) throw error;
    return [];
  }
}

/** Says at which unique tokens the runs have AR lower beyond the compute where the laws cross; empty where they agree. */
export function missedWords({ ar, mdm }: Pair, measured: readonly MeasuredCritical[]): string {
  const U = measured.map((own) => own.U);
  if (U.length === 0) return "";
  const { points } = criticalComputeCurve(withoutDraws(ar), withoutDraws(mdm), { U, irreducible: "kept" });
  const missed = measured.flatMap(({ crossover }, i) => {
    const C = points[i]?.compute.value;
    return crossover.kind === "none" && crossover.ahead === "first" && C !== undefined && C < crossover.to ? [U[i] as number] : [];
  });
  return missed.length > 0
    ? `The runs contradict the laws at U of ${missed.map(tickLabel).join(", ")}: there AR stays lower beyond where the laws cross.`
    : "";
}
