import { UsageError } from "../../errors.ts";
import type { Fit } from "../../fit/types.ts";
import { grouped } from "../../grouped.ts";
import { type Prediction, predict } from "../predict.ts";
import { type Estimate, estimate } from "../predictor.ts";

/** What repetition returns: the loss over epochs at fixed compute with ever fewer unique tokens, or at fixed unique tokens with ever more compute. */

export interface ReturnPoint {
  epochs: number;
  U: number;
  D: number;
  /** By the law, with the interval of the mean. */
  loss: Prediction;
  /** The same law with as many tokens, all fresh. */
  fresh: number;
  /** Loss over that of one epoch at the start of the curve (same N; same D, or the same U). */
  ratio: Estimate;
  /** Runs at this N, U and D among the fit's rows: the mean of their losses, nats/token. */
  measured: { loss: number; runs: number } | undefined;
}

/** Relative distance up to which a run counts as one at the point: N, U and D of logs are rounded. */
const SAME = 0.02;

/**
 * Loss over epochs by a fitted law, beside the runs at the same places; nothing is shifted to meet them.
 *
 * @param at N with D (fixed compute: U = D/epochs falls) or N with U (fixed unique tokens: D = U·epochs grows).
 * @param epochs at which the loss is wanted, at least 1.
 * @throws UsageError where both or neither of D and U are given, or for epochs below 1.
 * @see Muennighoff et al. 2023, arXiv:2305.16264, figure 5.
 * @example
 * returnOnRepetition(fitted, { N: 3e8, D: 1e10 }, [1, 4, 16]).map(({ U }) => U) // [10000000000, 2500000000, 625000000]
 */
export function returnOnRepetition(
  fit: Fit,
  at: { N: number; D?: number; U?: number },
  epochs: readonly number[],
  level?: number,
): ReturnPoint[] {
  const { N, D: tokens, U: unique } = at;
  if ((tokens === undefined) === (unique === undefined))
    throw new UsageError(
      "Cannot draw a return curve: either D or U is to be held",
      "give N with D for fixed compute, or N with U for fixed unique tokens",
    );
  if (epochs.some((own) => !(own >= 1))) throw new UsageError("Cannot draw a return curve: epochs are to be 1 or more", "as 1, 4, 16");
  const places = epochs.map((own) => ({ N, U: unique ?? (tokens as number) / own, D: tokens ?? (unique as number) * own }));
  const losses = predict(fit, places, level === undefined ? {} : { level });
  const freshes = predict(
    fit,
    places.map(({ D }) => ({ N, U: D, D })),
  );
  const once = { N, U: (tokens ?? unique) as number, D: (tokens ?? unique) as number };
  const rows = [...grouped(fit.observations, (row) => `${row.params} ${row.uniqueTokens} ${row.tokens}`).values()];
  return places.map((place, i) => {
    const same = rows.filter(([row]) => row && near(row.params, place.N) && near(row.uniqueTokens, place.U) && near(row.tokens, place.D));
    const runs = same.flat();
    return {
      epochs: epochs[i] as number,
      U: place.U,
      D: place.D,
      loss: losses[i] as Prediction,
      fresh: (freshes[i] as Prediction).loss,
      ratio: estimate([fit], (p) => p.loss(place) / p.loss(once), level),
      measured: runs.length > 0 ? { loss: runs.reduce((sum, row) => sum + row.loss, 0) / runs.length, runs: runs.length } : undefined,
    };
  });
}

function near(x: number | undefined, wanted: number): boolean {
  return x !== undefined && Math.abs(x / wanted - 1) <= SAME;
}
