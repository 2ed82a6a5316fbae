import { rootMeanSquare } from "simple-statistics";
import { percentile } from "../../fit/intervals.ts";
import { problem } from "../../fit/problem.ts";
import { refit } from "../../fit/refit.ts";
import type { Draws, Fit } from "../../fit/types.ts";
import { unsureSpread } from "../../numeric/quantile.ts";
import { random } from "../../numeric/random.ts";
import { predictedBy } from "./limitChecks.ts";

/**
 * Draws of a law whose rows are results with draws of their own: refitted to each, draws of different rows paired by position.
 *
 * @param second law fitted to the results, one row each.
 * @param losses draws of the row at a position among `second.observations`, nats/token; NaN where a draw has none.
 */
export function redrawn(second: Fit, losses: readonly (readonly number[])[], from: Pick<Draws, "method" | "seed" | "note">): Draws {
  return redrawnAt(second, losses, from).draws;
}

/** `redrawn`, with the positions of the draws whose refit converged: what is paired with the law's draws is kept at these. */
export function redrawnAt(
  second: Fit,
  losses: readonly (readonly number[])[],
  from: Pick<Draws, "method" | "seed" | "note">,
): { draws: Draws; kept: readonly number[] } {
  const set = problem(second.law, second.observations, second.options);
  // With separate parameters a problem puts its rows in an order of its own.
  const inOrder = set.rows.map((row) => losses[second.observations.indexOf(row)] as readonly number[]);
  const count = Math.min(...inOrder.map((draws) => draws.length));
  const optimum = Float64Array.from(second.solution);
  const unit = new Float64Array(set.rows.length).fill(1);
  const found = Array.from({ length: count }, (_, k) => {
    const drawn = Float64Array.from(inOrder, (draws) => draws[k] as number);
    return drawn.every((x) => x > 0) ? refit(set.withLosses(drawn), optimum, unit, k) : undefined;
  });
  const theta = found.flatMap((one) => (one ? [[...one]] : []));
  const kept = found.flatMap((one, k) => (one ? [k] : []));
  const draws: Draws = { ...from, names: set.unknowns.map((u) => u.key), theta, replicates: count, failed: count - theta.length };
  return { draws, kept };
}

/** How far the rows of a second stage spread by their own draws, and about its law, nats/token. */
export interface StageSpread {
  own: number;
  missed: number;
}

/** Share of a normal within a standard deviation of its middle. */
const MIDDLE = 0.6827;

/** Half the width of the middle of draws: of normal ones the standard deviation, which the tails of few degrees of freedom would carry away. */
function spreadOf(draws: readonly number[]): number {
  const { low, high } = percentile(draws.filter(Number.isFinite), MIDDLE, "");
  return (high - low) / 2;
}

/**
 * The spread of a second stage's points by their own draws, and that by which its law misses them.
 *
 * @param losses draws of the row at a position among `second.observations`.
 */
export function stageSpread(second: Fit, losses: readonly (readonly number[])[]): StageSpread {
  const misses = predictedBy(second, second.observations).map(({ error }) => error);
  const freedom = second.n - second.solution.length;
  return {
    own: rootMeanSquare(losses.map(spreadOf)),
    missed: freedom > 0 ? rootMeanSquare(misses) * Math.sqrt(second.n / freedom) : 0,
  };
}

/** Draws with the misfit that is beyond their own spread added as noise: a law that misses its points is not known as well as they are. */
export function withMisfit(second: Fit, losses: readonly (readonly number[])[], seed: number): readonly (readonly number[])[] {
  const { own, missed } = stageSpread(second, losses);
  if (missed <= own) return losses;
  const excess = Math.sqrt(missed ** 2 - own ** 2);
  const freedom = second.n - second.solution.length;
  const count = Math.min(...losses.map((draws) => draws.length));
  const noise = Array.from({ length: count }, (_, k) => {
    const draw = random(seed, k);
    const sd = excess * unsureSpread(freedom, draw);
    return losses.map(() => sd * draw.normal());
  });
  return losses.map((draws, i) => noise.map((each, k) => (draws[k] as number) + (each[i] as number)));
}
