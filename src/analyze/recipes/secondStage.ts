import { format, warning } from "../../fit/diagnostic.ts";
import { THRESHOLDS } from "../../fit/thresholds.ts";
import type { Diagnostic, Draws, Fit } from "../../fit/types.ts";
import type { Observation } from "../../run.ts";
import { predictors } from "../predictor.ts";
import type { Limit } from "./limits.ts";
import { redrawn, stageSpread, withMisfit } from "./redrawn.ts";

/** The limits that a second stage is fitted to; without a limit of its own, a row's noise is not known. */
export type StagedPoints = readonly { row: Observation; limit?: Limit }[];

/**
 * Draws of a second stage: its law refitted to the limits of each draw of the first, draws of different limits paired by position.
 *
 * Where the limits lie further from the law than their own draws account for (`points-scatter`), the rest is drawn as noise too: a law that misses its
 * points by more than their noise is not known as well as they are.
 *
 * @param second law fitted to limits, one row a limit.
 * @returns undefined where a limit has no draws.
 */
export function stagedDraws(second: Fit, first: StagedPoints): Draws | undefined {
  const limits = drawsIn(second, first);
  const count = Math.min(...limits.map((draws) => draws.length));
  const drawn = first[0]?.limit?.fit.draws;
  if (!drawn || count === 0) return undefined;
  const { method, seed } = drawn;
  const { own, missed } = stageSpread(second, limits);
  const losses = scatters(own, missed) ? withMisfit(second, limits, seed) : limits;
  const note = `${limits.length} limits, each redrawn ${count} times, and the law in N refitted to each draw; they spread ${format(own)} nats/token by themselves and ${format(missed)} about that law`;
  return redrawn(second, losses, { method, seed, note });
}

/** Whether limits lie further from the second stage's law than their own noise explains. */
export function stagedFindings(second: Fit, first: StagedPoints): Diagnostic[] {
  if (first.some(({ limit }) => !limit?.fit.draws)) return [];
  const { own, missed } = stageSpread(second, drawsIn(second, first));
  if (!scatters(own, missed)) return [];
  return [
    warning(
      "points-scatter",
      `the limits miss the law in N by ${format(missed)} nats/token, their own draws account for ${format(own)}: sizes differ in more than size, or the law is another`,
      "see whether all sizes are tuned alike; the interval counts the misfit as noise",
    ),
  ];
}

/** Further than chance makes it. */
function scatters(own: number, missed: number): boolean {
  return missed > THRESHOLDS.scatter * own;
}

/** Draws of the limit of each row of the second stage. */
function drawsIn(second: Fit, first: StagedPoints): number[][] {
  return second.observations.map((row) => drawsOf(first.find((point) => point.row === row)?.limit));
}

/** NaN where a draw has no limit; empty where there are no draws. */
function drawsOf(limit: Limit | undefined): number[] {
  return limit ? predictors(limit.fit).draws.map((p) => p.limit({}, limit.over) ?? Number.NaN) : [];
}
