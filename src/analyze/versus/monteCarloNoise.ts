import { IsolossError } from "../../errors.ts";
import type { Observation, Run } from "../../run.ts";
import { kindOf } from "./sides.ts";
import { idOf } from "./versusRows.ts";

/** Noise of bounds that are means over Monte-Carlo samples: how large that of one sample is, and what it makes of a point's. */

/** Spread of log loss between runs that are alike, and the samples that the losses were measured with. */
export interface SampledNoise {
  /** Standard deviation of log loss. */
  sd: number;
  /** Monte-Carlo samples of each loss; undefined for an exact loss. */
  mcSamples?: number;
  /** Standard deviation of log loss of one sample, where it is known (`monteCarloNoise`). */
  single?: number;
}

/**
 * Noise of a loss measured with m samples, from that of replicates: σ² = σ_seed² + σ₁²/m, where σ_seed² + σ₁²/m₀ is the replicates' variance.
 *
 * It supposes that samples are independent of one another and of the seed, so that their variance falls as 1/m. Where σ₁ is not known, all noise
 * of the replicates may be that of sampling when m < m₀, none of it when m > m₀: the result is then an upper bound.
 *
 * @param mcSamples m; undefined for an exact loss, whose noise is that of the replicates.
 * @returns standard deviation of log loss.
 * @example
 * pointNoise({ sd: 0.008, mcSamples: 16 }, 1) // 0.032
 * pointNoise({ sd: 0.005, mcSamples: 16, single: 0.012 }, 4) // Math.sqrt(0.004 ** 2 + 0.006 ** 2)
 */
export function pointNoise(replicates: SampledNoise, mcSamples: number | undefined): number {
  const { sd, mcSamples: measured, single } = replicates;
  if (mcSamples === undefined) return sd;
  if (single === undefined) return measured === undefined ? sd : sd * Math.sqrt(Math.max(measured / mcSamples, 1));
  const seeds = Math.max(sd ** 2 - (measured === undefined ? 0 : single ** 2 / measured), 0);
  return Math.sqrt(seeds + single ** 2 / mcSamples);
}

/** What bounds measured twice at one checkpoint say of their sampling. */
export interface MonteCarloNoise {
  /** Standard deviation of log loss of one sample. */
  single: number;
  /** Mean of ln(fewer samples) − ln(more samples): beyond its noise it is an offset that all runs share (fixed masks). */
  offset: number;
  runs: number;
}

/**
 * Noise of one Monte-Carlo sample, from runs whose last evaluation was measured again with more samples (`final_val_loss`, `mc_samples_final`).
 *
 * E[d²] = σ₁²·(1/m + 1/m′) for d = ln loss(m) − ln loss(m′), where the two sets of samples are independent; where the second holds the first
 * it is smaller, so σ₁ comes out low by up to √((1/m + 1/m′)/(1/m − 1/m′)).
 *
 * @throws IsolossError where no complete run was measured twice.
 */
export function monteCarloNoise(runs: readonly Run[]): MonteCarloNoise {
  const pairs = runs.flatMap(({ lossKind, complete, finalLoss, mcSamplesFinal: more, points }): Pair[] => {
    const last = points.at(-1);
    const fewer = last?.mcSamples;
    return lossKind !== "elbo" || complete === false || !finalLoss || !more || !last || !fewer || fewer === more
      ? []
      : [{ d: Math.log(last.loss / finalLoss), share: 1 / fewer + 1 / more }];
  });
  if (pairs.length === 0)
    throw new IsolossError(
      "Cannot tell the noise of Monte-Carlo samples: no bound was measured twice at the end of a run",
      "log mc_samples at each evaluation, and the end again with more: final_val_loss and mc_samples_final",
    );
  return noiseOfPairs(pairs);
}

/** The same from rows: final losses of bounds, and the last of the evaluations along the same runs. Undefined where none was measured twice. */
export function sampleNoise(finals: readonly Observation[], curves: readonly Observation[]): number | undefined {
  const last = new Map<string, Observation>();
  for (const row of curves) if ((row.tokens ?? 0) >= (last.get(idOf(row))?.tokens ?? 0)) last.set(idOf(row), row);
  const pairs = finals.flatMap((row): Pair[] => {
    const own = last.get(idOf(row));
    const [more, fewer] = [row.mcSamples, own?.mcSamples];
    const same = own && own.tokens === row.tokens && kindOf(row) === "elbo";
    return same && more && fewer && more !== fewer ? [{ d: Math.log(own.loss / row.loss), share: 1 / fewer + 1 / more }] : [];
  });
  return pairs.length > 0 ? noiseOfPairs(pairs).single : undefined;
}

/** Two measurements of one loss: d = ln loss(m) − ln loss(m′), and 1/m + 1/m′. */
interface Pair {
  d: number;
  share: number;
}

function noiseOfPairs(pairs: readonly Pair[]): MonteCarloNoise {
  const mean = (of: (pair: Pair) => number): number => pairs.reduce((sum, pair) => sum + of(pair), 0) / pairs.length;
  return { single: Math.sqrt(mean(({ d, share }) => d ** 2 / share)), offset: mean(({ d }) => d), runs: pairs.length };
}
