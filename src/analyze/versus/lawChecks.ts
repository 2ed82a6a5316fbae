import { format } from "../../fit/diagnostic.ts";
import { THRESHOLDS } from "../../fit/thresholds.ts";
import type { Diagnostic, Fit } from "../../fit/types.ts";
import { freshTokens } from "../freshTokens.ts";
import { predictors } from "../predictor.ts";
import { lawBounds } from "./lawBounds.ts";
import { aboveOptimal } from "./oneEpochReduction.ts";

/**
 * What a fitted law claims that cannot be: no floor, losses above those of guessing, repeats worth more than fresh tokens; and where its one-epoch loss is
 * not its base law's.
 *
 * @param fit of one family.
 * @param at where repeats are asked for: parameters N, unique tokens U, epochs.
 * @example
 * lawChecks(fitted, { N: 3e6, U: 1e8, epochs: [4] }).some((d) => d.code === "repeats-worth-more") // false
 */
export function lawChecks(fit: Fit, at: { N: number; U: number; epochs: readonly number[] }): Diagnostic[] {
  return [...lawBounds(fit).diagnostics, ...worthMore(fit, at), ...oneEpoch(fit)];
}

function worthMore(fit: Fit, { N, U, epochs }: { N: number; U: number; epochs: readonly number[] }): Diagnostic[] {
  const { best } = predictors(fit);
  const found = epochs.flatMap((count) => {
    const fresh = count > 1 ? freshTokens(best, { N, U, epochs: count }) : undefined;
    return fresh !== undefined && fresh > U * count * (1 + THRESHOLDS.worthMore) ? [{ count, share: fresh / U }] : [];
  });
  const [first] = found;
  if (!first) return [];
  return [
    {
      code: "repeats-worth-more",
      severity: "error",
      message: `law "${fit.law.id}" counts ${format(first.count)} epochs of U = ${format(U)} at N = ${format(N)} as ${format(first.share)}·U fresh tokens: repeats worth more than fresh ones`,
      hint: "reject the fit where repeats matter: bound the exponent that does it (--bounds p_e=0:1), or use another law",
    },
  ];
}

function oneEpoch(fit: Fit): Diagnostic[] {
  const found = aboveOptimal(fit);
  const [worst] = [...found].sort((a, b) => b.excess - a.excess);
  if (!worst) return [];
  return [
    {
      code: "one-epoch-not-base",
      severity: "note",
      message: `${found.length} one-epoch row${found.length === 1 ? "" : "s"} of ${fit.n} ${found.length === 1 ? "has" : "have"} N above the optimal size U_N of ${found.length === 1 ? "its" : "their"} tokens, where the law is not its base law: up to ${format(worst.excess)} nats/token above it (N = ${format(worst.N)}, U = ${format(worst.U)}, U_N = ${format(worst.optimalSize)})`,
      hint: "such runs inform the value of excess parameters too: fit the base on one-epoch runs with N up to U_N, or fit all parameters at once",
    },
  ];
}
