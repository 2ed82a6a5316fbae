import type { Fit } from "../../fit/types.ts";
import { repeatsAtValue } from "../freshTokens.ts";
import { type Estimate, estimate } from "../predictor.ts";

/** A number of repeats, and in words what it is a number of. */
export interface RepeatsAt {
  /** Repeats, epochs − 1; Infinity where the value never falls so low within 1e7. */
  repeats: Estimate;
  meaning: string;
}

/** Both conventions of "half-life", which papers mix up. */
export interface HalfLives {
  /** R_D*: papers call it half-life, and it is none. */
  eFold: RepeatsAt;
  half: RepeatsAt;
}

/**
 * How many repeats it takes until one more is worth little, by both conventions: R_D*, at which the marginal value of a repeat is 1/e (37 %), and the half-life,
 * at which it is one half. For the data-constrained law with N at most U_N the second is R_D*·ln 2.
 *
 * @param at parameters N and unique tokens U.
 * @param level share of draws inside the intervals. Default 0.95.
 * @see Muennighoff et al. 2023, arXiv:2305.16264, eq. 14, whose text calls R_D* a half-life.
 * @example
 * const { eFold, half } = halfLives(fitted, { N: 3e6, U: 1e8 });
 * half.repeats.value / eFold.repeats.value // 0.6931472
 */
export function halfLives(fit: Fit, at: { N: number; U: number }, level = 0.95): HalfLives {
  const until = (value: number): Estimate => estimate([fit], (p) => repeatsAtValue(p, at, value), level);
  return {
    eFold: { repeats: until(Math.exp(-1)), meaning: "R_D*: repeats at which one more repeated token is worth 1/e (37 %) of a fresh one" },
    half: { repeats: until(0.5), meaning: "half-life (R_D*·ln 2): repeats at which one more repeated token is worth half of a fresh one" },
  };
}
