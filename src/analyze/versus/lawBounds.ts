import { format, warning } from "../../fit/diagnostic.ts";
import { problem } from "../../fit/problem.ts";
import { THRESHOLDS } from "../../fit/thresholds.ts";
import type { Diagnostic, Fit } from "../../fit/types.ts";
import type { Observation } from "../../run.ts";
import { predictors } from "../predictor.ts";

/** Between what a fitted law keeps the loss. */
export interface LawBounds {
  /** Group that parameters are separate for; undefined where they are shared. */
  level: string | undefined;
  /** Loss as all quantities grow without bound, nats/token; undefined where the law does not settle. */
  floor: number | undefined;
  /** Highest prediction at a row, nats/token, and the row. */
  highest: number;
  at: Observation;
  /** Of the rows, the loss of guessing: ln(vocab); undefined where none states vocab. */
  guessing: number | undefined;
}

/**
 * Whether a fitted law is bounded as a loss is: by a floor above 0 (`no-floor`) and by the loss of guessing, ln(vocab) (`predicts-above-guessing`).
 *
 * @param fit a law of the loss; one result a group where parameters are separate.
 * @returns bounds in the order of the groups, and what is to be said of them.
 * @example
 * lawBounds(fitted).bounds[0].floor > 1 // true
 * lawBounds(fitted).diagnostics // []
 */
export function lawBounds(fit: Fit): { bounds: readonly LawBounds[]; diagnostics: readonly Diagnostic[] } {
  const { draws: _, ...bare } = fit;
  const set = problem(fit.law, fit.observations, fit.options);
  const values = set.values(Float64Array.from(fit.solution));
  const bounds = set.blocks.map(({ level, from, bound }): LawBounds => {
    const own = set.rows.slice(from, from + bound.rows);
    const predicted = values.slice(from, from + bound.rows);
    const top = predicted.reduce((best, x, i) => (x > (predicted[best] as number) ? i : best), 0);
    const vocab = Math.max(...own.map((row) => row.vocab ?? 0));
    return {
      level,
      floor: predictors(bare, level).best.limit({}, fit.law.quantities),
      highest: predicted[top] as number,
      at: own[top] as Observation,
      guessing: vocab > 1 ? Math.log(vocab) : undefined,
    };
  });
  return { bounds, diagnostics: bounds.flatMap((own) => [...floorless(fit, own), ...aboveGuessing(fit, own)]) };
}

function floorless({ law }: Fit, { floor, level, highest }: LawBounds): Diagnostic[] {
  if (floor === undefined || floor > THRESHOLDS.floor * highest) return [];
  return [
    warning(
      "no-floor",
      `law "${law.id}"${level ? ` of ${level}` : ""} falls to ${format(floor)} nats/token as ${law.quantities.join(", ")} grow: text has entropy, so it is too low somewhere beyond the rows`,
      "do not extrapolate it; hold E at a floor with --fix, or give it runs at larger sizes and more unique tokens",
    ),
  ];
}

function aboveGuessing({ law }: Fit, { highest, at, guessing, level }: LawBounds): Diagnostic[] {
  if (guessing === undefined || highest <= guessing) return [];
  return [
    warning(
      "predicts-above-guessing",
      `law "${law.id}"${level ? ` of ${level}` : ""} predicts ${highest.toFixed(3)} nats/token for run "${at.run}", above ln(vocab) = ${guessing.toFixed(3)}, the loss of guessing`,
      "a law that is bounded by guessing (bounded-h), or rows nearer to what is asked for",
    ),
  ];
}
