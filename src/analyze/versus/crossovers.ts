import { IsolossError } from "../../errors.ts";
import type { Family, Observation } from "../../run.ts";
import { requireColumn } from "../../table/column.ts";
import {
  averaged,
  type Crossover,
  type CrossoverOptions,
  crossoverOf,
  type Gaps,
  type Place,
  type Series,
  seriesGaps,
} from "../crossover.ts";
import { along, HELD, type VersusAxis } from "./axis.ts";
import { type Disagreement, disagreements } from "./disagreement.ts";
import { columnNoise, familyNoise, type NoiseOptions, numericField, spreadsOf } from "./noise.ts";
import { type CurvePair, curvePairs, type Unpaired } from "./pairing.ts";
import { bestSoFarGaps } from "./runningBest.ts";

/** Where two families cross as measured, by every metric: for each pair of curves at the same other quantities. */

/** A best value of a family and its place along the axis. */
export interface BestPlace {
  value: number;
  at: number;
}

/** One metric of one pair. */
export interface MeasuredCrossover {
  /** "final loss", "best loss", or the raw name of a column of accuracies. */
  metric: string;
  crossover: Crossover;
  /** Where each family is best by this metric. */
  bestAt: Readonly<Record<Family, BestPlace>>;
  /** Places that each family has. */
  places: Readonly<Record<Family, number>>;
  /**
   * What the place of a crossing is: `no-later` where an upper bound (MDM) comes below an exact loss (AR), as the bound itself may cross sooner;
   * `no-sooner` where it comes above; else `as-measured`.
   */
  reading: "as-measured" | "no-later" | "no-sooner";
}

/** All metrics of one pair of curves. AR is the first family, MDM the second. */
export interface CrossoverGroup extends CurvePair {
  /** Quantities that are held, by symbol. */
  at: Readonly<Record<string, number>>;
  measures: readonly MeasuredCrossover[];
  /** Why a metric is absent, by metric. */
  missing: Readonly<Record<string, string>>;
  disagreements: readonly Disagreement[];
}

export interface Crossovers {
  along: VersusAxis;
  groups: readonly CrossoverGroup[];
  /** Curves of one family that the other has nothing to set against. */
  unpaired: readonly Unpaired[];
}

export interface CrossoversOptions extends CrossoverOptions, NoiseOptions {
  along: VersusAxis;
  /** Raw columns of accuracies (higher is better), as ["hellaswag"]. */
  metrics?: readonly string[];
  /** Standard deviation of one run's accuracy, by column, in its unit; by default from replicates. */
  metricNoise?: Readonly<Record<string, number>>;
}

/**
 * Where AR and MDM cross along one quantity, at the same other quantities: by final losses of complete schedules, by the best checkpoint that
 * schedules of up to x have shown (seeds averaged), and by each column of accuracies.
 *
 * Rows of checkpoint `final` make the curves; rows of checkpoint `best` of the same runs give the best checkpoints, which are else the finals.
 *
 * @param rows of both families, as `[...final, ...best]`.
 * @param options.along `epochs`, `tokens`, `compute` (N and U held) or `unique_tokens` (N and epochs held).
 * @returns crossings with intervals from noise alone, or how far the data reach without one; pairs in the order of the rows.
 * @throws IsolossError where no pair of curves has two places each, or a loss is an unweighted masked cross-entropy.
 * @example
 * crossovers(rows, { along: "epochs", noise: 0.004 }).groups.length > 0 // true
 */
export function crossovers(rows: readonly Observation[], options: CrossoversOptions): Crossovers {
  const { along: axis, metrics = [] } = options;
  for (const column of metrics) requireColumn(rows, column, "find a crossing by");
  const unweighted = rows.find((row) => row.lossKind === "masked_ce");
  if (unweighted)
    throw new IsolossError(
      `Cannot look for a crossing of losses: run "${unweighted.run}" logs an unweighted masked cross-entropy, which bounds no likelihood`,
      "log the loss with the schedule's weight (1/t for the linear one) as loss_kind elbo",
    );
  const finals = rows.filter((row) => row.checkpoint === "final");
  const best = new Map(rows.filter((row) => row.checkpoint === "best").map((row) => [row.run, row]));
  const { pairs, unpaired } = curvePairs(finals, axis);
  if (pairs.length === 0)
    throw new IsolossError(
      `Cannot look for a crossing along ${axis}: no pair of AR and MDM curves at equal ${HELD[axis].join(" and ")} with final losses at two places each (${finals.length} of ${rows.length} rows are final, ${unpaired.length} curves have no partner)`,
      `train both families at the same ${HELD[axis].join(" and ")} with two or more values of ${axis}, each with its own complete schedule`,
    );
  const noise = familyNoise(finals, options);
  return {
    along: axis,
    unpaired,
    groups: pairs.map((pair) => {
      const series = (side: Family, value: (row: Observation) => number | undefined): Place[] =>
        averaged(seriesOf(pair[side], axis, value));
      const checkpoint = (row: Observation): number => best.get(row.run)?.loss ?? row.loss;
      const measure = (metric: string, gaps: Gaps, ar: readonly Place[], mdm: readonly Place[]): MeasuredCrossover => {
        const crossover = crossoverOf(gaps, options);
        const bestAt = { ar: extreme(ar, gaps.higherIsBetter), mdm: extreme(mdm, gaps.higherIsBetter) };
        const reading = gaps.higherIsBetter ? "as-measured" : readingOf(pair, crossover);
        return { metric, crossover, bestAt, places: { ar: ar.length, mdm: mdm.length }, reading };
      };
      const kept = (rows: readonly Observation[]): Observation[] => rows.map((row) => best.get(row.run) ?? row);
      const losses = [series("ar", (row) => row.loss), series("mdm", (row) => row.loss)] as const;
      const bests = [series("ar", checkpoint), series("mdm", checkpoint)] as const;
      const candidates = [
        { metric: "final loss", ar: losses[0], mdm: losses[1], gaps: seriesGaps(...losses, spreadsOf(noise, pair)) },
        // More unique tokens are other data, not a longer look at the same: there, each place stands for itself.
        {
          metric: "best loss",
          ar: bests[0],
          mdm: bests[1],
          gaps: (axis === "unique_tokens" ? seriesGaps : bestSoFarGaps)(
            ...bests,
            spreadsOf(noise, { ar: kept(pair.ar), mdm: kept(pair.mdm) }),
          ),
        },
        ...metrics.map((metric) => {
          const [ar, mdm] = [series("ar", (row) => numericField(row, metric)), series("mdm", (row) => numericField(row, metric))];
          return { metric, ar, mdm, gaps: seriesGaps(ar, mdm, columnNoise(finals, metric, options.metricNoise?.[metric]), true) };
        }),
      ];
      const there = candidates.filter(({ gaps }) => gaps.places.length > 0);
      const measures = there.map(({ metric, gaps, ar, mdm }) => measure(metric, gaps, ar, mdm));
      const missing = candidates
        .filter((candidate) => !there.includes(candidate))
        .map(({ metric, ar, mdm }) => [metric, `no common range: AR ${rangeOf(ar)}, MDM ${rangeOf(mdm)}`]);
      return { ...pair, at: heldAt(pair, axis), measures, missing: Object.fromEntries(missing), disagreements: disagreements(measures) };
    }),
  };
}

function seriesOf(rows: readonly Observation[], axis: VersusAxis, value: (row: Observation) => number | undefined): Series {
  const points = rows.flatMap((row) => {
    const loss = value(row);
    return loss === undefined ? [] : [{ x: along(row, axis) as number, loss }];
  });
  return { x: points.map(({ x }) => x), loss: points.map(({ loss }) => loss) };
}

function extreme(places: readonly Place[], higherIsBetter = false): BestPlace {
  const best = places.reduce((a, b) => ((higherIsBetter ? b.loss > a.loss : b.loss < a.loss) ? b : a));
  return { value: best.loss, at: best.x };
}

function readingOf({ ar, mdm }: CurvePair, crossover: Crossover): MeasuredCrossover["reading"] {
  const bounded = ar.every((row) => row.lossKind === "nll") && mdm.every((row) => row.lossKind === "elbo");
  if (!bounded || crossover.kind === "none") return "as-measured";
  return crossover.ahead === "second" ? "no-later" : "no-sooner";
}

function heldAt({ ar }: CurvePair, axis: VersusAxis): Record<string, number> {
  const row = ar[0] as Observation;
  const values = { N: row.params, U: row.uniqueTokens, epochs: row.epochs };
  return Object.fromEntries(HELD[axis].flatMap((symbol) => (values[symbol] === undefined ? [] : [[symbol, values[symbol]]])));
}

function rangeOf(places: readonly Place[]): string {
  return places.length === 0 ? "none" : `${places[0]?.x} to ${places.at(-1)?.x}`;
}
