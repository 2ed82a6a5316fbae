import { UsageError } from "../../errors.ts";
import { format } from "../../fit/diagnostic.ts";
import { THRESHOLDS } from "../../fit/thresholds.ts";
import type { Diagnostic, Fit } from "../../fit/types.ts";
import { extent } from "../../numeric/extent.ts";
import { freshTokens, isEndless, marginalValue, repeatsAtValue } from "../freshTokens.ts";
import { type Estimate, estimate, type Predictor, predictors } from "../predictor.ts";
import { type HalfLives, halfLives } from "./halfLives.ts";
import { lawChecks } from "./lawChecks.ts";
import { diagnoseRepeats, type Known, repeatsKnown } from "./repeatsKnown.ts";

/** What some passes over the data are worth. */
export interface RepeatValue {
  epochs: number;
  /** D′: fresh tokens, seen once, that give the same loss. */
  effectiveTokens: Estimate;
  /** (D′ − U)/(D − U): fresh tokens that the average repeated token is worth; undefined at one epoch. */
  mean: Estimate;
  /** dD′/dD: fresh tokens that one more repeated token is worth. */
  marginal: Estimate;
  /** Whether any row was repeated so often. */
  inRange: boolean;
}

export interface RepeatValues {
  family: string | undefined;
  /** Where they are asked for: parameters, unique tokens. */
  at: { N: number; U: number };
  /** Trainings and rows of the fit. */
  runs: number;
  rows: number;
  /** Fewest and most repeats (epochs − 1) among the rows. */
  repeats: readonly [number, number];
  values: readonly RepeatValue[];
  /** R_D* and the half-life as they show at this N. */
  halfLives: HalfLives;
  /** R_D* and what is known of it: the law's own parameter, where it has one. */
  eFold: Known;
  /** D′/U after endlessly many epochs: 1 + R_D* for the data-constrained law; Infinity where it has no end. */
  ceiling: Estimate;
  /** What was held in the fit, and so is taken for granted. */
  held: Readonly<Record<string, number>>;
  diagnostics: readonly Diagnostic[];
}

/** Share of draws inside intervals where none is asked for. */
const LEVEL = 0.95;
/** Epochs that stand for endlessly many. */
const ENDLESS = 1e9;

/**
 * What repeated tokens are worth under a fitted law: effective tokens D′, the mean and the marginal value of a repeat, their ceiling, and R_D* as a number or
 * as the bound that it is.
 *
 * D′ is found from the law's losses, so any law in N, D and U will do. For the data-constrained law with N at most U_N it is
 * U + U·R*(1 − exp(−R/R*)), R = epochs − 1; above U_N fresh tokens also make room for the size, and count for more.
 *
 * @param fit of one family, with draws for intervals; `pairedFits` gives two.
 * @param at parameters N, unique tokens U, and numbers of epochs, each at least 1.
 * @param level share of draws inside the intervals; what is known of R_D* is judged at 90 %. Default 0.95.
 * @throws UsageError for epochs below 1, or a law that does not read N, D and U.
 * @see Muennighoff et al. 2023, arXiv:2305.16264, section 3.1 and figure 5.
 * @example
 * repeatValues(fitted, { N: 3e6, U: 1e8, epochs: [4, 16] }).values.map((v) => v.epochs) // [4, 16]
 */
export function repeatValues(fit: Fit, at: { N: number; U: number; epochs: readonly number[] }, level = LEVEL): RepeatValues {
  requireRepeats(fit, at.epochs);
  const { N, U } = at;
  const seen = extent(fit.observations.map((row) => (row.epochs ?? (row.tokens as number) / (row.uniqueTokens as number)) - 1));
  const of = (quantityOf: (p: Predictor) => number | undefined): Estimate => estimate([fit], quantityOf, level);
  const eFold = repeatsKnown(fit, { N, U });
  return {
    family: familyOf(fit),
    at: { N, U },
    runs: fit.runs,
    rows: fit.n,
    repeats: [Math.max(seen[0], 0), Math.max(seen[1], 0)],
    values: at.epochs.map((epochs) => ({
      epochs,
      effectiveTokens: of((p) => freshTokens(p, { N, U, epochs })),
      mean: of((p) => meanValue(p, { N, U, epochs })),
      marginal: of((p) => marginalValue(p, { N, U, epochs })),
      inRange: epochs - 1 <= seen[1],
    })),
    halfLives: halfLives(fit, { N, U }, level),
    eFold,
    ceiling: of((p) => ceilingOf(p, N, U)),
    held: fit.options.fixed,
    diagnostics: [...diagnoseRepeats(eFold, seen[1]), ...roomForSize(fit, at, eFold), ...lawChecks(fit, { N, U, epochs: at.epochs })],
  };
}

function requireRepeats({ law }: Fit, epochs: readonly number[]): void {
  const missing = ["N", "D", "U"].filter((symbol) => !law.quantities.includes(symbol));
  if (missing.length > 0)
    throw new UsageError(
      `Cannot say what repeats are worth under law "${law.id}": it does not read ${missing.join(", ")}`,
      "fit a law in N, D and U, as data-constrained",
    );
  const wrong = epochs.find((count) => !(count >= 1 && Number.isFinite(count)));
  if (wrong !== undefined) throw new UsageError(`Cannot say what ${wrong} epochs are worth: expected 1 or more`, "as 1, 4, 16");
}

function meanValue(p: Predictor, at: { N: number; U: number; epochs: number }): number | undefined {
  const fresh = freshTokens(p, at);
  return fresh === undefined || at.epochs === 1 ? undefined : (fresh / at.U - 1) / (at.epochs - 1);
}

function ceilingOf(p: Predictor, N: number, U: number): number | undefined {
  if (isEndless(p, { N, U })) return Number.POSITIVE_INFINITY;
  const fresh = freshTokens(p, { N, U, epochs: ENDLESS });
  return fresh === undefined ? undefined : fresh / U;
}

/** Above the optimal size fresh tokens raise U_N too, so that repeats look worth less than the law's R_D* has it. */
function roomForSize(fit: Fit, { N, U }: { N: number; U: number }, { parameter, value }: Known): Diagnostic[] {
  if (parameter === undefined || value === Number.POSITIVE_INFINITY) return [];
  const shown = repeatsAtValue(predictors(fit).best, { N, U }, Math.exp(-1));
  if (Math.abs(shown / value - 1) <= THRESHOLDS.sameRepeats) return [];
  return [
    {
      code: "above-optimal-size",
      severity: "note",
      message: `at N = ${format(N)} the value of a repeat falls to 1/e after ${format(shown)} repeats, though ${parameter} is ${format(value)}: N lies above the optimal size of U = ${format(U)}, where fresh tokens also make room for the parameters`,
      hint: `ask at an N that ${format(U)} tokens can feed, to see the value of repeats alone`,
    },
  ];
}

function familyOf({ observations }: Fit): string | undefined {
  const families = new Set(observations.map((row) => row.family));
  return families.size === 1 ? [...families][0] : undefined;
}
