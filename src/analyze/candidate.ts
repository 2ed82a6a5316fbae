import { IsolossError, UsageError } from "../errors.ts";
import { columns } from "../fit/columns.ts";
import { checkDesign } from "../fit/design.ts";
import { statusOf } from "../fit/diagnose.ts";
import { optionsFor } from "../fit/fit.ts";
import { newton, type Search } from "../fit/newton.ts";
import { freeParameters, label, problem } from "../fit/problem.ts";
import { responses } from "../fit/response.ts";
import { search } from "../fit/search.ts";
import { THRESHOLDS } from "../fit/thresholds.ts";
import type { Fit, FitOptions, Status } from "../fit/types.ts";
import { interpreter } from "../formula/interpret.ts";
import { formulaOf } from "../laws/define.ts";
import type { Law } from "../laws/law.ts";
import type { Observation } from "../run.ts";
import { criteria, type Gaussian, logErrors } from "./gaussian.ts";

/** A law and how it is to be fitted. */
export interface Candidate {
  law: Law;
  options: Partial<FitOptions>;
}

/** Root mean squared log error of rows that a law was not fitted to, and the refits that did not converge. */
export interface LeftOut {
  rmsle: number;
  fits: number;
  notConverged: number;
}

/** More refits than these are not made. */
const MOST_REFITS = 400;

/** Free unknowns of a law under its options, `separate` left aside. */
export function freeCount({ law, options }: Candidate): number {
  return freeParameters(law, { fixed: {}, tied: {}, ...options }).length;
}

/**
 * Log errors, ln predicted − ln observed, of rows that a law was not fitted to.
 *
 * @throws IsolossError with why the law cannot be fitted to the rows for training, or cannot predict the others.
 */
export function heldOutErrors(
  { law, options }: Candidate,
  train: readonly Observation[],
  heldOut: readonly Observation[],
  starts: number,
): { errors: number[]; status: Status } {
  const set = problem(law, train, { ...optionsFor(law, options), starts });
  if (train.length <= set.unknowns.length)
    throw new IsolossError(`Cannot fit law "${law.id}": ${train.length} rows for ${set.unknowns.length} parameters leave nothing over`);
  checkDesign(set);
  const { best } = search(set);
  const lossOf = interpreter(formulaOf(law));
  const data = columns(heldOut, law.quantities);
  const observed = responses(law, heldOut);
  const errors = heldOut.map((row, i) => {
    const level = set.options.separate && label(row, set.options.separate.by);
    if (level !== undefined && set.blocks.every((block) => block.level !== level))
      throw new IsolossError(`Cannot predict run "${row.run}": no run below it has ${set.options.separate?.by} "${level}"`);
    const at = Object.fromEntries(law.quantities.map((symbol) => [symbol, data[symbol]?.[i] as number]));
    const predicted = lossOf({ ...set.parameters(best.theta, level), ...at });
    if (!(predicted > 0 && predicted < Number.POSITIVE_INFINITY))
      throw new IsolossError(`Cannot predict run "${row.run}": the fitted law gives ${predicted}`);
    return Math.log(predicted / (observed[i] as number));
  });
  return { errors, status: statusOf(set, best) };
}

/** The same rows under squared loss on log residuals, from the fit's optimum and from fresh starts. */
export function gaussianOf(fit: Fit, starts: number): Gaussian {
  const set = problem(fit.law, fit.observations, { ...fit.options, loss: "squared", residual: "log", starts });
  const weights = new Float64Array(set.rows.length).fill(1);
  const ends = [newton(set, Float64Array.from(fit.solution), weights, THRESHOLDS.arrived), search(set).best];
  const best = ends.reduce((a, b) => (b.objective < a.objective || a.end === "infeasible" ? b : a));
  const sum = logErrors(set, best.theta).reduce((total, e) => total + e * e, 0);
  return {
    rmsle: Math.sqrt(sum / set.rows.length),
    ...criteria(sum, set.rows.length, set.unknowns.length),
    converged: statusOf(set, best) !== "not-converged",
  };
}

/** Each run left out in turn, the rest refitted from the optimum of all; or why that is not done. */
export function leaveOneRunOut(fit: Fit): LeftOut | { skipped: string } {
  const set = problem(fit.law, fit.observations, fit.options);
  const runs = [...new Set(set.rows.map((row) => row.run))];
  if (runs.length > MOST_REFITS) return { skipped: `${runs.length} runs would take as many refits, and at most ${MOST_REFITS} are made` };
  if (set.rows.length <= set.unknowns.length + 1) return { skipped: "no degree of freedom would be left" };
  let sum = 0;
  let notConverged = 0;
  for (const run of runs) {
    const weights = Float64Array.from(set.rows, (row) => (row.run === run ? 0 : 1));
    const end = newton(set, Float64Array.from(fit.solution), weights, THRESHOLDS.arrivedResample);
    if (!arrived(end)) notConverged++;
    const errors = logErrors(set, end.theta);
    set.rows.forEach((row, i) => {
      if (row.run === run) sum += (errors[i] as number) ** 2;
    });
  }
  return { rmsle: Math.sqrt(sum / set.rows.length), fits: runs.length, notConverged };
}

function arrived({ end, decrement, objective }: Search): boolean {
  return end === "arrived" || (end === "stalled" && decrement < THRESHOLDS.sameOptimum * objective);
}

/** Of options for all laws, those that name parameters of this one. */
export function optionsOf(law: Law, options: Partial<FitOptions>): Partial<FitOptions> {
  const names = new Set(law.parameters.map((p) => p.name));
  const own = <T>(record: Readonly<Record<string, T>> = {}): Record<string, T> =>
    Object.fromEntries(Object.entries(record).filter(([name]) => names.has(name)));
  const { separate, tied, ...rest } = options;
  const parameters = separate?.parameters.filter((name) => names.has(name)) ?? [];
  const held = Object.entries(separate?.held ?? {}).map(([level, values]) => [level, own(values)] as const);
  const holds = held.some(([, values]) => Object.keys(values).length > 0);
  return {
    ...rest,
    fixed: own(options.fixed),
    bounds: own(options.bounds),
    tied: Object.fromEntries(Object.entries(own(tied)).filter(([, other]) => names.has(other))),
    ...(separate &&
      (parameters.length > 0 || holds) && { separate: { by: separate.by, parameters, ...(holds && { held: Object.fromEntries(held) }) } }),
  };
}

/** Refuses a parameter that no law has: it would be ignored everywhere. */
export function requireNames(laws: readonly Law[], { fixed, tied, bounds }: Partial<FitOptions>): void {
  const known = new Set(laws.flatMap((law) => law.parameters.map((p) => p.name)));
  for (const name of [fixed, bounds].flatMap((record) => Object.keys(record ?? {})).concat(Object.entries(tied ?? {}).flat()))
    if (!known.has(name))
      throw new UsageError(
        `Cannot hold, tie or bound ${name}: none of the ${laws.length} laws has a parameter "${name}"`,
        `their parameters are: ${[...known].join(", ")}`,
      );
}
