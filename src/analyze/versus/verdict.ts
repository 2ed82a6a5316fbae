import { UsageError } from "../../errors.ts";
import type { Interval } from "../../fit/types.ts";
import { normalQuantile } from "../../numeric/quantile.ts";
import type { LossKind, Observation } from "../../run.ts";
import { meanLoss } from "../recipes/setting.ts";

/** A loss of one side of a comparison. */
export interface MeasuredLoss {
  name: string;
  /** nats/token. */
  loss: number;
  /** `masked_ce` is refused. */
  kind: LossKind;
  /** Standard deviation of this loss, nats/token; undefined where its noise is not known. */
  sd?: number;
}

/** Which of two losses is lower, how sure that is, and what it shows. */
export interface Verdict {
  /** Second loss minus first, nats/token. */
  difference: number;
  /** Undefined where the noise of a loss is not known. */
  interval: Interval | undefined;
  /** Name of the side with the lower loss; undefined where the interval holds 0. */
  lower: string | undefined;
  /** `proof`: no looseness of a bound can reverse it. `indication`: a loose bound could. `undecided`: noise could. */
  strength: "proof" | "indication" | "undecided";
  /**
   * By how many nats/token the bound of the side with the higher loss would have to be looser than the other side's to reverse the order;
   * 0 where no looseness can, since the side with the higher loss is exact.
   */
  gapToFlip: number;
  /** In words. */
  says: string;
}

/**
 * Compares two losses as what they are: second − first with a normal interval, and what it proves given that an `elbo` is an upper bound.
 *
 * Noise of the two is taken as independent: half width z·√(sd₁² + sd₂²). Where a noise is not known the sign decides, and `interval` is undefined.
 *
 * @param level share of the normal inside the interval. Default 0.95.
 * @throws UsageError for an unweighted masked cross-entropy, which is neither a likelihood nor a bound.
 * @example
 * verdict({ name: "ar", kind: "nll", loss: 3.7, sd: 0.01 }, { name: "mdm", kind: "elbo", loss: 3.5, sd: 0.01 }).strength // "proof"
 * verdict({ name: "ar", kind: "nll", loss: 3.5, sd: 0.01 }, { name: "mdm", kind: "elbo", loss: 3.75, sd: 0.01 }).gapToFlip // 0.25
 */
export function verdict(first: MeasuredLoss, second: MeasuredLoss, level = 0.95): Verdict {
  for (const { name, kind } of [first, second])
    if (kind === "masked_ce")
      throw new UsageError(
        `Cannot compare the loss of ${name}: an unweighted masked cross-entropy is neither a likelihood nor a bound`,
        "evaluate with the weight of the schedule, and log loss_kind elbo",
      );
  const difference = second.loss - first.loss;
  const interval = intervalOf(first, second, level);
  const decided = interval ? interval.low > 0 || interval.high < 0 : difference !== 0;
  const [below, above] = difference < 0 ? [second, first] : [first, second];
  const gapToFlip = above.kind === "elbo" ? Math.abs(difference) : 0;
  if (!decided) return { difference, interval, lower: undefined, strength: "undecided", gapToFlip, says: "no difference beyond noise" };
  const strength = above.kind === "nll" ? "proof" : "indication";
  return { difference, interval, lower: below.name, strength, gapToFlip, says: words(below, above, gapToFlip) };
}

/**
 * The mean loss of runs that differ in their seed alone, with its noise.
 *
 * @param noise standard deviation of log loss of one run; undefined where it is not known.
 * @param kind of the losses, as `comparability` has found it.
 * @example
 * measuredLoss(rows.slice(0, 1), { name: "ar", kind: "nll", noise: 0.01 }).sd // 0.01 * rows[0].loss
 */
export function measuredLoss(rows: readonly Observation[], options: { name: string; kind: LossKind; noise?: number }): MeasuredLoss {
  const { name, kind, noise } = options;
  const loss = meanLoss(rows);
  return { name, kind, loss, ...(noise !== undefined && { sd: (noise * loss) / Math.sqrt(rows.length) }) };
}

function intervalOf(first: MeasuredLoss, second: MeasuredLoss, level: number): Interval | undefined {
  if (first.sd === undefined || second.sd === undefined) return undefined;
  const difference = second.loss - first.loss;
  const half = normalQuantile((1 + level) / 2) * Math.hypot(first.sd, second.sd);
  return { low: difference - half, high: difference + half, level, method: "wald" };
}

function words(below: MeasuredLoss, above: MeasuredLoss, gap: number): string {
  if (above.kind === "nll") return `${below.name} is lower${below.kind === "elbo" ? ", by its bound already: proof" : ": both are exact"}`;
  const than = below.kind === "elbo" ? `looser than that of ${below.name} by` : "loose by";
  return `${below.name} is lower as measured: reversed only if the bound of ${above.name} is ${than} more than ${gap.toFixed(3)} nats/token`;
}
