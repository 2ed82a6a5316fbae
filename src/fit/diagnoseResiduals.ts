import { conditioningOf, diagnoseConditioning } from "./conditioning.ts";
import { warning } from "./diagnostic.ts";
import { metrics } from "./metrics.ts";
import type { Search } from "./newton.ts";
import type { Problem } from "./problem.ts";
import { type ResidualTests, type ResidualTrend, residualTestsOf } from "./residualTests.ts";
import { THRESHOLDS } from "./thresholds.ts";
import type { Diagnostic } from "./types.ts";

/** The cheap part of the audit, in every fit: estimates that trade off, signs and trends of residuals, the share inside delta. */
export function diagnoseResiduals(set: Problem, found: Search): Diagnostic[] {
  const conditioning = conditioningOf(set, found);
  return [
    ...(conditioning ? diagnoseConditioning(conditioning) : []),
    ...diagnoseDelta(set, metrics(set, found.theta).insideDelta as number),
    ...diagnoseTests(residualTestsOf(set, found.theta)),
  ];
}

/** Whether Huber's threshold separates anything. */
function diagnoseDelta({ options: { loss, delta }, unknowns, rows }: Problem, inside: number): Diagnostic[] {
  if (loss === "squared") return [];
  if (inside === 1)
    return [
      {
        code: "delta-not-acting",
        severity: "note",
        message: `every residual lies inside delta ${delta}: the Huber loss is plain least squares here`,
        hint: "a smaller --delta would make it robust; say squared loss where this is meant",
      },
    ];
  if (inside - unknowns.length / rows.length >= THRESHOLDS.insideDelta) return [];
  return [
    {
      code: "few-inside-delta",
      severity: "note",
      message: `${percent(inside)} of residuals lie inside delta ${delta}: the loss is nearly that of least absolute deviations`,
      hint: "errors from curvature are unreliable here: use the bootstrap's, and see isoloss audit for other --delta",
    },
  ];
}

function diagnoseTests({ signs, trends }: ResidualTests): Diagnostic[] {
  const list: Diagnostic[] = [];
  if (signs && signs.p < THRESHOLDS.residuals)
    list.push({
      code: "residual-signs",
      severity: "note",
      message: `the loss of ${signs.above} runs lies above the law and of ${signs.below} below it (p = ${pText(signs.p)})`,
      hint: "misses to one side are larger than to the other: look for outliers (isoloss audit), or another --loss",
    });
  const clear = trends.filter(({ adjusted }) => adjusted < THRESHOLDS.residuals);
  if (clear.length > 0)
    list.push(
      warning(
        "residual-trend",
        `residuals ${clear.map(trendText).join("; ")}: the law misses a trend`,
        "compare laws on held-out larger runs (isoloss compare); do not extrapolate this one along it",
      ),
    );
  return list;
}

function trendText({ against, shape, correlation, adjusted }: ResidualTrend): string {
  const what =
    shape === "slope"
      ? `${correlation > 0 ? "rise" : "fall"} with ${against}`
      : `bend with ${against} (predictions too ${correlation > 0 ? "high" : "low"} at both ends)`;
  return `${what} (rank correlation ${correlation.toFixed(2)}, p = ${pText(adjusted)} after correction)`;
}

function percent(share: number): string {
  return `${Number((100 * share).toPrecision(2))} %`;
}

function pText(p: number): string {
  return p < 1e-3 ? p.toExponential(0) : p.toPrecision(1);
}
