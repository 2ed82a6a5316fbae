import type { Fit } from "../fit/types.ts";
import { root } from "../numeric/root.ts";
import { type Estimate, estimate, type Predictor } from "./predictor.ts";

/** Fresh tokens are sought up to this multiple of the tokens seen; a repeat can hardly be worth more than a fresh token. */
const MOST = 1e3;
/** Repeats up to which a half-life is sought. */
const LONGEST = 1e7;

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
  return estimate([fit], (p) => fresh(p, at.N, at.U, at.epochs));
}

/**
 * Epochs after which a further repeat is worth half of a fresh token (marginal value 1/2), counted as repeats: epochs − 1.
 *
 * For the data-constrained law with N at most its optimal size this is R*·ln 2. The papers' "half-life" R* is where the value is 1/e.
 *
 * @returns repeats, with an interval; undefined where the value never falls to half.
 */
export function halfLife(fit: Fit, at: { N: number; U: number }): Estimate {
  return estimate([fit], (p) => {
    const value = (repeats: number): number => {
      const step = 1e-4 * (1 + repeats);
      const ahead = fresh(p, at.N, at.U, 1 + repeats + step);
      const behind = fresh(p, at.N, at.U, 1 + Math.max(repeats - step, 0));
      return ahead === undefined || behind === undefined ? 0 : (ahead - behind) / (at.U * (step + Math.min(step, repeats)));
    };
    const ln = root((x) => value(Math.exp(x)) - 0.5, Math.log(1e-3), Math.log(LONGEST));
    return ln === undefined ? undefined : Math.exp(ln);
  });
}

function fresh(p: Predictor, N: number, U: number, epochs: number): number | undefined {
  const target = p.loss({ N, U, D: U * epochs });
  const ln = root((x) => p.loss({ N, U: Math.exp(x), D: Math.exp(x) }) - target, Math.log(U / MOST), Math.log(U * epochs * MOST));
  return ln === undefined ? undefined : Math.exp(ln);
}
