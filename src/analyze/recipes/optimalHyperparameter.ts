import { UsageError } from "../../errors.ts";
import type { BootstrapOptions } from "../../fit/draws.ts";
import type { Diagnostic } from "../../fit/types.ts";
import type { Observation } from "../../run.ts";
import { groupBy } from "../../table/groupBy.ts";
import { replicateNoise } from "../../table/replicates.ts";
import { type Bowl, bowlOf } from "./bowl.ts";
import { bowlFindings } from "./bowlDiagnostics.ts";
import { type BowlTrend, bowlTrend, isDetermined } from "./bowlTrend.ts";
import { headerOf, tunedValue } from "./setting.ts";

export interface HyperparameterOptions extends Pick<BootstrapOptions, "replicates" | "seed" | "onProgress" | "signal"> {
  /** A quantity that was tuned, as "weight_decay" or "epochs". */
  column: string;
  /** Columns of a cell. Default params and unique_tokens. */
  by?: readonly string[];
  /** How far from the lowest loss rows are taken for the parabola, as a ratio. Default 4. */
  window?: number;
  /** Standard deviation of log loss between seeds; by default that of the replicates among the rows. */
  noise?: number;
}

/** Where the loss is lowest along one hyperparameter in every cell, and how that moves. */
export interface OptimalHyperparameter {
  column: string;
  window: number;
  /** Standard deviation of log loss that the intervals stand on; undefined where only residuals give one. */
  noise: number | undefined;
  bowls: readonly Bowl[];
  /** best ∝ N^p, and ∝ (N/U)^p over all cells. */
  trends: Trends;
  /** The same of weight decay times learning rate; of other columns undefined. */
  timesLearningRate: Trends | undefined;
  diagnostics: readonly Diagnostic[];
}

export interface Trends {
  params: BowlTrend | { reason: string };
  paramsPerToken: BowlTrend | { reason: string };
}

/** A parabola needs several values of a grid of doubling steps on both sides, and is no law of the whole range. */
const WINDOW = 4;

/**
 * The best value of a hyperparameter in every cell, by a parabola in its logarithm around the lowest loss, and how it moves with size and data.
 *
 * L(x) = E + c·(ln(x/best))², by least squares of log loss; intervals from draws with seed noise. Cells whose lowest loss is at the end of what was
 * run, or with fewer than three values near it, have no best value; trends leave them out, and cells whose interval has no end. AdamW shrinks weights by weight decay times learning
 * rate a step: where the rate differs between cells, `timesLearningRate` is what compares.
 *
 * @param observations final rows that differ, in a cell, in the column and their seed alone; loss in nats/token.
 * @throws UsageError for rows that differ in more, a column that laws cannot be written in, or a window that is not above 1; IsolossError for a row
 * without the column.
 * @see Kim, Kotha, Liang & Hashimoto 2025, arXiv:2509.14786, section 3 and figure 11 (trends without intervals); the parabola is isoloss's.
 * @example
 * (await optimalHyperparameter(rows, { column: "epochs", by: ["family", "params", "unique_tokens"] })).bowls[0].state // "at-edge"
 */
export async function optimalHyperparameter(
  observations: readonly Observation[],
  options: HyperparameterOptions,
): Promise<OptimalHyperparameter> {
  const { by = ["params", "unique_tokens"], window = WINDOW, onProgress, ...rest } = options;
  if (!(window > 1))
    throw new UsageError(`Cannot use window ${window}: expected a ratio above 1`, "as 4: from a quarter to four times the lowest");
  const column = headerOf(options.column);
  for (const row of observations) tunedValue(row, column);
  const noise = options.noise ?? replicateNoise(observations)?.sd;
  const cells = groupBy(observations, by);
  const bowls: Bowl[] = [];
  for (const cell of cells) {
    bowls.push(await bowlOf(cell.observations, by.map(headerOf), { ...rest, column, window, noise }));
    onProgress?.(bowls.length, cells.length);
  }
  const trends = trendsOf(bowls);
  return {
    column,
    window,
    noise,
    bowls,
    trends,
    timesLearningRate: column === "weight_decay" ? trendsOf(bowls, ({ learningRate }) => learningRate) : undefined,
    diagnostics: bowlFindings(column, bowls, trends),
  };
}

/** How the best values of bowls move with size, and with size over data where cells differ in both. */
export function trendsOf(bowls: readonly Bowl[], factor: (bowl: Bowl) => number | undefined = () => 1): Trends {
  const used = bowls.filter(isDetermined);
  return {
    params: bowlTrend(bowls, ({ params }) => params, ["params"], factor),
    paramsPerToken:
      new Set(used.map(({ uniqueTokens }) => uniqueTokens)).size < 2
        ? { reason: "all cells with a best value have the same unique tokens: N/U moves with N alone" }
        : bowlTrend(
            bowls,
            ({ params, uniqueTokens }) => (params === undefined || uniqueTokens === undefined ? undefined : params / uniqueTokens),
            ["params", "unique_tokens"],
            factor,
          ),
  };
}
