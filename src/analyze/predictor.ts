import { UsageError } from "../errors.ts";
import { percentile } from "../fit/intervals.ts";
import { problem } from "../fit/problem.ts";
import type { Fit, Interval } from "../fit/types.ts";
import { evaluator } from "../formula/evaluator.ts";
import { type Limit, limit } from "../formula/limit.ts";
import type { Formula } from "../formula/parse.ts";
import { formulaOf } from "../laws/define.ts";
import { quantity } from "../quantities.ts";

/** Values of quantities by symbol, in the glossary's units; D, U and epochs complete each other. */
export type Point = Readonly<Record<string, number>>;

/** A law with numbers for its parameters: all that an analysis may ask. */
export interface Predictor {
  formula: Formula;
  quantities: readonly string[];
  /** Loss at a point, nats/token. */
  loss(at: Point): number;
  /** Loss as the quantities `to` grow without bound together. */
  limit(at: Point, to: readonly string[]): Limit;
}

/** Fills in D = U·epochs, or epochs = D/U, or U = D/epochs, where two of the three are given. */
export function completed(at: Point): Point {
  const { D, U, epochs } = at;
  if (D === undefined && U !== undefined && epochs !== undefined) return { ...at, D: U * epochs };
  if (epochs === undefined && D !== undefined && U !== undefined) return { ...at, epochs: D / U };
  if (U === undefined && D !== undefined && epochs !== undefined) return { ...at, U: D / epochs };
  return at;
}

/**
 * A law at given parameters.
 *
 * @throws UsageError when a point lacks a quantity that the law reads.
 */
export function predictorOf(law: Fit["law"], parameters: Readonly<Record<string, number>>): Predictor {
  return prepared(law)(parameters);
}

/** Reads the law once for many sets of parameters: a fit has one a draw. */
function prepared(law: Fit["law"]): (parameters: Readonly<Record<string, number>>) => Predictor {
  const formula = formulaOf(law);
  const lossOf = evaluator(formula);
  const check = (at: Point): Point => {
    if (law.quantities.every((symbol) => at[symbol] !== undefined)) return at;
    const full = completed(at);
    const missing = law.quantities.filter((symbol) => full[symbol] === undefined);
    if (missing.length > 0)
      throw new UsageError(
        `Cannot evaluate law "${law.id}": ${missing.join(", ")} ${missing.length === 1 ? "is" : "are"} not given`,
        `name a value for each of ${law.quantities.map((s) => `${s} (${quantity(s)?.title.toLowerCase()})`).join(", ")}`,
      );
    return full;
  };
  return (parameters) => {
    // One list a predictor, overwritten point by point: analyses ask for millions of values.
    const values = lossOf.names.map((name) => parameters[name]);
    const open = values.flatMap((value, i) => (value === undefined ? [i] : []));
    const symbols = open.map((i) => lossOf.names[i]);
    return {
      formula,
      quantities: law.quantities,
      loss: (at) => {
        const full = check(at);
        for (let i = 0; i < open.length; i++) values[open[i] as number] = full[symbols[i] as string];
        return lossOf.at(values);
      },
      limit: (at, to) => limit(formula, { ...check({ ...Object.fromEntries(to.map((symbol) => [symbol, 1])), ...at }), ...parameters }, to),
    };
  };
}

/** The fitted law and one predictor a draw; `level` names the group where parameters are separate (default the first). */
export function predictors(fit: Fit, level?: string): { best: Predictor; draws: Predictor[] } {
  const set = problem(fit.law, fit.observations, fit.options);
  const levels = set.blocks.map((block) => block.level);
  if (level !== undefined && !levels.includes(level))
    throw new UsageError(`Cannot predict for "${level}": the fit has ${levels.join(", ")}`);
  const law = prepared(fit.law);
  const at = (theta: readonly number[]): Predictor => law(set.parameters(theta, level ?? levels[0]));
  return { best: at(fit.solution), draws: (fit.draws?.theta ?? []).map(at) };
}

/** A number with its uncertainty. `missing` is the share of draws in which it does not exist. */
export interface Estimate {
  /** Undefined where the fitted law itself has none. */
  value: number | undefined;
  /** Undefined without draws. */
  interval: Interval | undefined;
  missing: number;
}

/**
 * Carries an analysis over the draws of one or several fits: the uncertainty of anything that can be computed from predictors.
 *
 * Draws of different fits are paired by position: independent for fits of different rows, paired for fits of the same rows.
 *
 * @param quantityOf from one predictor a fit to a number, or undefined where there is none.
 * @example
 * const gap = estimate([ar, mdm], (a, m) => a.loss(at) - m.loss(at));
 */
export function estimate(fits: readonly Fit[], quantityOf: (...p: Predictor[]) => number | undefined, level = 0.95): Estimate {
  const sets = fits.map((fit) => predictors(fit));
  const value = quantityOf(...sets.map((set) => set.best));
  const count = Math.min(...sets.map((set) => set.draws.length));
  if (count === 0) return { value, interval: undefined, missing: 0 };
  const all = Array.from({ length: count }, (_, k) => quantityOf(...sets.map((set) => set.draws[k] as Predictor)));
  const found = all.filter((x) => x !== undefined);
  return { value, interval: percentile(found, level, fits[0]?.draws?.method ?? ""), missing: 1 - found.length / count };
}
