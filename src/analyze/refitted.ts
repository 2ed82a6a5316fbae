import { IsolossError } from "../errors.ts";
import { checkDesign } from "../fit/design.ts";
import { statusOf } from "../fit/diagnose.ts";
import { newton } from "../fit/newton.ts";
import { natural, type Problem, problem } from "../fit/problem.ts";
import { starts } from "../fit/starts.ts";
import { THRESHOLDS } from "../fit/thresholds.ts";
import type { Fit, FitOptions, Status } from "../fit/types.ts";
import type { Observation } from "../run.ts";
import type { Headline } from "./headline.ts";
import { type Scale, solved, variancesOf } from "./movement.ts";
import { predictorOf } from "./predictor.ts";

/** A fit again with something changed: from its optimum and from a few fresh starts, the lowest of which counts. */
export interface Refitted {
  rows: number;
  /** Free and separate parameters, by key. */
  estimates: Readonly<Record<string, number>>;
  objective: number;
  status: Status;
  /** Undefined where the law has none there. */
  headline: number | undefined;
  /** How far each estimate moved from the fit's and which way, in half widths of its interval (on the scale that is solved for); 0 where that has no end. */
  moved: Readonly<Record<string, number>>;
  /** How far fewer rows alone let each estimate move, in the same unit: √(V_rest/V − 1), by curvature. */
  explained: Readonly<Record<string, number>>;
}

/** Beside the optimum: what is changed may lead to another valley. */
const FRESH = 4;

/** Why a fit cannot be examined. */
export function requireExaminable({ status, law, n }: Fit): void {
  if (status === "not-converged")
    throw new IsolossError(
      `Cannot audit the fit of law "${law.id}": it did not converge`,
      "fit it with --starts 256, fewer free parameters, or another law",
    );
  if (status === "exact")
    throw new IsolossError(`Cannot audit the fit of law "${law.id}": it passes through all of its ${n} rows`, "add runs");
}

/** @throws IsolossError where the rows cannot determine the law. */
export function refitted(
  fit: Fit,
  change: { rows?: readonly Observation[]; options?: Partial<FitOptions> },
  scale: Readonly<Record<string, Scale>>,
  headline: Headline,
): Refitted & { set: Problem; theta: Float64Array } {
  const set = problem(fit.law, change.rows ?? fit.observations, { ...fit.options, ...change.options });
  if (set.rows.length <= set.unknowns.length)
    throw new IsolossError(`${set.rows.length} rows for ${set.unknowns.length} parameters leave nothing over`);
  checkDesign(set);
  const weights = new Float64Array(set.rows.length).fill(1);
  const optimum = Float64Array.from(set.unknowns, (u) => solved(u, fit.estimates[u.key] as number));
  const best = [optimum, ...starts(set, FRESH, fit.options.seed)]
    .map((start) => newton(set, start, weights, THRESHOLDS.arrived))
    .reduce((a, b) => (b.end !== "infeasible" && (a.end === "infeasible" || b.objective < a.objective) ? b : a));
  const estimates = Object.fromEntries(set.unknowns.map((u, p) => [u.key, natural(u, best.theta[p] as number)]));
  const moved = set.unknowns.map((u, p): [string, number] => [
    u.key,
    ((best.theta[p] as number) - (optimum[p] as number)) / (scale[u.key] as Scale).half,
  ]);
  const variances = variancesOf(set, optimum);
  const explained = set.unknowns.map((u, p): [string, number] => [
    u.key,
    Math.sqrt(Math.max((variances[p] as number) / (scale[u.key] as Scale).variance - 1, 0)),
  ]);
  return {
    rows: set.rows.length,
    estimates,
    objective: best.objective,
    status: statusOf(set, best),
    headline: set.blocks.some(({ level }) => level === headline.level)
      ? headline.of(predictorOf(fit.law, set.parameters(best.theta, headline.level)))
      : undefined,
    moved: Object.fromEntries(moved),
    explained: Object.fromEntries(explained),
    set,
    theta: best.theta,
  };
}
