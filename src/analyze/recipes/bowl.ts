import { type BootstrapOptions, bootstrap } from "../../fit/draws.ts";
import { fit } from "../../fit/fit.ts";
import { scaledInterval, withIntervals } from "../../fit/intervals.ts";
import type { Fit } from "../../fit/types.ts";
import { wordOf } from "../../glossary.ts";
import { extent } from "../../numeric/extent.ts";
import type { Observation } from "../../run.ts";
import { nearLowest } from "../../table/nearLowest.ts";
import type { Estimate } from "../predictor.ts";
import { bowlLaw } from "./bowlLaw.ts";
import { headerOf, meanLoss, named, requireReplicates, type Setting, settingOf, tunedValue } from "./setting.ts";
import { STANDARD_WEIGHT_DECAY } from "./timesStandardPractice.ts";

/** The loss of one cell along one hyperparameter, and where it is lowest. */
export interface Bowl {
  cell: Setting;
  params: number | undefined;
  uniqueTokens: number | undefined;
  /** Undefined where it is not logged or not the same in all runs. */
  learningRate: number | undefined;
  /** Distinct values that were run, ascending. */
  tried: readonly number[];
  /** The value with the lowest mean loss, that loss in nats/token, and the values run beside it: undefined where it is the last. */
  lowest: { value: number; loss: number; between: readonly [number | undefined, number | undefined] };
  /** `at-edge`: the optimum lies beyond what was run. `too-few`: too few values near the lowest. There is no `best` in either. */
  state: "inside" | "at-edge" | "too-few";
  /** Why the state is what it is; empty when `inside`. */
  reason: string;
  fit: Fit | undefined;
  best: Estimate;
  /** Loss at the best value, nats/token. */
  loss: Estimate;
  /** Best values by narrower and wider windows: what the choice of window does. */
  otherWindows: readonly number[];
  /** Weight decay times learning rate: what a step shrinks the weights by. Of other columns, and where the rate is not known, undefined. */
  timesLearningRate: Estimate;
  /** Best weight decay over the conventional 0.1; of other columns undefined. */
  timesStandard: Estimate;
  /** Mean loss at weight decay 0.1, nats/token; undefined where it was not run. */
  atStandard: number | undefined;
}

/** Windows tried beside the one that is taken, as shares of it. */
const OTHERS = [0.75, 1.25, 1.5];
/** Parameters of the parabola. */
const NEEDED = 3;
const NONE: Estimate = { value: undefined, interval: undefined, missing: 0 };

export interface BowlOptions extends Pick<BootstrapOptions, "replicates" | "seed" | "signal"> {
  column: string;
  window: number;
  noise: number | undefined;
}

/** The bowl of the rows of one cell, with its interval where noise or a degree of freedom gives one. */
export async function bowlOf(rows: readonly Observation[], by: readonly string[], options: BowlOptions): Promise<Bowl> {
  const column = headerOf(options.column);
  const at = (row: Observation): number => tunedValue(row, column);
  const tried = [...new Set(rows.map(at))].sort((a, b) => a - b);
  const points = tried.map((value) => {
    const same = rows.filter((row) => at(row) === value);
    requireReplicates(same, named(settingOf(same, [...by, column])));
    return { value, loss: meanLoss(same) };
  });
  const place = points.reduce((best, point, i) => (point.loss < (points[best]?.loss ?? 0) ? i : best), 0);
  const low = points[place] as (typeof points)[number];
  const common = settingOf(rows, by);
  const ofDecay = wordOf(column) === "weightDecay";
  const learningRate = numeric(common.learning_rate);
  const shared = {
    cell: Object.fromEntries(Object.entries(common).filter(([name]) => by.includes(name))),
    params: numeric(common.params),
    uniqueTokens: numeric(common.unique_tokens),
    learningRate,
    tried,
    lowest: { ...low, between: [tried[place - 1], tried[place + 1]] as const },
    atStandard: ofDecay ? points.find(({ value }) => value === STANDARD_WEIGHT_DECAY)?.loss : undefined,
  };
  const without = (state: Bowl["state"], reason: string): Bowl => ({
    ...shared,
    state,
    reason,
    fit: undefined,
    best: NONE,
    loss: NONE,
    otherWindows: [],
    timesLearningRate: NONE,
    timesStandard: NONE,
  });

  // A logarithm has no place for 0.
  const positive = tried.filter((value) => value > 0);
  if (positive.length < NEEDED) return without("too-few", `wants ${NEEDED} values above 0, has ${positive.length}`);
  if (place === tried.length - 1) return without("at-edge", `the loss is lowest at the largest value, ${low.value}`);
  if (low.value <= (positive[0] as number)) return without("at-edge", `the loss is lowest at the smallest value, ${low.value}`);
  const law = bowlLaw(column, positive);
  const within = (factor: number): Fit | undefined => {
    const near = nearLowest(rows, column, factor);
    return new Set(near.map(at)).size < NEEDED ? undefined : fit(law, near, { loss: "squared" });
  };
  const bare = within(options.window);
  if (!bare) return without("too-few", `fewer than ${NEEDED} values within a factor ${options.window} of the lowest, ${low.value}`);
  const centre = bare.estimates.best as number;
  const [least, most] = extent(bare.observations.map(at));
  if (!(centre >= least && centre <= most))
    return without("at-edge", `the parabola is lowest at ${centre.toPrecision(3)}, outside of ${least} to ${most}`);
  const found = await drawn(bare, options);
  const best: Estimate = { value: centre, interval: found.intervals.best, missing: 0 };
  return {
    ...shared,
    state: "inside",
    reason: "",
    fit: found,
    best,
    loss: { value: found.estimates.E, interval: found.intervals.E, missing: 0 },
    otherWindows: OTHERS.flatMap((share) => within(share * options.window)?.estimates.best ?? []),
    timesLearningRate: ofDecay && learningRate !== undefined ? scaled(best, learningRate) : NONE,
    timesStandard: ofDecay ? scaled(best, 1 / STANDARD_WEIGHT_DECAY) : NONE,
  };
}

/** Parabolas through all of their points have draws only where the noise is known. */
async function drawn(bare: Fit, { noise, replicates, seed, signal }: BowlOptions): Promise<Fit> {
  if (noise === undefined && bare.n - NEEDED < 1) return bare;
  return withIntervals(
    bare,
    await bootstrap(bare, {
      ...(noise !== undefined && { noise }),
      ...(replicates !== undefined && { replicates }),
      ...(seed !== undefined && { seed }),
      ...(signal && { signal }),
    }),
  );
}

function scaled({ value, interval, missing }: Estimate, factor: number): Estimate {
  return {
    value: value === undefined ? undefined : value * factor,
    interval: interval && scaledInterval(interval, factor),
    missing,
  };
}

function numeric(value: unknown): number | undefined {
  return typeof value === "number" ? value : undefined;
}
