import { UsageError } from "../errors.ts";
import type { Fit } from "../fit/types.ts";
import { minimum } from "../numeric/minimum.ts";
import { type Estimate, estimate, type Predictor } from "./predictor.ts";

/** What may be spent: C in FLOP, and the unique tokens there are (none: all tokens are fresh). */
export interface Budget {
  C: number;
  U?: number;
}

/** FLOP for one parameter and one token. */
export const FLOP = 6;

/** Parameters and tokens that a budget buys at the lowest loss. */
export interface Split {
  N: number;
  D: number;
  /** D over the unique tokens used, at least 1. */
  epochs: number;
  /** nats/token. */
  loss: number;
}

/**
 * The split of C = 6·N·D with the lowest loss, for a law at given parameters.
 *
 * @returns undefined where the law has no best split: it is lowest at an end, with all on parameters or all on tokens.
 * @throws UsageError for a law that does not read both N and D.
 * @example
 * bestSplit(predictorOf(chinchilla, chinchilla.published[1].theta), { C: 5.76e23 }).N > 7e10 // true
 */
export function bestSplit(p: Predictor, budget: Budget): Split | undefined {
  if (!p.quantities.includes("N") || !p.quantities.includes("D"))
    throw new UsageError(
      `Cannot split compute over parameters and tokens: the law reads ${p.quantities.join(", ")}`,
      "choose a law in N and D, as chinchilla or data-constrained",
    );
  const product = budget.C / FLOP;
  const at = (ln: number): { N: number; D: number; U: number } => {
    const N = Math.exp(ln);
    const D = product / N;
    return { N, D, U: Math.min(budget.U ?? D, D) };
  };
  const { x, value, inside } = minimum((ln) => p.loss({ ...at(ln), C: budget.C }), 0, Math.log(product));
  const { N, D, U } = at(x);
  return inside ? { N, D, epochs: D / U, loss: value } : undefined;
}

/** A best split with its uncertainty. */
export type Allocation = Readonly<Record<keyof Split, Estimate>>;

/**
 * How to spend a budget: the parameters, tokens and epochs with the lowest loss at C = 6·N·D, with intervals from the fit's draws.
 *
 * @param budget C in FLOP; U where unique tokens are limited.
 * @example
 * allocate(fitted, { C: 1e20, U: 1e9 }).epochs.value > 1 // true
 */
export function allocate(fit: Fit, budget: Budget): Allocation {
  const part = (name: keyof Split): Estimate => estimate([fit], (p) => bestSplit(p, budget)?.[name]);
  return { N: part("N"), D: part("D"), epochs: part("epochs"), loss: part("loss") };
}
