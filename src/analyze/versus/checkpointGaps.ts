import { place, type Source } from "../../errors.ts";
import { format, warning } from "../../fit/diagnostic.ts";
import type { Diagnostic } from "../../fit/types.ts";
import { grouped } from "../../grouped.ts";
import type { Observation } from "../../run.ts";

/** The best evaluation of a run against its last, which a rule of checkpoints chooses between. */
export interface CheckpointGap {
  run: string;
  source: Source;
  family: string | undefined;
  params: number | undefined;
  uniqueTokens: number | undefined;
  weightDecay: number | undefined;
  /** At its last evaluation. */
  epochs: number | undefined;
  /** Lowest loss along the run, nats/token, and where. */
  best: number;
  bestAt: number | undefined;
  /** Loss of the last evaluation along the run, measured as the others were. */
  last: number;
  /** Last minus best. */
  gap: number;
  evaluations: number;
}

/**
 * How far each run ends above its lowest evaluation.
 *
 * The lowest of many noisy evaluations is low by chance too: with noise σ and n evaluations of a flat stretch by up to σ·√(2·ln n).
 *
 * @param observations rows of the runs that are asked for; runs that were cut off are not among final rows, and so left out.
 * @param curves evaluations along the runs (`checkpoint: "every"`), in any order of runs, each run's in the order of its log.
 * @returns in the order of `observations`; runs without evaluations along them are passed over.
 * @example
 * checkpointGaps(rows, []) // []
 */
export function checkpointGaps(observations: readonly Observation[], curves: readonly Observation[]): CheckpointGap[] {
  const idOf = ({ run, source }: Observation): string => JSON.stringify([source.file, run]);
  const along = grouped(curves, idOf);
  return [...new Set(observations.map(idOf))].flatMap((id) => {
    const points = along.get(id) ?? [];
    const last = points.at(-1);
    if (!last || points.length < 2) return [];
    const best = points.reduce((low, row) => (row.loss < low.loss ? row : low));
    const { run, source, family, params, uniqueTokens, weightDecay, epochs } = last;
    const losses = { best: best.loss, bestAt: best.epochs, last: last.loss, gap: last.loss - best.loss };
    return [{ run, source, family, params, uniqueTokens, weightDecay, epochs, ...losses, evaluations: points.length }];
  });
}

/** Said where the choice of the checkpoint decides more than the tolerance. */
export function gapsFound(gaps: readonly CheckpointGap[], tolerance: number): Diagnostic[] {
  const wide = gaps.filter(({ gap }) => gap > tolerance);
  const [worst] = wide.toSorted((a, b) => b.gap - a.gap);
  if (!worst) return [];
  const from = worst.bestAt === undefined ? "" : ` at ${format(worst.bestAt)} of ${format(worst.epochs ?? Number.NaN)} epochs`;
  return [
    warning(
      "checkpoint-gap",
      `${wide.length} of ${gaps.length} runs end more than ${tolerance} nats/token above their best checkpoint (most: ${worst.gap.toFixed(3)}, lowest${from}, "${worst.run}" at ${place(worst.source)})`,
      "say which checkpoint a comparison takes, and show both: accuracies may go on improving while the loss rises",
    ),
  ];
}
