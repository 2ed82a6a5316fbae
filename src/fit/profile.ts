import { UsageError } from "../errors.ts";
import { root } from "../numeric/root.ts";
import { suggestion } from "../words.ts";
import { newton } from "./newton.ts";
import { natural, type Problem, problem } from "./problem.ts";
import { starts } from "./starts.ts";
import { THRESHOLDS } from "./thresholds.ts";
import type { Fit, Interval } from "./types.ts";

/** The objective with one parameter held and all others fitted again. */
export interface ProfilePoint {
  /** In the parameter's own unit. */
  value: number;
  objective: number;
}

export interface Profile {
  key: string;
  points: readonly ProfilePoint[];
  /** A side on which the objective never rises enough is 0 or ±Infinity. */
  interval: Interval;
  /** The lowest objective met, relative to the fit's: below 1 by more than rounding, the fit is not the optimum. */
  lowest: number;
}

/** χ² of one degree of freedom at the usual levels; others are refused rather than approximated. */
const CHI_SQUARED: Readonly<Record<string, number>> = { "0.68": 0.989, "0.9": 2.706, "0.95": 3.841, "0.99": 6.635 };
/** Places on each side, and how far they go (factors of e on log scale, else halves of the estimate): to a bound that is near enough. */
const PLACES = 20;
const REACH = 10;
const FARTHEST = 25;
/** Fresh searches at each place beside the one that walks along: a ridge may have several valleys. */
const SEARCHES = 4;

/**
 * Profile of one parameter: the objective against its value, all others fitted again at each.
 *
 * The interval holds the values at which the objective S stays below S_min·exp(χ²/(k·n)), χ² of one degree of freedom: k = 1 for squared loss
 * (normal errors of unknown spread), k = 2 for Huber's loss when most residuals lie beyond its threshold (Laplace errors).
 *
 * @param key a free parameter, as "RD" or "RD[ar]".
 * @param level 0.68, 0.9, 0.95 or 0.99.
 * @throws UsageError for a parameter that the fit does not have free, or another level.
 * @example
 * profile(fitted, "RD").interval.method // "profile"
 */
export function profile(fit: Fit, key: string, level = 0.95): Profile {
  const set = problem(fit.law, fit.observations, fit.options);
  const p = set.unknowns.findIndex((u) => u.key === key);
  const unknown = set.unknowns[p];
  if (!unknown)
    throw new UsageError(
      `Cannot profile "${key}": it is not a free parameter of the fit`,
      suggestion(
        key,
        set.unknowns.map((u) => u.key),
        "the free parameters are",
      ),
    );
  const chiSquared = CHI_SQUARED[String(level)];
  if (chiSquared === undefined)
    throw new UsageError(`Cannot profile at level ${level}: expected one of ${Object.keys(CHI_SQUARED).join(", ")}`);
  const k = fit.options.loss === "huber" && (fit.metrics.insideDelta ?? 1) < 0.5 ? 2 : 1;
  const ceiling = Math.log(fit.objective) + chiSquared / (k * fit.n);

  const best = fit.solution[p] as number;
  const at = held(set, p, Float64Array.from(fit.solution), fit.options.seed);
  const points: ProfilePoint[] = [{ value: natural(unknown, best), objective: fit.objective }];
  const side = (sign: 1 | -1): number | undefined => {
    const end = sign > 0 ? unknown.high : unknown.low;
    const size = unknown.parameter.scale === "log" ? 1 : Math.max(Math.abs(best), 0.1) / 2;
    const reach = Number.isFinite(end) ? Math.min(Math.abs(end - best) / size, FARTHEST) : REACH;
    let before = best;
    for (let i = 1; i <= PLACES; i++) {
      const wanted = best + sign * size * reach * (i / PLACES) ** 2;
      const x = sign > 0 ? Math.min(wanted, end) : Math.max(wanted, end);
      if (x === before) return undefined;
      const { objective } = at(x);
      points.push({ value: natural(unknown, x), objective });
      if (Math.log(objective) > ceiling) return root((u) => Math.log(at(u).objective) - ceiling, before, x, 1e-6) ?? x;
      before = x;
    }
    return undefined;
  };
  const low = side(-1);
  const high = side(1);
  const floor = unknown.parameter.scale === "log" ? 0 : unknown.low;
  return {
    key,
    points: points.sort((a, b) => a.value - b.value),
    interval: {
      low: low === undefined ? floor : natural(unknown, low),
      high: high === undefined ? Number.POSITIVE_INFINITY : natural(unknown, high),
      level,
      method: "profile",
    },
    lowest: Math.min(...points.map((point) => point.objective)) / fit.objective,
  };
}

/** The lowest objective with unknown `p` at a value: from where the last one ended, and from a few fresh starts. */
function held(set: Problem, p: number, solution: Float64Array, seed: number): (x: number) => { objective: number } {
  const weights = new Float64Array(set.rows.length).fill(1);
  const fresh = starts(set, SEARCHES, seed);
  let last = solution;
  return (x) => {
    const bounded = { ...set, unknowns: set.unknowns.map((u, q) => (q === p ? { ...u, low: x, high: x } : u)) };
    const ends = [last, solution, ...fresh].map((start) => newton(bounded, Float64Array.from(start), weights, THRESHOLDS.arrivedResample));
    const lowest = ends.reduce((a, b) => (b.objective < a.objective ? b : a));
    if (Number.isFinite(lowest.objective)) last = lowest.theta;
    return { objective: lowest.objective };
  };
}

/**
 * A fit with the profile interval of every parameter that its draws do not determine, in `profiles`; their diagnostics say both.
 *
 * @example
 * Object.keys(withProfiles(fitted)).includes("profiles") // true
 */
export function withProfiles(fit: Fit, level = 0.95): Fit {
  const doubtful = [
    ...new Set(fit.diagnostics.filter((d) => d.code === "not-identified" && d.parameter).map((d) => d.parameter as string)),
  ];
  const profiles = Object.fromEntries(doubtful.map((key) => [key, profile(fit, key, level)]));
  const better = Object.values(profiles).find((p) => p.lowest < 1 - THRESHOLDS.sameOptimum);
  const diagnostics = fit.diagnostics.map((d) => {
    const found = d.code === "not-identified" && d.parameter ? profiles[d.parameter] : undefined;
    return found ? { ...d, message: `${d.message}; profile: ${said(found.interval)}` } : d;
  });
  if (better)
    diagnostics.push({
      code: "optima-disagree",
      severity: "warning",
      message: `the profile of ${better.key} met an objective ${((1 - better.lowest) * 100).toPrecision(2)} % below the fit's`,
      hint: "the fit is not at the global optimum: raise --starts",
    });
  return { ...fit, diagnostics, profiles: Object.fromEntries(Object.entries(profiles).map(([key, { interval }]) => [key, interval])) };
}

function said({ low, high }: Interval): string {
  const text = (x: number): string => (Math.abs(x) >= 1e5 || Math.abs(x) < 1e-3 ? x.toExponential(1) : String(Number(x.toPrecision(3))));
  if (high === Number.POSITIVE_INFINITY)
    return low === 0 || low === Number.NEGATIVE_INFINITY ? "no bound on either side" : `above ${text(low)}`;
  return low === 0 || low === Number.NEGATIVE_INFINITY ? `below ${text(high)}` : `${text(low)} to ${text(high)}`;
}
