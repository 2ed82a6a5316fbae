import { IsolossError, UsageError } from "../../errors.ts";
import { warning } from "../../fit/diagnostic.ts";
import type { Diagnostic, Fit, FitOptions } from "../../fit/types.ts";
import { computeOf, type DesignRow } from "../../simulate/design.ts";
import type { Estimate } from "../predictor.ts";
import { type Share, shareOf } from "./share.ts";
import { parameterOf, type SimulatedFits, simulatedFits, type Truth } from "./simulatedFits.ts";
import { isWithin, reachOf, requireTolerance, type Tolerance } from "./tolerance.ts";

/** The number that is to be known: a parameter of the law by name, or what an analysis makes of a fit. */
export type Wanted = string | ((fit: Fit) => Estimate);

export interface PowerOptions {
  /** Simulated data sets of each design. Default 200. */
  simulations?: number;
  /** Bootstrap refits of each data set. Default 200. */
  replicates?: number;
  /** Share of draws inside an interval. Default 0.95. */
  level?: number;
  /** Share of simulations that are to know the number. Default 0.8. */
  share?: number;
  /** How each data set is fitted. */
  fit?: Partial<Omit<FitOptions, "separate">>;
  /** Columns whose values are resampled as wholes, as `params,unique_tokens` where noise is shared. Default `run`. */
  cluster?: string;
  /** Default 0. */
  seed?: number;
  onProgress?: (done: number, total: number) => void;
  signal?: AbortSignal;
}

/** What one design comes to. */
export interface PowerStep {
  runs: number;
  /** FLOP of all of them, where N and D (or C) are known. */
  compute?: number;
  /** Simulations whose interval is narrow enough. */
  known: Share;
  /** How far intervals reach from their estimate: half of the simulations, and the wanted share of them, reach no further. */
  reach: { median: number; most: number };
  /** Intervals that hold the truth, of those simulations that have one. */
  holds: Share;
  /** Simulations that give no such number. */
  without: number;
  /** Why the design determines nothing, where it does not. */
  reason?: string;
}

export interface Power {
  /** The number in the true law. */
  truth: number;
  within: Tolerance;
  share: number;
  level: number;
  simulations: number;
  replicates: number;
  seed: number;
  steps: readonly PowerStep[];
  /**
   * Runs from which on the share of simulations know the number by intervals that hold what they promise, and the next smaller size that was tried;
   * undefined where no size is enough.
   */
  enough: { runs: number; before: number | undefined } | undefined;
  diagnostics: readonly Diagnostic[];
}

/**
 * How many runs it takes until a number is known: for each design many data sets are simulated and fitted, and their bootstrap intervals measured.
 *
 * A simulation knows the number where its interval reaches no further from the estimate than `within`. Intervals are those of `bootstrap`, which hold
 * what they promise where Gauss-Newton ones do not (docs/coverage.md); `holds` says for each design whether they do.
 *
 * @param truth the law, its parameters and the noise.
 * @param designs trainings, smallest design first (see `growingDesigns`).
 * @param wanted a free parameter's name, or an analysis, as `(fit) => halfLife(fit, { N: 1e9, U: 1e9 })`.
 * @throws UsageError for a parameter that is not free, options out of range, or a truth without such a number; IsolossError where no design determines the
 * law; the signal's reason when interrupted.
 * @example
 * const line = { law: findLaw("A/N^alpha"), theta: { A: 10, alpha: 0.3 }, noise: { sd: 0.01 } };
 * const designs = growingDesigns({ N: [1e7, 1e9] }, [4, 16], { by: "levels" });
 * (await powerAnalysis(line, designs, "alpha", { width: 0.01 }, { simulations: 4, replicates: 20 })).steps.map(({ runs }) => runs) // [4, 16]
 */
export async function powerAnalysis(
  truth: Truth,
  designs: readonly (readonly DesignRow[])[],
  wanted: Wanted,
  within: Tolerance,
  options: PowerOptions = {},
): Promise<Power> {
  const { simulations = 200, replicates = 200, level = 0.95, share = 0.8, seed = 0, fit = {}, cluster, onProgress, signal } = options;
  requireTolerance(within);
  requireCount("simulations", simulations, 1e6);
  requireCount("replicates", replicates, 1e6);
  for (const [name, value] of Object.entries({ level, share }))
    if (!(value > 0 && value < 1)) throw new UsageError(`Cannot use a ${name} of ${value}: expected a share between 0 and 1`, "as 0.8");
  if (designs.length === 0) throw new UsageError("Cannot tell how many runs it takes: there is no design", "see growingDesigns");
  const how = { fit, replicates, seed, ...(cluster !== undefined && { cluster }), ...(signal && { signal }) };
  const steps: PowerStep[] = [];
  let value: number | undefined;
  for (const [i, design] of designs.entries()) {
    const prepared = preparedOr(() => simulatedFits(truth, design, how));
    if ("reason" in prepared) {
      steps.push({ ...sizeOf(design), ...measured([], within, share), reason: prepared.reason });
      onProgress?.((i + 1) * simulations, designs.length * simulations);
      continue;
    }
    const asked = typeof wanted === "string" ? parameterOf(prepared, wanted, level) : wanted;
    value ??= truthOf(asked, prepared, wanted);
    const found: Simulation[] = [];
    for (let k = 0; k < simulations; k++) {
      signal?.throwIfAborted();
      found.push(await simulation(prepared, k, asked, within, value));
      onProgress?.(i * simulations + k + 1, designs.length * simulations);
    }
    steps.push({ ...sizeOf(design), ...measured(found, within, share) });
  }
  if (value === undefined)
    throw new IsolossError(
      `Cannot tell how many runs it takes: no design determines the law\n  ${steps.map(({ runs, reason }) => `${runs} runs: ${reason}`).join("\n  ")}`,
      "more levels of each quantity, more runs, or parameters held with fixed",
    );
  const first = steps.findIndex((_, i) => steps.slice(i).every((step) => step.known.value >= share && !misses(step, level)));
  const enough = first < 0 ? undefined : { runs: (steps[first] as PowerStep).runs, before: steps[first - 1]?.runs };
  return { truth: value, within, share, level, simulations, replicates, seed, steps, enough, diagnostics: doubts(steps, share, level) };
}

interface Simulation {
  reach: number;
  holds: boolean | undefined;
}

/** One data set: how far its interval reaches, and whether it holds the truth. */
async function simulation(
  prepared: SimulatedFits,
  k: number,
  asked: (fit: Fit) => Estimate,
  within: Tolerance,
  truth: number,
): Promise<Simulation> {
  const nothing = { reach: Number.POSITIVE_INFINITY, holds: undefined };
  const fit = await prepared.fitted(k);
  if (!fit) return nothing;
  const found = asked(fit);
  const { value, interval } = found;
  if (value === undefined || !interval) return nothing;
  return { reach: reachOf(found, within), holds: interval.low <= truth && truth <= interval.high };
}

function measured(found: readonly Simulation[], within: Tolerance, share: number): Omit<PowerStep, "runs" | "compute"> {
  const reaches = found.map(({ reach }) => reach);
  const held = found.filter(({ holds }) => holds !== undefined);
  const at = (part: number): number => (reaches.length > 0 ? sizedQuantile(reaches, part) : Number.POSITIVE_INFINITY);
  return {
    known: found.length > 0 ? shareOf(reaches.filter((reach) => isWithin(reach, within)).length, found.length) : NOTHING,
    reach: { median: at(0.5), most: at(share) },
    holds: held.length > 0 ? shareOf(held.filter(({ holds }) => holds).length, held.length) : NOTHING,
    without: found.length - held.length,
  };
}

const NOTHING: Share = { count: 0, of: 0, value: 0, low: 0, high: 1 };

/** The smallest value that so large a share does not exceed: between a number and Infinity there is no mean. */
function sizedQuantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.ceil(part * sorted.length) - 1] as number;
}

function sizeOf(design: readonly DesignRow[]): Pick<PowerStep, "runs" | "compute"> {
  const known = design.every(({ at }) => at.C !== undefined || (at.D !== undefined && (at.M ?? at.N) !== undefined));
  return { runs: design.length, ...(known && { compute: design.reduce((sum, { at }) => sum + computeOf(at), 0) }) };
}

/** A design that determines nothing is a step of the answer; a wrong call is not. */
function preparedOr(prepare: () => SimulatedFits): SimulatedFits | { reason: string } {
  try {
    return prepare();
  } catch (error) {
    if (!(error instanceof IsolossError) || error instanceof UsageError) throw error;
    return { reason: error.message };
  }
}

function truthOf(asked: (fit: Fit) => Estimate, { truth }: SimulatedFits, wanted: Wanted): number {
  const { value } = asked(truth);
  if (value === undefined || !Number.isFinite(value))
    throw new UsageError(
      `Cannot ask how well ${typeof wanted === "string" ? wanted : "a number"} is known: the true law has no such number`,
      "ask at other quantities, or of another law",
    );
  return value;
}

function requireCount(name: string, value: number, most: number): void {
  if (!(Number.isInteger(value) && value >= 1 && value <= most))
    throw new UsageError(`Cannot use ${value} ${name}: expected a whole number from 1 to ${most}`, "as 200");
}

/** Percentage points, as a share, by which intervals may fall short of their level: those of few runs always do by one or two. */
const SHORT = 0.02;

/** Intervals that hold the truth less often than that, whatever the chance of the simulations. */
function misses({ holds }: PowerStep, level: number): boolean {
  return holds.of > 0 && holds.high < level - SHORT;
}

function doubts(steps: readonly PowerStep[], share: number, level: number): Diagnostic[] {
  const short = steps.filter((step) => misses(step, level));
  const unsure = steps.filter(({ known }) => known.of > 0 && known.low < share && known.high > share);
  const percent = (x: number): string => `${Math.round(100 * x)} %`;
  return [
    ...(short.length > 0
      ? [
          warning(
            "intervals-miss",
            `${percent(level)} intervals hold the truth in only ${short.map(({ runs, holds }) => `${percent(holds.value)} with ${runs} runs`).join(", ")}: a narrow one is then no knowledge`,
            "where runs share noise, resample them as wholes (cluster); with few runs, count on more of them",
          ),
        ]
      : []),
    ...unsure.map(
      ({ runs, known }): Diagnostic => ({
        code: "few-simulations",
        severity: "note",
        message: `with ${runs} runs the share lies between ${percent(known.low)} and ${percent(known.high)}, which ${percent(share)} is between: ${known.of} simulations do not tell`,
        hint: "more simulations tell; or take the next larger design",
      }),
    ),
  ];
}
