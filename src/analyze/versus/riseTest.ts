import { format, warning } from "../../fit/diagnostic.ts";
import { THRESHOLDS } from "../../fit/thresholds.ts";
import type { Diagnostic } from "../../fit/types.ts";
import { grouped } from "../../grouped.ts";
import { laws } from "../../laws/index.ts";
import type { Law } from "../../laws/law.ts";
import { risesWith } from "../../laws/risesWith.ts";
import type { Observation } from "../../run.ts";
import { alike } from "../../table/alike.ts";
import { replicateNoise } from "../../table/replicates.ts";
import { type Repetition, repetitions } from "../../table/rise.ts";
import { type CheckpointGap, checkpointGaps, gapsFound } from "./checkpointGaps.ts";

export interface RiseOptions {
  /** Standard deviation of log loss between seeds; by default that of the replicates among the rows. */
  noise?: number;
  /** Rise that counts, nats/token. Default 0.01. */
  tolerance?: number;
  /** Evaluations along the runs (`checkpoint: "every"`): for the best checkpoint against the final one. */
  curves?: readonly Observation[];
}

/** Runs at one size and one set of unique tokens, by epochs, replicates averaged. */
export interface RiseGroup {
  family: string | undefined;
  /** N and U. */
  params: number | undefined;
  uniqueTokens: number;
  weightDecay: number | undefined;
  recipe: string | undefined;
  /** Epoch counts, and the mean loss at each, nats/token. */
  epochs: readonly number[];
  losses: readonly number[];
  /** Epochs of the lowest loss. */
  lowestAt: number;
  /** Last loss above the lowest, nats/token. */
  rise: number;
  /** Above the tolerance and, where it is known, above what noise makes. */
  rises: boolean;
  /** Rows past the lowest, each replicate one. */
  past: readonly Observation[];
}

/** Where validation loss rises with repetition, and which laws can follow it. */
export interface RiseTest {
  /** Groups with at least three epoch counts. */
  groups: readonly RiseGroup[];
  rising: readonly RiseGroup[];
  /** Points past the lowest in the rising groups. */
  pastLowest: number;
  tolerance: number;
  /** Standard deviation of log loss; undefined where it is not known: the tolerance alone decides. */
  noise: number | undefined;
  /** A run each that is among the rows: its best evaluation against its last. */
  checkpoints: readonly CheckpointGap[];
  /** Ids of laws in tokens and unique tokens whose loss can rise with epochs, and of those that cannot. */
  lawsThatRise: readonly string[];
  lawsThatCannot: readonly string[];
  diagnostics: readonly Diagnostic[];
}

/**
 * Which groups of runs end above their lowest loss: max(tolerance, 3·σ·L) < L(last epoch count) − min L, replicates averaged.
 *
 * A group is one family, size, set of unique tokens, recipe and regularisation, with at least three epoch counts, each a training of its own.
 *
 * @param observations final rows of both families or one, losses in nats/token; those without epochs or unique tokens are passed over.
 * @see Muennighoff et al. 2023, arXiv:2305.16264, section 6 and figure 9 (runs whose loss rises were left out of their fit).
 * @example
 * riseTest(rows, { noise: 0.02 }).rising.length // 0
 * riseTest(rows).lawsThatRise.includes("overfit-penalty") // true
 */
export function riseTest(observations: readonly Observation[], options: RiseOptions = {}): RiseTest {
  const { tolerance = THRESHOLDS.riseNats, curves = [] } = options;
  const noise = options.noise ?? replicateNoise(observations)?.sd;
  const all = grouped(observations, keyOf);
  const groups = repetitions(observations).map((group) => groupOf(group, all, tolerance, noise));
  const rising = groups.filter(({ rises }) => rises);
  const able = repeating.filter(canRise).map(({ id }) => id);
  const checkpoints = checkpointGaps(observations, curves);
  return {
    groups,
    rising,
    pastLowest: rising.reduce((sum, { epochs, lowestAt }) => sum + epochs.filter((x) => x > lowestAt).length, 0),
    tolerance,
    noise,
    checkpoints,
    lawsThatRise: able,
    lawsThatCannot: repeating.map(({ id }) => id).filter((id) => !able.includes(id)),
    diagnostics: [...risesFound(groups, rising, able, noise), ...gapsFound(checkpoints, tolerance)],
  };
}

/** Laws of epochs: in tokens and unique tokens. */
const repeating = laws.filter(({ quantities }) => quantities.includes("D") && quantities.includes("U"));

function canRise(law: Law): boolean {
  return risesWith(law).includes("D");
}

function groupOf(
  { rows, lowest, rise }: Repetition,
  all: ReadonlyMap<string, readonly Observation[]>,
  tolerance: number,
  noise: number | undefined,
): RiseGroup {
  const [first, last] = [rows[0], rows.at(-1)] as [Observation, Observation];
  const lowestAt = (rows[lowest] as Observation).epochs as number;
  const { family, params, weightDecay, recipe } = first;
  return {
    ...{ family, params, uniqueTokens: first.uniqueTokens as number, weightDecay, recipe },
    epochs: rows.map(({ epochs }) => epochs as number),
    losses: rows.map(({ loss }) => loss),
    lowestAt,
    rise,
    rises: rise > Math.max(tolerance, THRESHOLDS.rise * (noise ?? 0) * last.loss),
    past: (all.get(keyOf(first)) ?? []).filter(({ epochs }) => epochs !== undefined && epochs > lowestAt),
  };
}

/** As `repetitions` groups: along one run its evaluations, else runs that differ in how long they are. */
function keyOf(row: Observation): string {
  return `${alike(row, ["tokens", "epochs"])}${row.checkpoint === "every" ? ` ${row.run}` : ""}`;
}

function risesFound(
  groups: readonly RiseGroup[],
  rising: readonly RiseGroup[],
  able: readonly string[],
  noise: number | undefined,
): Diagnostic[] {
  const [worst] = rising.toSorted((a, b) => b.rise - a.rise);
  if (!worst) return [];
  const { family, params, uniqueTokens, lowestAt, epochs } = worst;
  const where = `${family ? `${family}, ` : ""}N = ${format(params ?? Number.NaN)}, U = ${format(uniqueTokens)}`;
  return [
    warning(
      "loss-rises",
      `the loss ends above its lowest in ${rising.length} of ${groups.length} groups of runs (most: ${worst.rise.toFixed(3)} nats/token from ${format(lowestAt)} to ${format(epochs.at(-1) ?? Number.NaN)} epochs at ${where}), which a law that only falls with epochs cannot express${noise === undefined ? "; the noise between seeds is not known, so part of these may be noise" : ""}`,
      `laws that can: ${able.join(", ")}; or fit with and without the runs past the lowest, and show both`,
    ),
  ];
}
