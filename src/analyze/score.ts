import { DEFAULTS } from "../fit/fit.ts";
import { responses } from "../fit/response.ts";
import type { Fit, FitOptions } from "../fit/types.ts";
import { type QuantityName, quantity } from "../quantities.ts";
import type { Observation } from "../run.ts";
import { predictorOf } from "./predictor.ts";

/** How well a law meets rows. */
export interface Score {
  /** Sum over rows of the loss of residuals, as a fit minimises it. */
  objective: number;
  /** Share of the variance of the loss that is predicted. */
  r2: number;
  /** The same of its logarithm. */
  r2Log: number;
  /** nats/token. */
  rmse: number;
}

/**
 * How well a law with given parameters meets rows, without fitting: published constants are tried with it.
 *
 * @param parameters every parameter of the law, in its own unit.
 * @param options the loss and the residual of the objective; default as in `fit`.
 * @throws UsageError for a row without a quantity that the law reads.
 * @example
 * score(chinchilla, { E: 1.8, A: 480, B: 2100, alpha: 0.35, beta: 0.37 }, rows).r2 < 1 // true
 */
export function score(
  law: Fit["law"],
  parameters: Readonly<Record<string, number>>,
  rows: readonly Observation[],
  options: Partial<Pick<FitOptions, "loss" | "delta" | "residual">> = {},
): Score {
  const { loss, delta, residual } = { ...DEFAULTS, ...options };
  const p = predictorOf(law, parameters);
  const observed = responses(law, rows);
  const pairs = rows.map((row, i) => ({ predicted: p.loss(pointOf(row, law.quantities)), observed: observed[i] as number }));
  const logs = pairs.map(({ predicted, observed }) => ({ predicted: Math.log(predicted), observed: Math.log(observed) }));
  const cost = (r: number): number => (loss === "squared" || Math.abs(r) <= delta ? r ** 2 / 2 : delta * (Math.abs(r) - delta / 2));
  const misses = (residual === "log" ? logs : pairs).map(({ predicted, observed }) => predicted - observed);
  return {
    objective: misses.reduce((sum, r) => sum + cost(r), 0),
    r2: rSquared(pairs),
    r2Log: rSquared(logs),
    rmse: Math.sqrt(squares(pairs) / pairs.length),
  };
}

interface Pair {
  predicted: number;
  observed: number;
}

function pointOf(row: Observation, symbols: readonly string[]): Record<string, number> {
  return Object.fromEntries(
    symbols.flatMap((symbol) => {
      const value = row[quantity(symbol)?.name as QuantityName];
      return value === undefined ? [] : [[symbol, value]];
    }),
  );
}

function squares(pairs: readonly Pair[]): number {
  return pairs.reduce((sum, { predicted, observed }) => sum + (predicted - observed) ** 2, 0);
}

function rSquared(pairs: readonly Pair[]): number {
  const mean = pairs.reduce((sum, { observed }) => sum + observed, 0) / pairs.length;
  return 1 - squares(pairs) / pairs.reduce((sum, { observed }) => sum + (observed - mean) ** 2, 0);
}
