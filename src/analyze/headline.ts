import { label } from "../fit/problem.ts";
import type { Fit } from "../fit/types.ts";
import { type QuantityName, quantity } from "../quantities.ts";
import type { Observation } from "../run.ts";
import { bestSplit } from "./allocate.ts";
import { type Point, type Predictor, predictors } from "./predictor.ts";

/** The one number of a fit that is asked for again when something about it is changed. */
export interface Headline {
  /** `D/N`: tokens a parameter of the best split of compute; `loss`: at the largest row, ten times as large. */
  name: "D/N" | "loss";
  /** Where it is asked for, by symbol: C in FLOP, or a point. */
  at: Point;
  /** Of the fit itself. */
  value: number;
  /** Which group, where parameters are separate: the first. */
  level: string | undefined;
  /** Undefined where the law has none there. */
  of(p: Predictor): number | undefined;
}

/** How far out of the rows the headline lies. */
const FURTHER = 10;
/** Quantities that grow when a training or an ensemble does. */
const GROWING: readonly string[] = ["N", "D", "U", "K", "C", "M"];
/** Quantities that a split of compute gives a value. */
const SPLIT: readonly string[] = ["N", "D", "U", "C"];

/**
 * What to ask of a fit: D/N of the best split of compute (ten times the largest of the rows, or `compute`, FLOP) where its law reads N and D and has
 * one; else the loss (nats/token) at ten times the largest row. Where parameters are separate, of the first group.
 */
export function headlineOf(fit: Fit, compute?: number): Headline {
  const { law, observations: rows } = fit;
  const { separate } = fit.options;
  const [level] = separate ? rows.map((row) => label(row, separate.by)).sort() : [undefined];
  const { draws: _, ...bare } = fit;
  const { best } = predictors(bare, level);
  const split = splitOf(law.quantities, compute ?? FURTHER * largestCompute(rows));
  const value = split?.of(best);
  if (split && value !== undefined) return { ...split, value, level };
  const at = further(law, rows);
  return { name: "loss", at, of: (p) => p.loss(at), value: best.loss(at), level };
}

/** D/N of the best split of compute, FLOP; undefined for a law that reads more than parameters and tokens, or not both. */
export function splitOf(quantities: readonly string[], C: number): Pick<Headline, "name" | "at" | "of"> | undefined {
  const reads = ["N", "D"].every((symbol) => quantities.includes(symbol)) && quantities.every((symbol) => SPLIT.includes(symbol));
  if (!reads || !(C > 0)) return undefined;
  return {
    name: "D/N",
    at: { C },
    of: (p) => {
      const split = bestSplit(p, { C });
      return split && split.D / split.N;
    },
  };
}

function largestCompute(rows: readonly Observation[]): number {
  return rows.reduce((most, row) => Math.max(most, row.compute ?? 6 * (row.params ?? Number.NaN) * (row.tokens ?? Number.NaN)), 0);
}

/** The row with the largest product of what grows, ten times as large in each. */
function further({ quantities }: Fit["law"], rows: readonly Observation[]): Point {
  const growing = quantities.filter((symbol) => GROWING.includes(symbol));
  const amountOf = (row: Observation, symbol: string): number => row[quantity(symbol)?.name as QuantityName] as number;
  const size = (row: Observation): number => growing.reduce((sum, symbol) => sum + Math.log(amountOf(row, symbol)), 0);
  const largest = rows.reduce((a, b) => (size(b) > size(a) ? b : a));
  return Object.fromEntries(quantities.map((symbol) => [symbol, amountOf(largest, symbol) * (growing.includes(symbol) ? FURTHER : 1)]));
}
