import { UsageError } from "../../errors.ts";
import { THRESHOLDS } from "../../fit/thresholds.ts";
import type { Fit } from "../../fit/types.ts";
import { chinchilla } from "../../laws/chinchilla.ts";
import type { Law } from "../../laws/law.ts";
import { predictorOf } from "../predictor.ts";
import { isOneEpoch } from "./baseTransport.ts";
import { optimalSize } from "./optimalSize.ts";

/** A law at one epoch beside the base law E + A/N^alpha + B/D^beta that it stands on. */
export interface OneEpochReduction {
  N: number;
  U: number;
  /** Of the law, nats/token. */
  loss: number;
  /** Of the base law with the same parameters. */
  base: number;
  /** loss − base: 0 up to the optimal size. */
  excess: number;
  /** U_N: the size for which U tokens are compute-optimal under the base law. */
  optimalSize: number;
}

/**
 * Whether a law at one epoch is its base law: for eq. 14 only if N is at most U_N. Above it one epoch is worse than the base law says, so one-epoch runs do not all
 * inform the base.
 *
 * @param law one that holds the parameters of `chinchilla`, as data-constrained.
 * @param theta every parameter of the law.
 * @param at N, and U unique tokens, seen once.
 * @throws UsageError for a law without those parameters.
 * @see Muennighoff et al. 2023, arXiv:2305.16264, eq. 14.
 * @example
 * const law = findLaw("data-constrained");
 * oneEpochReduction(law, law.published[0].theta, { N: 1e6, U: 1e8 }).excess // 0
 */
export function oneEpochReduction(
  law: Law,
  theta: Readonly<Record<string, number>>,
  { N, U }: { N: number; U: number },
): OneEpochReduction {
  if (!hasBase(law))
    throw new UsageError(
      `Cannot compare law "${law.id}" at one epoch with its base law: it lacks some of ${chinchilla.parameters.map((p) => p.name).join(", ")}`,
      "choose a law that stands on E + A/N^alpha + B/D^beta, as data-constrained",
    );
  const loss = predictorOf(law, theta).loss({ N, U, D: U });
  const base = predictorOf(chinchilla, theta).loss({ N, D: U });
  return { N, U, loss, base, excess: loss - base, optimalSize: optimalSize(theta, U) };
}

function hasBase(law: Law): boolean {
  return (
    ["N", "D", "U"].every((symbol) => law.quantities.includes(symbol)) &&
    chinchilla.parameters.every(({ name }) => law.parameters.some((p) => p.name === name))
  );
}

/** One-epoch rows of a fit at which its law is not its base law by more than `oneEpoch` nats/token. */
export function aboveOptimal(fit: Fit): OneEpochReduction[] {
  if (!hasBase(fit.law) || fit.options.separate) return [];
  return fit.observations
    .filter(isOneEpoch)
    .map(({ params, tokens }) => oneEpochReduction(fit.law, fit.estimates, { N: params as number, U: tokens as number }))
    .filter(({ excess }) => Math.abs(excess) > THRESHOLDS.oneEpoch);
}
