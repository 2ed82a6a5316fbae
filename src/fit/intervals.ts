import { quantileSorted } from "simple-statistics";
import { cheapKinds } from "./cheapKinds.ts";
import { diagnoseClusters } from "./diagnoseClusters.ts";
import { diagnoseKinds } from "./disagreement.ts";
import { diagnoseIdentification, floorOf, openDraws, undetermined } from "./identification.ts";
import { newton } from "./newton.ts";
import { natural, problem, tiedKeys, type Unknown } from "./problem.ts";
import { residualClusters } from "./residualClusters.ts";
import { THRESHOLDS } from "./thresholds.ts";
import type { Draws, Fit, Interval } from "./types.ts";

/** Codes of the diagnostics that follow from the draws: new draws replace them. */
const OWN = new Set(["not-identified", "few-runs", "failed-refits", "rows-resampled", "residual-clusters", "intervals-disagree"]);

/**
 * Percentile interval of draws.
 *
 * @param draws values, in any order; NaN are left out.
 * @param level share of draws inside, as 0.95.
 */
export function percentile(draws: readonly number[], level: number, method: string): Interval {
  const sorted = draws.filter((x) => !Number.isNaN(x)).sort((a, b) => a - b);
  if (sorted.length === 0) return { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY, level, method };
  const tail = (1 - level) / 2;
  const chance = { low: chanceOf(sorted, tail), high: chanceOf(sorted, 1 - tail) };
  return { low: quantile(sorted, tail), high: quantile(sorted, 1 - tail), level, method, chance };
}

/** Standard error of a quantile of n draws: half of what lies between the shares √(p(1 − p)/n) below and above. */
function chanceOf(sorted: readonly number[], share: number): number {
  const apart = Math.sqrt((share * (1 - share)) / sorted.length);
  const [below, above] = [Math.max(share - apart, 0), Math.min(share + apart, 1)].map((at) => quantile(sorted, at)) as [number, number];
  return above === below ? 0 : (above - below) / 2;
}

/** Between two infinite draws there is no line to take a value from. */
function quantile(sorted: readonly number[], share: number): number {
  const value = quantileSorted(sorted as number[], share);
  return Number.isNaN(value) ? (sorted[Math.round((sorted.length - 1) * share)] as number) : value;
}

/** An interval in another unit: every number of it times a factor above 0. */
export function scaledInterval({ low, high, chance, ...how }: Interval, factor: number): Interval {
  const times = (ends: { low: number; high: number }): { low: number; high: number } => ({
    low: ends.low * factor,
    high: ends.high * factor,
  });
  return { ...times({ low, high }), ...how, ...(chance && { chance: times(chance) }) };
}

/**
 * A fit with its draws and an interval on every estimate; sides without an end are 0 or ±Infinity, and the parameter is then diagnosed.
 *
 * @param level share of draws inside the interval. Default 0.95.
 * @example
 * withIntervals(fitted, draws).intervals.alpha.method // "bootstrap"
 */
export function withIntervals(fit: Fit, draws: Draws, level = 0.95): Fit {
  const set = problem(fit.law, fit.observations, fit.options);
  const intervals: Record<string, Interval> = Object.fromEntries(
    set.unknowns.map((u, p) => [
      u.key,
      intervalOf(
        u,
        draws.theta.map((row) => row[p] as number),
        level,
        draws.method,
        u.parameter.name in fit.options.bounds,
      ),
    ]),
  );
  const found = newton(set, Float64Array.from(fit.solution), new Float64Array(set.rows.length).fill(1), THRESHOLDS.arrived);
  for (const key of undetermined(set, found)) {
    const u = set.unknowns.find((unknown) => unknown.key === key) as Unknown;
    intervals[key] = { low: floorOf(u), high: Number.POSITIVE_INFINITY, level, method: draws.method };
  }
  for (const [key, other] of tiedKeys(set)) if (intervals[other]) intervals[key] = intervals[other];
  const kept = fit.diagnostics.filter((d) => !OWN.has(d.code));
  const unidentified = diagnoseIdentification(set, found, intervals);
  const kinds = cheapKinds(set, found, draws, intervals, level);
  const doubtful = unidentified.map((d) => d.parameter);
  const alike = draws.method === "bootstrap" && draws.cluster === undefined ? residualClusters(set, found.theta) : [];
  const torn = draws.cluster === undefined ? [] : diagnoseClusters(set.rows, draws.cluster);
  const diagnostics = [
    ...kept,
    ...unidentified,
    ...diagnoseDraws(draws),
    ...alike,
    ...torn,
    ...diagnoseKinds(set.unknowns, kinds, doubtful),
  ];
  return { ...fit, intervals, diagnostics, draws };
}

function intervalOf(u: Unknown, solved: readonly number[], level: number, method: string, clamped: boolean): Interval {
  // A bound that the user set is no end of what the rows allow.
  return percentile(clamped ? solved.map((x) => natural(u, x)) : openDraws(u, solved), level, method);
}

function diagnoseDraws(draws: Draws): Fit["diagnostics"] {
  const list: Fit["diagnostics"][number][] = [];
  if (draws.method === "parametric")
    list.push({
      code: "few-runs",
      severity: "note",
      message: draws.note ?? "",
      hint: "intervals show noise around this law, not doubt about the law itself",
    });
  if (draws.failed > 0)
    list.push({
      code: "failed-refits",
      severity: draws.failed > THRESHOLDS.failedRefits * draws.replicates ? "error" : "warning",
      message: `${draws.failed} of ${draws.replicates} refits did not converge and are left out of the intervals`,
      hint: "intervals lean on the resamples that were easy; fewer free parameters would fit all",
    });
  return list;
}
