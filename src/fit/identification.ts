import { gramian, inverse, linearize, variance } from "./covariance.ts";
import { flatDirection, vanished } from "./diagnose.ts";
import { format, warning } from "./diagnostic.ts";
import type { Search } from "./newton.ts";
import { natural, type Problem, type Unknown } from "./problem.ts";
import { THRESHOLDS } from "./thresholds.ts";
import type { Diagnostic, Interval } from "./types.ts";

/**
 * Which parameters the rows do not determine: by the draws' intervals where there are draws, else by the curvature's standard error; and in
 * either case those that move no prediction at the optimum or lie along a flat direction. Refits start at the optimum and stay there on a flat
 * floor, so a narrow interval is no proof against those.
 */
export function diagnoseIdentification(problem: Problem, found: Search, intervals?: Readonly<Record<string, Interval>>): Diagnostic[] {
  const P = problem.unknowns.length;
  const free = problem.unknowns.map((_, p) => p).filter((p) => !found.held[p]);
  const linear = linearize(problem, found.theta);
  const covariance = inverse(gramian(linear, P, free), free.length);
  const s2 = variance(linear.residuals, free.length);
  const idle = new Set(vanished(problem, found));
  const flat = flatDirection(problem, found) ?? [];
  return problem.unknowns.flatMap((u, p) => {
    // Without draws, "at-bound" has said it already; a bound that the user set is no evidence of the rows.
    if ((found.held[p] && !intervals) || u.parameter.name in problem.options.bounds) return [];
    const a = free.indexOf(p);
    const spread = 3.92 * Math.sqrt((covariance?.[a * free.length + a] ?? Number.POSITIVE_INFINITY) * s2);
    const interval = intervals?.[u.key];
    const reason = idle.has(u.key)
      ? "it moves no prediction at the optimum"
      : flat.includes(u.key)
        ? `it trades off freely with ${flat.filter((key) => key !== u.key).join(", ") || "nothing"}`
        : interval
          ? byInterval(u, interval)
          : byCurvature(u, found.theta[p] as number, spread);
    const hint = "quote a bound or a prediction instead; runs that change its term alone would determine it";
    return reason ? [{ ...warning("not-identified", `${u.key} is not identified: ${reason}`, hint), parameter: u.key }] : [];
  });
}

/** Parameters that nothing determines at the optimum: refits do not move them, so their draws say nothing. */
export function undetermined(problem: Problem, found: Search): string[] {
  return [...vanished(problem, found), ...(flatDirection(problem, found) ?? [])];
}

/** A replicate at a bound of the search is one whose data gave no finite value: so close to the bound counts as at it (solved scale). */
const TOUCH = 1e-6;

/** Draws in the parameter's unit; one at a bound of the search has no finite value, and whether that shows depends on the level alone. */
export function openDraws(u: Unknown, solved: readonly number[]): number[] {
  return solved.map((x) => (x >= u.high - TOUCH ? Number.POSITIVE_INFINITY : x <= u.low + TOUCH ? floorOf(u) : natural(u, x)));
}

/** The lowest value that a parameter can have: an interval that ends there is open. */
export function floorOf(u: Unknown): number {
  return u.parameter.scale === "log" ? 0 : u.parameter.low;
}

function byInterval(u: Unknown, { low, high, level }: Interval): string {
  const [openBelow, openAbove] = [low === floorOf(u), high === Number.POSITIVE_INFINITY];
  if (openBelow && openAbove) return "no bound on either side";
  if (openAbove) return `only above ${format(low)} is known`;
  if (openBelow) return `only below ${format(high)} is known`;
  const said = `its ${level * 100} % interval, ${format(low)} to ${format(high)},`;
  if (u.parameter.scale === "linear" && u.parameter.start && low <= 0 && high >= 0) return `${said} includes 0`;
  const wide = u.parameter.scale === "log" || u.parameter.start !== undefined;
  return wide && high / low > THRESHOLDS.decades ? `${said} spans more than a factor ${THRESHOLDS.decades}` : "";
}

function byCurvature(u: Unknown, theta: number, spread: number): string {
  if (u.parameter.scale === "log")
    return spread > Math.log(THRESHOLDS.decades) ? `by curvature its 95 % interval spans more than a factor ${THRESHOLDS.decades}` : "";
  return u.parameter.start && spread / 2 > Math.abs(theta) ? "by curvature its 95 % interval includes 0" : "";
}
