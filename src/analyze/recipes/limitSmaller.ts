import { fit } from "../../fit/fit.ts";
import type { Draws, Fit } from "../../fit/types.ts";
import { orReason } from "../outcome.ts";
import { predict } from "../predict.ts";
import { estimate } from "../predictor.ts";
import { left, predictedBy } from "./limitChecks.ts";
import type { HeldOutCheck, HeldOutPoint, SmallerFit } from "./limits.ts";
import { freedomOf, placesOf, quantityOf } from "./places.ts";

/** The law of a limit fitted up to each smaller value: how the limit moves as values are added, and what is predicted of those that were held out. */

export interface SmallerOptions {
  /** Symbols that grow without bound. */
  over: readonly string[];
  /** Whose largest values are held out. */
  along: string;
  level: number | undefined;
  /** Draws of a smaller fit, where it can have any. */
  drawn(fit: Fit, exact: boolean): Promise<Draws | undefined>;
}

/** Every smaller fit that the rows determine, and the check on the largest value alone. */
export async function smallerFits(
  found: Fit,
  options: SmallerOptions,
): Promise<{ smaller: SmallerFit[]; heldOut: HeldOutCheck | { reason: string } }> {
  const { along } = options;
  const values = [...new Set(found.observations.map((row) => quantityOf(row, along)))].sort((a, b) => a - b);
  const [most, ...below] = values.toReversed() as [number, ...number[]];
  const smaller: SmallerFit[] = [];
  let last: SmallerFit | { reason: string } = { reason: `${along} takes one value` };
  for (const upTo of below.toReversed()) {
    last = await smallerFit(found, upTo, options);
    if (!("reason" in last)) smaller.push(last);
  }
  if ("reason" in last) return { smaller, heldOut: { reason: `without ${along} = ${most}, ${last.reason}` } };
  const { places, exact, points } = last;
  return { smaller, heldOut: { held: most, places, exact, points } };
}

async function smallerFit(
  { law, observations: rows, options }: Fit,
  upTo: number,
  { over, along, level, drawn }: SmallerOptions,
): Promise<SmallerFit | { reason: string }> {
  const kept = rows.filter((row) => quantityOf(row, along) <= upTo);
  const freedom = freedomOf(law, kept, options.fixed);
  if (freedom < 0) return { reason: left(law, options.fixed, kept) };
  const bare = orReason(() => fit(law, kept, options));
  if ("reason" in bare) return bare;
  const exact = freedom === 0;
  const draws = await drawn(bare, exact);
  const own: Fit = draws ? { ...bare, draws } : bare;
  const held = rows.filter((row) => quantityOf(row, along) > upTo);
  const points = predictedBy(own, held);
  return {
    upTo,
    places: placesOf(law, kept),
    exact,
    status: exact ? "exact" : bare.status,
    limit: estimate([own], (p) => p.limit({}, over), level),
    points: draws ? withIntervals(points, own, draws, level) : points,
  };
}

function withIntervals(points: readonly HeldOutPoint[], own: Fit, { method }: Draws, level = 0.95): HeldOutPoint[] {
  const bands = predict(
    own,
    points.map(({ at }) => at),
    { level },
  );
  return points.map((point, i) => {
    const { low, high } = bands[i] as (typeof bands)[number];
    return { ...point, interval: { low, high, level, method } };
  });
}
