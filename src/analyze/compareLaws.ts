import { IsolossError, UsageError } from "../errors.ts";
import type { Diagnostic, FitOptions } from "../fit/types.ts";
import type { Law } from "../laws/law.ts";
import type { Observation } from "../run.ts";
import { type Candidate, freeCount, optionsOf, requireNames } from "./candidate.ts";
import { criteriaDisagree } from "./criteriaDisagree.ts";
import { type Axis, type Fold, requireAxis, rowsBelowTop, windows } from "./expandingFolds.ts";
import { difference } from "./pairedDifference.ts";
import { type Compared, nameOf, type Tried, tried } from "./triedLaw.ts";

export interface CompareOptions {
  /** What makes a run larger. Default params. */
  by?: Axis;
  /** How every law is fitted; parameters that a law has not are passed over for it. */
  fit?: Partial<FitOptions>;
  /** What differs for one law, by its id, or by its formula where it has none. */
  each?: Readonly<Record<string, Partial<FitOptions>>>;
  /** Folds of the window at most. Default 5. */
  folds?: number;
  /** Starts of a fit in a fold, and of the Gaussian refit. Default 16. */
  heldOutStarts?: number;
  onProgress?: (done: number, total: number) => void;
  signal?: AbortSignal;
}

/** Huber's and squared: every fold is fitted under both. */
const LOSSES = 2;

/** Laws on the same rows, best first: those that predict every fold by their error, then the others. */
export interface Comparison {
  by: Axis;
  rows: number;
  runs: number;
  /** How many laws under how many losses were looked at: the best of many looks better than it is. */
  candidates: number;
  folds: readonly Fold[];
  laws: readonly Compared[];
  diagnostics: readonly Diagnostic[];
}

/**
 * Fits laws to the same rows and ranks them by how well they predict larger runs.
 *
 * Every fold trains on the runs below a level and predicts the next ones; no run is both. The rank is by root mean squared log error there; AIC and
 * BIC are those of a Gaussian refit (squared loss on log residuals); `criteria-disagree` where they prefer a law that predicts worse. A law that fails in a fold is listed after those that do not, with the reason.
 *
 * @param laws two or more, of the loss or of one other response.
 * @param observations rows with the quantities that the laws read.
 * @throws UsageError for fewer than two laws, an unknown `by`, or a parameter that no law has; IsolossError where no runs can be held out or no
 * law can be fitted.
 * @example
 * (await compareLaws([chinchilla, findLaw("E + A/N^alpha")], rows)).laws[0].name // "chinchilla"
 */
export async function compareLaws(
  laws: readonly Law[],
  observations: readonly Observation[],
  options: CompareOptions = {},
): Promise<Comparison> {
  const by = requireAxis(options.by ?? "params");
  const candidates = candidatesOf(laws, options);
  // A law that no fold can hold must not take the folds from the others: it is named in each of them.
  const room = rowsBelowTop(observations, by);
  const sizes = candidates.map(freeCount);
  const fitting = sizes.filter((size) => size < room);
  const folds = windows(observations, by, Math.max(...(fitting.length > 0 ? fitting : sizes)) + 1, options.folds ?? 5);

  const total = candidates.length;
  const found: Tried[] = [];
  for (const candidate of candidates) {
    found.push(tried(candidate, observations, folds, options.heldOutStarts ?? 16));
    options.onProgress?.(found.length, total);
    await new Promise((resume) => setTimeout(resume));
    options.signal?.throwIfAborted();
  }
  if (found.every(({ compared }) => compared.reason !== undefined && compared.heldOut.rmsle === undefined))
    throw new IsolossError(
      `Cannot compare ${total} laws: none can be fitted\n${found.map(({ compared }) => `  ${compared.name}: ${compared.reason}`).join("\n")}`,
      "see what was read with: isoloss runs PATH",
    );
  const ranked = found.sort((a, b) => rank(a) - rank(b) || mean(a) - mean(b));
  const [best] = ranked;
  const runs = observations.map((row) => row.run);
  const compared = ranked.map((one): Compared => {
    const toBest = best && one !== best ? difference(one.errors, best.errors, runs) : undefined;
    return { ...one.compared, heldOut: { ...one.compared.heldOut, ...(toBest && { toBest }) } };
  });
  return {
    by,
    rows: observations.length,
    runs: new Set(runs).size,
    candidates: LOSSES * total,
    folds: folds.map(({ train: _train, heldOut: _heldOut, ...fold }) => fold),
    laws: compared,
    diagnostics: criteriaDisagree(compared),
  };
}

function candidatesOf(laws: readonly Law[], { fit: shared = {}, each = {} }: CompareOptions): Candidate[] {
  if (laws.length < 2) throw new UsageError(`Cannot compare ${laws.length} law${laws.length === 1 ? "" : "s"}: expected at least two`);
  const names = laws.map(nameOf);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw new UsageError(`Cannot compare law "${twice}" with itself`, "name each law once");
  const responses = new Set(laws.map((law) => law.response?.column ?? "loss"));
  if (responses.size > 1) throw new UsageError(`Cannot compare laws of ${[...responses].join(" and ")}: they predict different things`);
  const astray = Object.keys(each).find((name) => !names.includes(name));
  if (astray !== undefined)
    throw new UsageError(`Cannot set options of law "${astray}": it is not compared`, `compared are: ${names.join(", ")}`);
  requireNames(laws, shared);
  return laws.map((law) => {
    const own = each[nameOf(law)] ?? {};
    const general = optionsOf(law, shared);
    return {
      law,
      options: { ...general, ...own, fixed: { ...general.fixed, ...own.fixed }, tied: { ...general.tied, ...own.tied } },
    };
  });
}

function rank({ compared: { heldOut } }: Tried): number {
  return heldOut.rmsle === undefined ? 2 : heldOut.failed.length > 0 ? 1 : 0;
}

function mean({ compared: { heldOut } }: Tried): number {
  return heldOut.rmsle ?? 0;
}
