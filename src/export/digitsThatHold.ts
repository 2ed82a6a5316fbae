import { headlineOf } from "../analyze/headline.ts";
import { predictors } from "../analyze/predictor.ts";
import { pointText, type RoundingEffect, roundingEffect } from "../analyze/roundingEffect.ts";
import { format } from "../fit/diagnostic.ts";
import { percentile } from "../fit/intervals.ts";
import type { Fit, Interval } from "../fit/types.ts";
import { PAPER_DIGITS } from "./paperDigits.ts";

/** Beyond this many digits more the constants are what they are. */
const MOST_MORE = 6;

interface Tried {
  digits: number;
  effect: RoundingEffect;
  holds: boolean;
}

/**
 * Significant digits at which the constants as printed still give the headline of a fit: within a tenth (`roundingEffect`), and inside the headline's own interval.
 *
 * @param level of that interval.
 * @param constants those that are printed as numbers, at so many digits.
 */
export function digitsThatHold(
  fit: Fit,
  level: number | undefined,
  constants: (digits: number) => Readonly<Record<string, number>>,
): { digits: number; note: string } {
  // Constants of which some are no numbers give no reader a headline.
  if (Object.keys(constants(PAPER_DIGITS)).length < Object.keys(fit.estimates).length)
    return {
      digits: PAPER_DIGITS,
      note: "not every constant is known as a number, so that no prediction can be computed from those printed",
    };
  const interval = level === undefined ? undefined : headlineInterval(fit, level);
  const tried = (digits: number): Tried => {
    const effect = roundingEffect(fit, { constants: constants(digits) });
    return { digits, effect, holds: effect.diagnostics.length === 0 && !(interval && outside(effect.rounded, interval)) };
  };
  const first = tried(PAPER_DIGITS);
  let kept = first;
  while (!kept.holds && kept.digits < PAPER_DIGITS + MOST_MORE) kept = tried(kept.digits + 1);
  const { name, at } = first.effect.headline;
  const where = `${name} at ${pointText(at)}`;
  const [exact, asPrinted, byRule] = [first.effect.exact, kept.effect.rounded, first.effect.rounded].map(said);
  return {
    digits: kept.digits,
    note:
      kept === first
        ? `from the constants as printed, ${where} is ${asPrinted}; from all digits ${exact}`
        : `constants keep ${kept.digits} digits of half their interval instead of ${PAPER_DIGITS}: with ${PAPER_DIGITS}, ${where} would be ${byRule} instead of ${exact}; as printed they give ${asPrinted}`,
  };
}

function said(x: number | undefined): string {
  if (x === undefined) return "none";
  return Math.abs(x) >= 1e5 || Math.abs(x) < 1e-3 ? format(x) : String(Number(x.toPrecision(4)));
}

function outside(x: number | undefined, { low, high }: Interval): boolean {
  return x === undefined || x < low || x > high;
}

/** Of the headline over the draws; undefined without draws. */
function headlineInterval(fit: Fit, level: number): Interval | undefined {
  const { of, level: group } = headlineOf(fit);
  const found = predictors(fit, group)
    .draws.map(of)
    .filter((x) => x !== undefined);
  return found.length > 0 ? percentile(found, level, fit.draws?.method ?? "") : undefined;
}
