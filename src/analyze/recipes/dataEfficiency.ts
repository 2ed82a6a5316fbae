import { UsageError } from "../../errors.ts";
import { percentile } from "../../fit/intervals.ts";
import type { Fit } from "../../fit/types.ts";
import { root } from "../../numeric/root.ts";
import { type Estimate, type Point, type Predictor, predictors } from "../predictor.ts";

/** Whether a loss was reached by runs, or is the limit of a law. */
export type LossOrigin = "measured" | "limit";

/** A loss to be told in tokens of another recipe, nats/token. */
export interface ComparedLoss {
  value: number;
  draws?: readonly number[];
  origin: LossOrigin;
}

/** A law of a recipe in unique tokens: a fit, or a published law without draws. */
export interface Baseline {
  law: Fit | Predictor;
  /** What the law was fitted to. */
  origin: LossOrigin;
}

/** What is set against what; only like against like compares recipes fairly. */
export type EfficiencyComparison =
  | "measured against measured"
  | "limit against limit"
  | "limit against measured (headline)"
  | "measured against limit";

/** Unique tokens that the baseline would want for a loss. */
export interface DataEfficiency {
  /** D′, tokens; undefined below the baseline's floor, where no number of them would do. */
  tokens: Estimate;
  /** D′/D, as the paper defines it. */
  perUnique: Estimate;
  /** D′/D′₀, as its code does: against the tokens that the law gives for the baseline's own measured loss. Undefined without that loss. */
  perBaseline: Estimate;
  comparison: EfficiencyComparison;
}

export interface EfficiencyOptions {
  /** D, the unique tokens that the loss was reached with. */
  uniqueTokens: number;
  /** The baseline's best measured loss at D, nats/token. */
  baselineLoss?: Omit<ComparedLoss, "origin">;
  /** Other quantities that the baseline's law reads, by symbol. */
  at?: Point;
  /** Share of draws inside the intervals. Default 0.95. */
  level?: number;
}

/** How far from D tokens are sought, in decades to either side. */
const DECADES = 40;

/**
 * How many times the unique tokens a baseline recipe would want for the same loss: D′ solves L_baseline(D′) = loss, (A/(L − E))^(1/alpha) for a power law.
 *
 * Draws of the loss, the baseline's law and its measured loss are paired by position; what has no draws is held. A draw below the baseline's floor counts
 * as an efficiency without end, and `missing` is the share of these: an upper end is then ∞.
 *
 * @param loss with what it is, so that the comparison can be labelled.
 * @throws UsageError for unique tokens that are not positive.
 * @see Kim, Kotha, Liang & Hashimoto 2025, arXiv:2509.14786, section 5.1 (D′/D); the code divides by the inverse of the measured baseline.
 * @example
 * const standard = predictorOf(lawIn(power, "U"), { E: 1.89, A: 1.3 * 1e9 ** 0.23, alpha: 0.23 });
 * const found = dataEfficiency({ value: 3.462, origin: "measured" }, { law: standard, origin: "measured" }, { uniqueTokens: 209715200 });
 * Number(found.perUnique.value.toFixed(2)) // 2.09
 */
export function dataEfficiency(loss: ComparedLoss, baseline: Baseline, options: EfficiencyOptions): DataEfficiency {
  const { uniqueTokens, baselineLoss, at = {}, level = 0.95 } = options;
  if (!(uniqueTokens > 0 && Number.isFinite(uniqueTokens)))
    throw new UsageError(`Cannot compare data at ${uniqueTokens} unique tokens: expected a finite positive number`, "as 200M");
  const { best, draws } = "solution" in baseline.law ? predictors(baseline.law) : { best: baseline.law, draws: [] };
  const tokensFor = (law: Predictor, value: number): number => inverse(law, value, uniqueTokens, at);
  const own = tokensFor(best, loss.value);
  const reference = baselineLoss && tokensFor(best, baselineLoss.value);
  const counts = [draws, loss.draws ?? [], baselineLoss?.draws ?? []].map((list) => list.length).filter((count) => count > 0);
  const count = counts.length > 0 ? Math.min(...counts) : 0;
  const drawn = Array.from({ length: count }, (_, k) => {
    const law = draws[k] ?? best;
    return {
      own: tokensFor(law, loss.draws?.[k] ?? loss.value),
      reference: baselineLoss && tokensFor(law, baselineLoss.draws?.[k] ?? baselineLoss.value),
    };
  });
  const told = (value: number, each: readonly number[]): Estimate => ({
    value: Number.isFinite(value) ? value : undefined,
    interval: count > 0 ? percentile(each, level, methodOf(baseline)) : undefined,
    missing: count > 0 ? each.filter((x) => !Number.isFinite(x)).length / count : 0,
  });
  return {
    tokens: told(
      own,
      drawn.map((draw) => draw.own),
    ),
    perUnique: told(
      own / uniqueTokens,
      drawn.map((draw) => draw.own / uniqueTokens),
    ),
    perBaseline:
      reference === undefined
        ? { value: undefined, interval: undefined, missing: 0 }
        : told(
            own / reference,
            drawn.map((draw) => draw.own / (draw.reference as number)),
          ),
    comparison: comparisonOf(loss.origin, baseline.origin),
  };
}

/** Tokens at which a law has a loss: ∞ where it never comes down to it, NaN where it is below it everywhere. */
function inverse(law: Predictor, loss: number, uniqueTokens: number, at: Point): number {
  const above = (lnTokens: number): number => law.loss({ ...at, U: Math.exp(lnTokens) }) - loss;
  const [low, high] = [Math.log(uniqueTokens) - DECADES * Math.LN10, Math.log(uniqueTokens) + DECADES * Math.LN10];
  if (above(high) >= 0) return Number.POSITIVE_INFINITY;
  const ln = root(above, low, high);
  return ln === undefined ? Number.NaN : Math.exp(ln);
}

function comparisonOf(loss: LossOrigin, baseline: LossOrigin): EfficiencyComparison {
  if (loss === baseline) return loss === "limit" ? "limit against limit" : "measured against measured";
  return loss === "limit" ? "limit against measured (headline)" : "measured against limit";
}

function methodOf({ law }: Baseline): string {
  return ("solution" in law ? law.draws?.method : undefined) ?? "parametric";
}
