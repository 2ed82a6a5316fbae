import { IsolossError, UsageError } from "../../errors.ts";
import { THRESHOLDS } from "../../fit/thresholds.ts";
import type { Fit } from "../../fit/types.ts";
import { extent } from "../../numeric/extent.ts";
import { FLOP, type Split } from "../allocate.ts";
import { crossingOf, floorOf, type Irreducible } from "../criticalCompute.ts";
import type { Side } from "../crossover.ts";
import { powerLaw } from "../powerLaw.ts";
import { extrapolation } from "../predict.ts";
import { type Estimate, type Predictor, predictorOf } from "../predictor.ts";
import { bestLossAlong } from "./alongCompute.ts";
import { boundedEstimates } from "./bounded.ts";

/** The compute beyond which the second family is the better use of U unique tokens, as a function of U, with all that it hangs on. */

export interface CriticalPoint {
  U: number;
  /** Critical compute, FLOP; an interval's end of 0 (Infinity): the second family is below from the start (never). */
  compute: Estimate;
  /** What each family would train there. */
  splits: Readonly<Record<Side, Split>> | undefined;
  /** How far that lies outside each fit's rows, in decades by symbol; only what is beyond the threshold. */
  extrapolated: Readonly<Record<Side, Readonly<Record<string, number>>>>;
}

export interface CriticalComputeCurve {
  irreducible: Irreducible;
  points: readonly CriticalPoint[];
  /** C_crit ∝ U^exponent through the points that have one, least squares in logarithms, refitted per draw; undefined with fewer than two such points. */
  slope: Estimate | undefined;
  /** log10 of C_crit at U = 1 by that line. */
  intercept: Estimate | undefined;
  /** The excess-parameter constant of each fit, which moves the answer most; undefined where a law has none. */
  RN: Readonly<Record<Side, number | undefined>>;
  /** Unique tokens and FLOP that the rows of each fit span. */
  measured: Readonly<Record<Side, { U: Range | undefined; C: Range | undefined }>>;
  asked: { U: Range };
}

type Range = readonly [number, number];

export interface CriticalComputeOptions {
  /** Unique tokens at which it is wanted. */
  U: readonly number[];
  irreducible: Irreducible;
  level?: number;
}

/**
 * C_crit(U): the smallest compute at which the second family at its own best N comes down to the first at its own (min over N at C = 6·N·D).
 *
 * @param options.irreducible `kept`: losses as they are; `dropped`: each above its own law's floor. The answer depends on it.
 * @returns points with intervals from both fits' draws, the power law through them, and what is extrapolated.
 * @throws UsageError for no U; IsolossError where a law does not read N, D and U.
 * @see Prabhudesai et al. 2025, arXiv:2507.15857, section 5.
 * @example
 * criticalComputeCurve(ar, mdm, { U: [1e8, 1e9], irreducible: "kept" }).irreducible // "kept"
 */
export function criticalComputeCurve(first: Fit, second: Fit, { U, irreducible, level }: CriticalComputeOptions): CriticalComputeCurve {
  if (U.length === 0 || U.some((own) => !(own > 0)))
    throw new UsageError("Cannot find a critical compute: unique tokens are to be positive numbers", "name one or more, as 1e8");
  for (const fit of [first, second]) requireRepeats(fit);
  const { best, of } = boundedEstimates([first, second], ([a, b]) => criticalLine(a as Predictor, b as Predictor, U, irreducible), level);
  const points = U.map((own, i): CriticalPoint => {
    const compute = of(({ computes }) => computes[i] as number);
    const splits = best.splits[i];
    const outside = (fit: Fit, side: Side): Record<string, number> =>
      splits ? beyond(fit, { N: splits[side].N, D: splits[side].D, U: own }) : {};
    return { U: own, compute, splits, extrapolated: { first: outside(first, "first"), second: outside(second, "second") } };
  });
  const lined = best.line !== undefined;
  const RN = (fit: Fit): number | undefined => fit.estimates.RN;
  return {
    irreducible,
    points,
    slope: lined ? of(({ line }) => line?.exponent ?? Number.NaN) : undefined,
    intercept: lined ? of(({ line }) => (line ? line.intercept / Math.LN10 : Number.NaN)) : undefined,
    RN: { first: RN(first), second: RN(second) },
    measured: { first: spanOf(first), second: spanOf(second) },
    asked: { U: extent([...U]) },
  };
}

/** Critical computes of two laws at given parameters, and the power law through those that exist. */
export interface CriticalLine {
  /** FLOP by U; 0 where the second is below from the start, Infinity where it never is. */
  computes: readonly number[];
  splits: readonly (Record<Side, Split> | undefined)[];
  line: { exponent: number; intercept: number } | undefined;
}

/**
 * The critical compute of two laws at given parameters for each U, and the exponent of U by least squares in logarithms.
 *
 * @example
 * const [a, m] = findLaw("data-constrained").published.slice(2).map(({ theta }) => predictorOf(findLaw("data-constrained"), theta));
 * criticalLine(a, m, [1e8], "kept").computes[0] > 1e19 // true
 */
export function criticalLine(first: Predictor, second: Predictor, U: readonly number[], irreducible: Irreducible): CriticalLine {
  const floors = irreducible === "kept" ? 0 : floorOf(second) - floorOf(first);
  const found = U.map((own) => {
    const [a, b] = [bestLossAlong(first, own), bestLossAlong(second, own)];
    const C = crossingOf(a, b, floors);
    const [p, q] = C > 0 && Number.isFinite(C) ? [a(C), b(C)] : [];
    return { C, splits: p && q ? { first: p, second: q } : undefined };
  });
  const there = found.flatMap(({ C, splits }, i) => (splits ? [[U[i] as number, C] as const] : []));
  const several = new Set(there.map(([own]) => own)).size >= 2;
  return {
    computes: found.map(({ C }) => C),
    splits: found.map(({ splits }) => splits),
    line: several
      ? powerLaw(
          there.map(([own]) => own),
          there.map(([, C]) => C),
        )
      : undefined,
  };
}

/** The critical compute at one U for values of the first law's constant of excess parameters, all else held: on it the answer hangs most. */
export interface CriticalSensitivity {
  U: number;
  irreducible: Irreducible;
  side: Side;
  /** FLOP for each value; undefined where there is none. */
  values: readonly { RN: number; compute: number | undefined }[];
  /** Largest over smallest. */
  factor: number | undefined;
}

/**
 * How the critical compute moves with R_N* of one family.
 *
 * @param options.RN values; by default the fit's estimate and the finite ends of its interval.
 * @param options.side whose R_N*; default the first's.
 * @throws UsageError for a law without RN; IsolossError where there is no interval to take values from.
 * @example
 * criticalComputeSensitivity(ar, mdm, { U: 1e8, irreducible: "kept", RN: [5, 50] }).values.length // 2
 */
export function criticalComputeSensitivity(
  first: Fit,
  second: Fit,
  options: { U: number; irreducible: Irreducible; RN?: readonly number[]; side?: Side },
): CriticalSensitivity {
  const { U, irreducible, side = "first" } = options;
  const moved = side === "first" ? first : second;
  const RN = options.RN ?? valuesOf(moved);
  const values = RN.map((own) => {
    const at = (fit: Fit): Predictor => predictorOf(fit.law, fit === moved ? { ...fit.estimates, RN: own } : fit.estimates);
    const [C] = criticalLine(at(first), at(second), [U], irreducible).computes as [number];
    return { RN: own, compute: C > 0 && Number.isFinite(C) ? C : undefined };
  });
  const there = values.map(({ compute }) => compute).filter((C) => C !== undefined);
  return { U, irreducible, side, values, factor: there.length < 2 ? undefined : Math.max(...there) / Math.min(...there) };
}

function valuesOf(fit: Fit): number[] {
  const value = fit.estimates.RN;
  if (value === undefined)
    throw new UsageError(`Cannot vary R_N*: law "${fit.law.id}" has no parameter RN`, "use a law with one, as data-constrained");
  const { low, high } = fit.intervals.RN ?? { low: 0, high: Number.POSITIVE_INFINITY };
  const ends = [low, value, high].filter((x) => x > 0 && Number.isFinite(x));
  if (ends.length < 2)
    throw new IsolossError("Cannot vary R_N*: the fit has no interval with a finite end for it", "give values, as 5.3, 38 and 55.16");
  return ends;
}

function requireRepeats(fit: Fit): void {
  const absent = ["N", "D", "U"].filter((symbol) => !fit.law.quantities.includes(symbol));
  if (absent.length > 0)
    throw new IsolossError(
      `Cannot find a critical compute: law "${fit.law.id}" does not read ${absent.join(" and ")}`,
      "fit a law of repeated data, as data-constrained",
    );
}

function beyond(fit: Fit, at: { N: number; D: number; U: number }): Record<string, number> {
  const found = extrapolation(fit, at);
  const C = spanOf(fit).C;
  const compute = FLOP * at.N * at.D;
  if (C) found.C = Math.max(Math.log10(compute / C[1]), Math.log10(C[0] / compute));
  return Object.fromEntries(Object.entries(found).filter(([, decades]) => decades > THRESHOLDS.extrapolates));
}

function spanOf(fit: Fit): { U: Range | undefined; C: Range | undefined } {
  const range = (values: readonly (number | undefined)[]): Range | undefined => {
    const known = values.filter((x) => x !== undefined);
    return known.length > 0 ? extent(known) : undefined;
  };
  const computeOf = ({ compute, params, tokens }: Fit["observations"][number]): number | undefined =>
    compute ?? (params !== undefined && tokens !== undefined ? FLOP * params * tokens : undefined);
  return { U: range(fit.observations.map((row) => row.uniqueTokens)), C: range(fit.observations.map(computeOf)) };
}
