import { hash } from "../table/hash.ts";
import { VERSION } from "../version.ts";
import { statusOf } from "./diagnose.ts";
import { warning } from "./diagnostic.ts";
import { trainings } from "./fit.ts";
import { undetermined } from "./identification.ts";
import { newton, settled } from "./newton.ts";
import { natural, type Problem, tiedKeys } from "./problem.ts";
import { starts } from "./starts.ts";
import { THRESHOLDS } from "./thresholds.ts";
import type { Fit } from "./types.ts";

/**
 * A fit without its audit, for simulations by the hundred: the lowest of the searches from `near` and a few fresh starts, not confirmed by a second
 * algorithm; of its diagnostics it has `not-identified` alone, and whether the design can determine the law is not asked (`checkDesign`).
 *
 * @param near where to search first, on the solved scale: the truth that rows were simulated from.
 * @returns undefined where no search arrives at a minimum.
 */
export function leanFit(set: Problem, near: Float64Array): Fit | undefined {
  const weights = new Float64Array(set.rows.length).fill(1);
  const ends = [
    newton(set, near, weights, THRESHOLDS.arrivedStart),
    ...starts(set, set.options.starts, set.options.seed).map((start) => newton(set, start, weights, THRESHOLDS.arrivedStart, true)),
  ];
  const usable = ends.filter(({ end }) => end !== "infeasible").sort((a, b) => a.objective - b.objective);
  const [lowest] = usable;
  if (!lowest) return undefined;
  const best = settled(set, newton(set, lowest.theta, weights, THRESHOLDS.arrived), weights);
  const status = statusOf(set, best);
  if (status === "exact" || status === "not-converged") return undefined;
  const open = undetermined(set, best).map((parameter) => ({
    ...warning("not-identified", `${parameter} is not identified: the rows do not determine it`, "quote a prediction instead"),
    parameter,
  }));
  return { ...fitWith(set, best.theta), status, objective: best.objective, diagnostics: open };
}

/** A law on rows as a fit whose parameters are given, on the solved scale, and were not searched for. */
export function fitWith(set: Problem, theta: Float64Array): Fit {
  const estimates: Record<string, number> = Object.fromEntries(set.unknowns.map((u, p) => [u.key, natural(u, theta[p] as number)]));
  Object.assign(estimates, set.options.fixed);
  for (const [key, other] of tiedKeys(set)) estimates[key] = estimates[other] as number;
  const objective = set.objective(theta, new Float64Array(set.rows.length).fill(1));
  return {
    law: set.law,
    group: {},
    n: set.rows.length,
    runs: trainings(set.rows),
    estimates,
    objective,
    status: "converged",
    intervals: {},
    metrics: {},
    diagnostics: [],
    census: { starts: 0, best: objective, agreed: 0, failed: 0, others: [] },
    confirmation: {
      agrees: false,
      objective: Number.NaN,
      difference: Number.NaN,
      distance: Number.NaN,
      skipped: "one of many simulated fits",
    },
    options: set.options,
    data: { sha256: hash(set.rows), rows: set.rows.length },
    version: VERSION,
    solution: [...theta],
    observations: set.rows,
  };
}
