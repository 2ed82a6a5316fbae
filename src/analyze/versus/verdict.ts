import { UsageError } from "../../errors.ts";
import type { Interval } from "../../fit/types.ts";
import { studentQuantile } from "../../numeric/quantile.ts";
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
  /** Of `sd`, where it was estimated. */
  degreesOfFreedom?: number;
  /** Losses that this is the lowest of, which is low by chance too. Default 1. */
  lowestOf?: number;
  /** Headers of what is not logged and taken for granted, as `loss_weight`. */
  assumed?: readonly string[];
}

/** Which of two losses is lower, how sure that is, and what it shows. */
export interface Verdict {
  /** Second loss minus first, nats/token. */
  difference: number;
  /** Undefined where the noise of a loss is not known. */
  interval: Interval | undefined;
  /** Name of the side with the lower loss; undefined where the interval holds 0. */
  lower: string | undefined;
  /**
   * `proof`: no looseness of a bound can reverse it. `indication`: a loose bound could, or the noise of a loss is not known, or something is assumed that it
   * rests on. `undecided`: noise could.
   */
  strength: "proof" | "indication" | "undecided";
  /** What is taken for granted of either side, as `mdm loss_weight`; with any of it there is no proof. */
  assumed: readonly string[];
  /**
   * By how many nats/token the bound of the side with the higher loss would have to be looser than the other side's to reverse the order;
   * 0 where no looseness can, since the side with the higher loss is exact (or taken for it: `assumed`).
   */
  gapToFlip: number;
  /** In words. */
  says: string;
}

/**
 * Compares two losses as what they are: second − first with an interval, and what it proves given that an `elbo` is an upper bound.
 *
 * Noise of the two is taken as independent: half width q·√(sd₁² + sd₂²), q of Student's t with Welch's degrees of freedom. The lowest of k losses is low by
 * chance, so the tail on its side is shared among the k (Bonferroni). Where a noise is not known the sign decides, `interval` is undefined, and nothing is proof.
 *
 * @param level share inside the interval. Default 0.95.
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
  const assumed = [first, second].flatMap((side) => (side.assumed ?? []).map((tag) => `${side.name} ${tag}`));
  const found = { difference, interval, assumed, gapToFlip };
  if (!decided) return { ...found, lower: undefined, strength: "undecided", says: "no difference beyond noise" };
  const strength = above.kind === "nll" && interval && assumed.length === 0 ? "proof" : "indication";
  return { ...found, lower: below.name, strength, says: words(below, above, found) };
}

/**
 * The mean loss of runs that differ in their seed alone, with its noise.
 *
 * @param noise standard deviation of log loss of one run; undefined where it is not known.
 * @param degreesOfFreedom of `noise`, where it was estimated.
 * @param kind of the losses, as `comparability` has found it.
 * @example
 * measuredLoss(rows.slice(0, 1), { name: "ar", kind: "nll", noise: 0.01 }).sd // 0.01 * rows[0].loss
 */
export function measuredLoss(
  rows: readonly Observation[],
  options: { name: string; kind: LossKind; noise?: number; degreesOfFreedom?: number },
): MeasuredLoss {
  const { name, kind, noise, degreesOfFreedom } = options;
  const loss = meanLoss(rows);
  const known = degreesOfFreedom === undefined ? {} : { degreesOfFreedom };
  return { name, kind, loss, ...(noise !== undefined && { sd: (noise * loss) / Math.sqrt(rows.length), ...known }) };
}

function intervalOf(first: MeasuredLoss, second: MeasuredLoss, level: number): Interval | undefined {
  if (first.sd === undefined || second.sd === undefined) return undefined;
  const difference = second.loss - first.loss;
  const sd = Math.hypot(first.sd, second.sd);
  const freedom = welch(first, second);
  const half = ({ lowestOf = 1 }: MeasuredLoss): number => sd * studentQuantile(1 - (1 - level) / 2 / lowestOf, freedom);
  return { low: difference - half(first), high: difference + half(second), level, method: "wald" };
}

function welch(...sides: readonly MeasuredLoss[]): number {
  const variances = sides.map(({ sd = 0 }) => sd ** 2);
  const sum = variances.reduce((total, own) => total + own, 0);
  const doubt = sides.reduce(
    (total, { degreesOfFreedom = Number.POSITIVE_INFINITY }, i) => total + (variances[i] as number) ** 2 / degreesOfFreedom,
    0,
  );
  return doubt === 0 ? Number.POSITIVE_INFINITY : sum ** 2 / doubt;
}

function words(
  below: MeasuredLoss,
  above: MeasuredLoss,
  { gapToFlip, interval, assumed }: Pick<Verdict, "gapToFlip" | "interval" | "assumed">,
): string {
  const unknown = interval ? "" : "; the noise is not known, so chance could have made it";
  if (above.kind === "nll") {
    const by = below.kind === "elbo" ? "by its bound already" : "both are exact";
    if (!interval) return `${below.name} is lower as measured${unknown}`;
    if (assumed.length > 0) return `${below.name} is lower, ${by}: proof only if what is not logged is as assumed (${assumed.join(", ")})`;
    return `${below.name} is lower, ${by}: proof`;
  }
  const than = below.kind === "elbo" ? `looser than that of ${below.name} by` : "loose by";
  return `${below.name} is lower as measured: reversed only if the bound of ${above.name} is ${than} more than ${gapToFlip.toFixed(3)} nats/token${unknown}`;
}
