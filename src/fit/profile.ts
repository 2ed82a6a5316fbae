import { UsageError } from "../errors.ts";
import { root } from "../numeric/root.ts";
import { suggestion } from "../words.ts";
import { allowance } from "./allowance.ts";
import { linearize } from "./covariance.ts";
import { newton, type Search } from "./newton.ts";
import { natural, type Problem, problem } from "./problem.ts";
import { isBetter, restarted } from "./restart.ts";
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
  /** Where that was, on the solved scale, if the fit is not the optimum. */
  better?: readonly number[];
}

/** Places on each side, and how far they go (factors of e on log scale, else halves of the estimate): to a bound that is near enough. */
const PLACES = 20;
const REACH = 10;
const FARTHEST = 25;
/** Fresh searches at each place beside the one that walks along: a ridge may have several valleys. */
const SEARCHES = 4;
/** Steps of a fresh search: one that arrives takes tens, and one that creeps along a ridge would take most of the time of all. */
const FRESH = 200;

/**
 * Profile of one parameter: the objective against its value, all others fitted again at each.
 *
 * The interval holds the values at which the objective rises by less than `allowance`: q²/2 · σ², q Student's quantile.
 *
 * @param key a free parameter, as "RD" or "RD[ar]".
 * @param level between 0 and 1.
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
  if (!(level > 0 && level < 1)) throw new UsageError(`Cannot profile at level ${level}: expected a share between 0 and 1`, "as 0.95");
  const { residuals } = linearize(set, Float64Array.from(fit.solution));
  const ceiling = Math.log(fit.objective + allowance(residuals, set.unknowns.length, fit.options, level));

  const best = fit.solution[p] as number;
  const at = held(set, p, Float64Array.from(fit.solution), fit.options.seed);
  const points: ProfilePoint[] = [{ value: natural(unknown, best), objective: fit.objective }];
  let lowest: { objective: number; theta: readonly number[] } = { objective: fit.objective, theta: fit.solution };
  const side = (sign: 1 | -1): number | undefined => {
    const end = sign > 0 ? unknown.high : unknown.low;
    const size = unknown.parameter.scale === "log" ? 1 : Math.max(Math.abs(best), 0.1) / 2;
    const reach = Number.isFinite(end) ? Math.min(Math.abs(end - best) / size, FARTHEST) : REACH;
    let before = best;
    for (let i = 1; i <= PLACES; i++) {
      const wanted = best + sign * size * reach * (i / PLACES) ** 2;
      const x = sign > 0 ? Math.min(wanted, end) : Math.max(wanted, end);
      if (x === before) return undefined;
      const { objective, theta } = at(x);
      points.push({ value: natural(unknown, x), objective });
      if (objective < lowest.objective) lowest = { objective, theta: [...theta] };
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
    lowest: lowest.objective / fit.objective,
    ...(isBetter(lowest.objective, fit) && { better: lowest.theta }),
  };
}

/** The lowest objective with unknown `p` at a value: from where the last one ended, and from a few fresh starts. */
function held(set: Problem, p: number, solution: Float64Array, seed: number): (x: number) => Pick<Search, "objective" | "theta"> {
  const weights = new Float64Array(set.rows.length).fill(1);
  const fresh = starts(set, SEARCHES, seed);
  let last = solution;
  return (x) => {
    const bounded = { ...set, unknowns: set.unknowns.map((u, q) => (q === p ? { ...u, low: x, high: x } : u)) };
    const search = (start: Float64Array, most?: number): Search =>
      newton(bounded, Float64Array.from(start), weights, THRESHOLDS.arrivedResample, false, most);
    const ends = [search(last), search(solution), ...fresh.map((start) => search(start, FRESH))];
    const lowest = ends.reduce((a, b) => (b.objective < a.objective ? b : a));
    if (Number.isFinite(lowest.objective)) last = lowest.theta;
    return lowest;
  };
}

/**
 * A fit with the profile interval of every parameter that its draws do not determine, in `profiles`; their diagnostics say both.
 *
 * If a profile meets a better optimum, what comes back is the fit done again from there, without draws and intervals (they belonged to the
 * other optimum): draw again. Its diagnostic `restarted` says so.
 *
 * @param level share of confidence of the profiles. Default 0.95.
 * @example
 * Object.keys(withProfiles(fitted)).includes("profiles") // true
 */
export function withProfiles(fit: Fit, level = 0.95): Fit {
  const doubtful = [
    ...new Set(fit.diagnostics.filter((d) => d.code === "not-identified" && d.parameter).map((d) => d.parameter as string)),
  ];
  const profiles: Record<string, Interval> = {};
  for (const key of doubtful) {
    const { interval, better } = profile(fit, key, level);
    if (better) return restarted(fit, `the profile of ${key}`, better);
    profiles[key] = interval;
  }
  const diagnostics = fit.diagnostics.map((d) => {
    const found = d.code === "not-identified" && d.parameter ? profiles[d.parameter] : undefined;
    return found ? { ...d, message: `${d.message}; profile: ${said(found)}` } : d;
  });
  return { ...fit, diagnostics, profiles };
}

function said({ low, high }: Interval): string {
  const text = (x: number): string => (Math.abs(x) >= 1e5 || Math.abs(x) < 1e-3 ? x.toExponential(1) : String(Number(x.toPrecision(3))));
  if (high === Number.POSITIVE_INFINITY)
    return low === 0 || low === Number.NEGATIVE_INFINITY ? "no bound on either side" : `above ${text(low)}`;
  return low === 0 || low === Number.NEGATIVE_INFINITY ? `below ${text(high)}` : `${text(low)} to ${text(high)}`;
}
