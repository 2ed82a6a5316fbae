import { IsolossError } from "../errors.ts";
import type { Law } from "../laws/law.ts";
import type { Observation } from "../run.ts";
import { hash } from "../table/hash.ts";
import { VERSION } from "../version.ts";
import { confirm } from "./confirm.ts";
import { checkDesign } from "./design.ts";
import { diagnoseSearch, statusOf } from "./diagnose.ts";
import { diagnoseMoved } from "./diagnoseMoved.ts";
import { diagnoseResiduals } from "./diagnoseResiduals.ts";
import { diagnoseRows } from "./diagnoseRows.ts";
import { diagnoseIdentification } from "./identification.ts";
import { metrics } from "./metrics.ts";
import type { Search } from "./newton.ts";
import { natural, type Problem, problem, tiedKeys } from "./problem.ts";
import { responses } from "./response.ts";
import { search } from "./search.ts";
import { THRESHOLDS } from "./thresholds.ts";
import type { Census, Diagnostic, Fit, FitOptions } from "./types.ts";

/** How a law is fitted where nothing else is said. */
export const DEFAULTS: FitOptions = { loss: "huber", delta: 1e-3, residual: "log", fixed: {}, tied: {}, bounds: {}, starts: 64, seed: 0 };

/**
 * Fits a law to rows.
 *
 * Minimises Σ ρ(r) with r = ln predicted − ln observed (or predicted − observed, nats/token) and ρ Huber's function (or r²/2): searches from many
 * starts by Newton steps with the exact Hessian, asks a second algorithm to confirm, and says in `status` and `diagnostics` what to make of it.
 *
 * @param law a law of the registry or from `findLaw`.
 * @param observations rows with the quantities that the law reads; loss in nats/token.
 * @param options what differs from `DEFAULTS`.
 * @returns plain data, without intervals: see `bootstrap` and `withIntervals`.
 * @throws IsolossError when there can be no result: rows without a quantity, fewer rows than parameters, a design that cannot determine the law.
 * @throws UsageError for options that name no parameter of the law.
 * @example
 * fit(findLaw("chinchilla"), rows).status // "converged"
 */
export function fit(law: Law, observations: readonly Observation[], options: Partial<FitOptions> = {}): Fit {
  const full = optionsFor(law, options);
  if (observations.length === 0) throw new IsolossError("Cannot fit: there are no rows", "see what was read with: isoloss runs PATH");
  responses(law, observations);
  const set = problem(law, sorted(observations), full);
  const design = checkDesign(set);
  const { best, census } = search(set);
  return fitAt(set, [...diagnoseMoved(set, best), ...design], best, census);
}

/** All options of a fit: what is given, else what suits the law. */
export function optionsFor(law: Law, options: Partial<FitOptions>): FitOptions {
  // Errors of an accuracy do not add to its logarithm, as those of a loss do.
  return { ...DEFAULTS, ...(law.response && { residual: "linear", loss: "squared" }), ...options };
}

/** What is to be said of a problem whose search has ended. */
export function fitAt(set: Problem, design: readonly Diagnostic[], best: Search, census: Census): Fit {
  const confirmation = confirm(set, best);
  const end = statusOf(set, best);
  // At a corner no step goes down, which alone does not make it a minimum: others must come to it too.
  const met = confirmation.agrees || census.agreed >= Math.max(2, THRESHOLDS.agreement * census.starts);
  const status = end === "kink" && !met ? "not-converged" : end;
  return {
    law: set.law,
    group: {},
    n: set.rows.length,
    runs: trainings(set.rows),
    estimates: estimatesOf(set, best.theta),
    objective: best.objective,
    status,
    intervals: {},
    metrics: metrics(set, best.theta),
    diagnostics: [
      ...diagnoseSearch(set, best, status, census, confirmation),
      ...design,
      ...diagnoseRows(set, best.theta),
      ...(status === "exact" || status === "not-converged" ? [] : diagnoseIdentification(set, best)),
      ...(status === "exact" || status === "not-converged" ? [] : diagnoseResiduals(set, best)),
    ],
    census,
    confirmation,
    options: set.options,
    data: { sha256: hash(set.rows), rows: set.rows.length },
    version: VERSION,
    solution: [...best.theta],
    observations: set.rows,
  };
}

/** One order whatever the order of the logs: equal rows then give equal bits. */
function sorted(observations: readonly Observation[]): Observation[] {
  const key = (row: Observation): string =>
    JSON.stringify([row.run, row.tokens ?? 0, row.epochs ?? 0, row.members ?? 0, row.params ?? 0, row.loss]);
  return observations
    .map((row) => ({ row, key: key(row) }))
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
    .map(({ row }) => row);
}

/** Free and separate parameters by key, then held and tied ones. */
function estimatesOf(set: Problem, theta: ArrayLike<number>): Record<string, number> {
  const found: Record<string, number> = {};
  set.unknowns.forEach((u, i) => {
    found[u.key] = natural(u, theta[i] as number);
  });
  for (const [name, value] of Object.entries(set.options.fixed)) found[name] = value;
  for (const { level = "" } of set.blocks)
    for (const [name, value] of Object.entries(set.options.separate?.held?.[level] ?? {})) found[`${name}[${level}]`] = value;
  for (const [key, other] of tiedKeys(set)) found[key] = found[other] as number;
  return found;
}

/** Trainings among the rows: members, where the rows are subsets of them. */
export function trainings(rows: readonly Observation[]): number {
  return new Set(rows.flatMap((row) => row.memberRuns ?? [row.run])).size;
}
