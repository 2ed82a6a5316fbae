import { UsageError } from "../errors.ts";
import type { Fit } from "../fit/types.ts";
import { root } from "../numeric/root.ts";
import { bestSplit, type Split } from "./allocate.ts";
import { type Estimate, estimate, type Predictor } from "./predictor.ts";

/** Whether losses are compared as they are, or each above its own law's irreducible loss. */
export type Irreducible = "kept" | "dropped";

/** FLOP within which a crossing is sought, and the steps of the search, in decades. */
const FROM = 6;
const TO = 32;
const STEP = 0.5;

/** The best split of a law at one compute. */
export type Best = (C: number) => Split | undefined;

/**
 * The smallest compute at which `second` at its best N comes down to `first` at its best N, for U unique tokens; for laws at given parameters.
 *
 * @param irreducible `kept`: losses as they are. `dropped`: the terms that depend on N and D alone, whatever the two floors are.
 * @returns FLOP; undefined where `second` is below from the start, or never.
 */
export function crossingCompute(first: Predictor, second: Predictor, U: number, irreducible: Irreducible = "kept"): number | undefined {
  const floors = irreducible === "kept" ? 0 : floorOf(second) - floorOf(first);
  const C = crossingOf(
    (own) => bestSplit(first, { C: own, U }),
    (own) => bestSplit(second, { C: own, U }),
    floors,
  );
  return C === 0 || C === Number.POSITIVE_INFINITY ? undefined : C;
}

/**
 * The crossing of two laws by their best splits, with the second's floor `floors` above the first's not counted.
 *
 * @returns FLOP; 0 where the second is below from the start, Infinity where it never comes down to the first.
 */
export function crossingOf(first: Best, second: Best, floors: number): number {
  const gap = (log10: number): number => {
    const C = 10 ** log10;
    const [a, b] = [first(C), second(C)];
    return a && b ? b.loss - a.loss - floors : Number.NaN;
  };
  let before = gap(FROM);
  const start = before;
  for (let at = FROM + STEP; at <= TO; at += STEP) {
    const after = gap(at);
    if (before > 0 && after <= 0) return 10 ** (root(gap, at - STEP, at, 1e-10) as number);
    before = after;
  }
  return start <= 0 ? 0 : Number.POSITIVE_INFINITY;
}

/** The loss of a law as N, D and U grow without bound. */
export function floorOf(p: Predictor): number {
  const end = p.limit({}, p.quantities);
  if (end === undefined)
    throw new UsageError(
      "Cannot drop the irreducible loss: the law has none, it does not settle as N, D and U grow",
      "compare losses as they are",
    );
  return end;
}

/**
 * The critical compute of two fits: beyond it the second recipe is the better use of the same unique tokens, each at its own best size.
 *
 * @param at U, unique tokens.
 * @param irreducible see `crossingCompute`: the answer depends on it, so say which was used.
 * @returns FLOP, with an interval from both fits' draws.
 * @example
 * criticalCompute(ar, mdm, { U: 1e8 }).value
 */
export function criticalCompute(first: Fit, second: Fit, at: { U: number }, irreducible: Irreducible = "kept"): Estimate {
  return estimate([first, second], (a, b) => crossingCompute(a, b, at.U, irreducible));
}
