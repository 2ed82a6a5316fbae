import type { Fit } from "../fit/types.ts";
import { freshTokens, repeatsAtValue } from "./freshTokens.ts";
import { type Estimate, estimate } from "./predictor.ts";

/**
 * The fresh tokens, seen once, that give the loss of `epochs` passes over U unique tokens at the same N.
 *
 * For the data-constrained law with N at most its optimal size this is D′ = U + U·R*(1 − exp(−R/R*)), R = epochs − 1.
 *
 * @returns tokens, with an interval from the fit's draws; undefined where no number of fresh tokens is as bad or as good.
 * @example
 * effectiveTokens(fitted, { N: 3e8, U: 1e8, epochs: 16 }).value
 */
export function effectiveTokens(fit: Fit, at: { N: number; U: number; epochs: number }): Estimate {
  return estimate([fit], (p) => freshTokens(p, at));
}

/**
 * Epochs after which a further repeat is worth half of a fresh token (marginal value 1/2), counted as repeats: epochs − 1.
 *
 * For the data-constrained law with N at most its optimal size this is R*·ln 2. The papers' "half-life" R* is where the value is 1/e: see `halfLives`.
 *
 * @returns repeats, with an interval; undefined where the value never falls to half.
 */
export function halfLife(fit: Fit, at: { N: number; U: number }): Estimate {
  return estimate([fit], (p) => {
    const repeats = repeatsAtValue(p, at, 0.5);
    return repeats > 0 && repeats < Number.POSITIVE_INFINITY ? repeats : undefined;
  });
}
