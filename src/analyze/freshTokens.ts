import { root } from "../numeric/root.ts";
import type { Predictor } from "./predictor.ts";

/** What repeated tokens are worth in fresh ones, for a law at given parameters: what effective tokens and half-lives are made of. */

/** A size, unique tokens, and passes over them. */
export interface Repeated {
  N: number;
  U: number;
  epochs: number;
}

/** Fresh tokens are sought up to this multiple of the tokens seen; a repeat can hardly be worth more than a fresh token. */
const MOST = 1e3;
/** Repeats between which a value is sought. */
const FEWEST = 1e-3;
const LONGEST = 1e7;
/** Relative step of differences. */
const STEP = 1e-5;

/**
 * The fresh tokens, seen once, that give the loss of `epochs` passes over U unique tokens at the same N, for a law at given parameters: D′.
 *
 * @param at N in parameters, U in tokens, epochs at least 1.
 * @returns tokens; undefined where no number of them is as bad or as good.
 * @see Muennighoff et al. 2023, arXiv:2305.16264, section 3.1.
 * @example
 * const law = findLaw("data-constrained");
 * freshTokens(predictorOf(law, law.published[0].theta), { N: 1e6, U: 1e8, epochs: 1 }) // 100000000
 */
export function freshTokens(p: Predictor, { N, U, epochs }: Repeated): number | undefined {
  const target = p.loss({ N, U, D: U * epochs });
  const ln = root((x) => p.loss({ N, U: Math.exp(x), D: Math.exp(x) }) - target, Math.log(U / MOST), Math.log(U * epochs * MOST));
  return ln === undefined ? undefined : Math.exp(ln);
}

/**
 * Fresh tokens that one more repeated token is worth, dD′/dD, for a law at given parameters: exp(−R/R_D*) after R repeats of the data-constrained law.
 *
 * @param at N in parameters, U in tokens, epochs at least 1.
 * @returns negative where a further epoch harms, 0 where no fresh tokens compare.
 * @example
 * const law = findLaw("data-constrained");
 * marginalValue(predictorOf(law, law.published[0].theta), { N: 1e6, U: 1e8, epochs: 16.387756 }) // 0.36787944
 */
export function marginalValue(p: Predictor, { N, U, epochs }: Repeated): number {
  const fresh = freshTokens(p, { N, U, epochs });
  if (fresh === undefined) return 0;
  const D = U * epochs;
  // Below one epoch the unique tokens are fewer: another branch of the law.
  const behind = Math.max(D * (1 - STEP), U);
  const ahead = D * (1 + STEP);
  const repeated = (p.loss({ N, U, D: ahead }) - p.loss({ N, U, D: behind })) / (ahead - behind);
  const [less, more] = [fresh * (1 - STEP), fresh * (1 + STEP)];
  return repeated / ((p.loss({ N, U: more, D: more }) - p.loss({ N, U: less, D: less })) / (more - less));
}

/**
 * Repeats (epochs − 1) at which the marginal value has come down to `value`, for a law at given parameters: R_D* for 1/e, the half-life for 1/2.
 *
 * @param at N in parameters, U in tokens.
 * @returns 0 where it never was that high, Infinity where it is still higher after 1e7.
 * @example
 * const law = findLaw("data-constrained");
 * repeatsAtValue(predictorOf(law, law.published[0].theta), { N: 1e6, U: 1e8 }, 0.5) // 10.66598
 */
export function repeatsAtValue(p: Predictor, at: { N: number; U: number }, value: number): number {
  const above = (ln: number): number => marginalValue(p, { ...at, epochs: 1 + Math.exp(ln) }) - value;
  const [from, to] = [Math.log(FEWEST), Math.log(LONGEST)];
  if (!(above(from) > 0)) return 0;
  if (isEndless(p, at, value)) return Number.POSITIVE_INFINITY;
  return Math.exp(root(above, from, to, 1e-10) as number);
}

/** Whether one more repeat is still worth more than `value` (1/e) after 1e7. */
export function isEndless(p: Predictor, at: { N: number; U: number }, value = Math.exp(-1)): boolean {
  return marginalValue(p, { ...at, epochs: 1 + LONGEST }) > value;
}
