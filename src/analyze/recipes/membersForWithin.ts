import { UsageError } from "../../errors.ts";
import type { Fit } from "../../fit/types.ts";
import { root } from "../../numeric/root.ts";
import { type Estimate, estimate, type Predictor } from "../predictor.ts";

/** Members beyond which no ensemble is asked for, as ln K. */
const MOST = Math.log(1e15);

/**
 * The number of members K at which a law in K is within ε of its limit: (A/ε)^(1/alpha) for E + A/K^alpha, and 1 where one model is.
 *
 * @param fit a law in members alone, as of `memberLimit(…).fit`.
 * @param epsilon nats/token.
 * @returns K, not rounded; undefined where the law comes no closer by K = 1e15.
 * @throws UsageError for an ε that is not positive or a law in more than K.
 * @example
 * Number(membersForWithin(kLaw, 0.6).value.toFixed(0)) // 1
 */
export function membersForWithin(fit: Fit, epsilon: number, level?: number): Estimate {
  if (!(epsilon > 0 && Number.isFinite(epsilon)))
    throw new UsageError(`Cannot ask for members within ${epsilon} of the limit: expected a positive number of nats/token`, "as 0.01");
  if (fit.law.quantities.join() !== "K")
    throw new UsageError(
      `Cannot ask law "${fit.law.id}" for a number of members: it reads ${fit.law.quantities.join(", ")}, expected K alone`,
      "fit one size with memberLimit",
    );
  return estimate([fit], (p) => membersOf(p, epsilon), level);
}

function membersOf(p: Predictor, epsilon: number): number | undefined {
  const end = p.limit({}, ["K"]);
  if (end === undefined) return undefined;
  const above = (lnK: number): number => p.loss({ K: Math.exp(lnK) }) - end - epsilon;
  if (above(0) <= 0) return 1;
  const found = root(above, 0, MOST);
  return found === undefined ? undefined : Math.exp(found);
}
