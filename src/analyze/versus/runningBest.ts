import { type Gaps, type Place, type Spread, shaken } from "../crossover.ts";

/** Running bests: the lowest loss that was seen up to a place, which stays where later places show none lower. */

/**
 * Gaps of the running bests of two curves, from where both have begun to the farther of their ends: a checkpoint once seen can be kept.
 *
 * Noise is drawn once a measurement, however far its loss is carried.
 */
export function bestSoFarGaps(a: readonly Place[], b: readonly Place[], noise: readonly [Spread, Spread] | undefined): Gaps {
  const from = Math.max(a[0]?.x ?? Number.NaN, b[0]?.x ?? Number.NaN);
  const places = [...new Set([...a, ...b].map((p) => p.x))].filter((x) => x >= from).sort((p, q) => p - q);
  const gaps = (p: readonly Place[], q: readonly Place[]): number[] => {
    const [first, second] = [bestSoFar(p, places), bestSoFar(q, places)];
    return first.map((loss, i) => loss - (second[i] as number));
  };
  return {
    places,
    gaps: gaps(a, b),
    shaken: noise && ((draw) => gaps(shaken(a, noise[0], draw, false), shaken(b, noise[1], draw, false))),
  };
}

/** The lowest loss at places up to each of `at`, both in ascending order. */
export function bestSoFar(places: readonly { x: number; loss: number }[], at: readonly number[]): number[] {
  let lowest = Number.POSITIVE_INFINITY;
  let next = 0;
  return at.map((x) => {
    for (let p = places[next]; p && p.x <= x; p = places[++next]) lowest = Math.min(lowest, p.loss);
    return lowest;
  });
}
