import { sampleStandardDeviation } from "simple-statistics";
import { clustersOf } from "./clusters.ts";
import { type Curvature, groundOf, rowsInside, sandwich, wald } from "./curvature.ts";
import { floorOf, openDraws } from "./identification.ts";
import type { Search } from "./newton.ts";
import { natural, type Problem, type Unknown } from "./problem.ts";
import { THRESHOLDS } from "./thresholds.ts";
import type { Draws, Interval, IntervalKind } from "./types.ts";

/**
 * The kinds of interval that cost nothing once there are draws: the draws' own, Gauss-Newton and the sandwich, of every unknown in order. What a
 * kind takes for granted and the rows do not grant is said in its `caution`.
 */
export function cheapKinds(
  set: Problem,
  found: Search,
  draws: Draws | undefined,
  intervals: Readonly<Record<string, Interval>>,
  level: number,
): Record<string, IntervalKind>[] {
  const by = draws?.cluster ?? "run";
  const rows = set.rows.length;
  const ground = groundOf(set, found);
  const gauss = wald(ground, level);
  const robust = sandwich(ground, level, by);
  const inside = rowsInside(ground);
  const dependent = dependence(set, by) || few(gauss);
  const noisy =
    inside < Math.min(rows, THRESHOLDS.insidePerParameter * set.unknowns.length)
      ? `leans on the ${inside} of ${rows} rows within Huber's threshold`
      : few(robust);
  return set.unknowns.map((u, p) => ({
    [draws?.method ?? "bootstrap"]: drawn(u, p, draws, intervals[u.key]),
    wald: curved(set, found, p, gauss, level, "wald", dependent),
    sandwich: curved(set, found, p, robust, level, "sandwich", noisy),
  }));
}

/** What a kind takes for granted that counts every row as independent; empty where every row is. */
export function dependence(set: Problem, by: string): string {
  const clusters = clustersOf(set, by).flat().length;
  const rows = set.rows.length;
  return clusters < rows ? `takes the ${rows} rows for independent, which form ${clusters} cluster${clusters === 1 ? "" : "s"}` : "";
}

function few({ freedom }: Curvature): string {
  return freedom < THRESHOLDS.fewRuns ? `has ${freedom} degree${freedom === 1 ? "" : "s"} of freedom for its spread` : "";
}

function drawn(u: Unknown, p: number, draws: Draws | undefined, interval: Interval | undefined): IntervalKind {
  if (!draws || !interval) return { reason: "the fit has no draws" };
  if (draws.theta.length < 2) return { reason: "too few refits converged" };
  if (isOneSided(u, interval)) return { interval };
  const values = openDraws(
    u,
    draws.theta.map((theta) => theta[p] as number),
  );
  // Without the draws that have no end, it would be that of the easy ones.
  return { interval, ...(values.every(Number.isFinite) && { standardError: sampleStandardDeviation(values) }) };
}

/** Whether a side of an interval has no end. */
export function isOneSided(u: Unknown, { low, high }: Interval): boolean {
  return high === Number.POSITIVE_INFINITY || low === floorOf(u);
}

function curved(
  set: Problem,
  found: Search,
  p: number,
  { errors, half, reasons }: Curvature,
  level: number,
  method: string,
  caution: string,
): IntervalKind {
  if (reasons[p]) return { reason: reasons[p] };
  const u = set.unknowns[p] as Unknown;
  const clamped = u.parameter.name in set.options.bounds;
  const centre = found.theta[p] as number;
  const error = errors[p] as number;
  const reach = half * error;
  const far = u.parameter.scale === "log" && 2 * reach > Math.log(THRESHOLDS.unbounded);
  // A bound that the user set is no end of what the rows allow; the law's own is.
  const [low, high] = clamped ? [Math.max(centre - reach, u.low), Math.min(centre + reach, u.high)] : [centre - reach, centre + reach];
  const interval = {
    low: !clamped && (far || low <= u.low) ? floorOf(u) : natural(u, low),
    high: !clamped && (far || high >= u.high) ? Number.POSITIVE_INFINITY : natural(u, high),
    level,
    method,
  };
  const standardError = error * (u.parameter.scale === "log" ? natural(u, centre) : 1);
  return { interval, ...(!isOneSided(u, interval) && { standardError }), ...(caution && { caution }) };
}
