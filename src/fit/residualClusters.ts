import { grouped } from "../grouped.ts";
import { incompleteBeta } from "../numeric/incompleteBeta.ts";
import { clusterLabel } from "./clusters.ts";
import { linearize } from "./covariance.ts";
import { format, warning } from "./diagnostic.ts";
import { label, type Problem } from "./problem.ts";
import { THRESHOLDS } from "./thresholds.ts";
import type { Diagnostic } from "./types.ts";

/** What runs may share: a size trained on one sample of the data, a sample, a size, a seed. */
const SHARED = ["params,unique_tokens", "unique_tokens", "params", "seed"];

/**
 * Whether runs that share something miss the law alike, by a one-way analysis of variance of their residuals: then they are not independent, and
 * intervals that resample single runs are too narrow.
 *
 * Residuals beyond three times the median one are drawn in, since one outlier would pass for a spread within its group. What counts is the
 * intraclass correlation (MSB − MSW)/(MSB + (m − 1)·MSW), m the runs a group, and the p value of F = MSB/MSW (Fisher 1925), corrected for the number of
 * groupings.
 */
export function residualClusters(set: Problem, theta: Float64Array): Diagnostic[] {
  const { residuals } = linearize(set, theta);
  const runs = [...grouped(set.rows.keys(), (i) => (set.rows[i] as { run: string }).run).values()].map((rows) => ({
    row: set.rows[rows[0] as number] as Problem["rows"][number],
    residual: rows.reduce((sum, i) => sum + (residuals[i] as number), 0) / rows.length,
  }));
  const sizes = runs.map(({ residual }) => Math.abs(residual)).sort((a, b) => a - b);
  const most = 3 * (sizes[Math.floor(sizes.length / 2)] ?? 0);
  if (!(most > 0)) return [];
  const stated = SHARED.filter((by) => by.split(",").every((name) => runs.every(({ row }) => label(row, name) !== "")));
  const tried = stated.flatMap((by) => {
    const groups = [...grouped(runs, ({ row }) => clusterLabel(row, by)).values()];
    // Fewer clusters cannot be resampled, and groups of one run say nothing.
    if (groups.length < THRESHOLDS.fewRuns || groups.length > runs.length / 2) return [];
    const values = groups.map((group) => group.map(({ residual }) => Math.min(Math.max(residual, -most), most)));
    return [{ by, groups: groups.length, ...variance(values) }];
  });
  const found = tried
    .filter(({ correlation, p }) => correlation > THRESHOLDS.intraclass && p * tried.length < THRESHOLDS.residuals)
    .sort((a, b) => b.correlation - a.correlation)[0];
  if (!found) return [];
  return [
    warning(
      "residual-clusters",
      `residuals of runs with the same ${found.by.replace(",", " and ")} agree (intraclass correlation ${format(found.correlation)} in ${found.groups} groups): such runs are not independent, and intervals that resample single runs are too narrow`,
      `resample them as wholes with --cluster ${found.by}; or find what the law misses there`,
    ),
  ];
}

/** One-way analysis of variance of groups of unequal size. */
function variance(groups: readonly (readonly number[])[]): { correlation: number; p: number } {
  const n = groups.reduce((sum, group) => sum + group.length, 0);
  const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
  const centre = mean(groups.flat());
  const free = [groups.length - 1, n - groups.length] as const;
  const between = groups.reduce((sum, group) => sum + group.length * (mean(group) - centre) ** 2, 0) / free[0];
  const within = groups.reduce((sum, group) => sum + group.reduce((s, x) => s + (x - mean(group)) ** 2, 0), 0) / free[1];
  const size = (n - groups.reduce((sum, group) => sum + group.length ** 2, 0) / n) / free[0];
  const f = between / within;
  return {
    correlation: (between - within) / (between + (size - 1) * within),
    p: incompleteBeta(free[1] / (free[1] + free[0] * f), free[1] / 2, free[0] / 2),
  };
}
