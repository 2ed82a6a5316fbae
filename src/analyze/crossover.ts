import { percentile } from "../fit/intervals.ts";
import type { Interval } from "../fit/types.ts";
import { unsureSpread } from "../numeric/quantile.ts";
import { type Random, random } from "../numeric/random.ts";

/** Where two curves change order, from gaps at the places where both are known: measured ones here, running bests and smoothed ones in `versus`. */

/** Measured losses along one quantity; replicates at one place are averaged. */
export interface Series {
  x: readonly number[];
  /** nats/token. */
  loss: readonly number[];
}

/** Spread of one measurement: of log loss, or of an accuracy in its own unit; `degreesOfFreedom` where it was estimated. */
export interface Spread {
  sd: number;
  degreesOfFreedom?: number;
}

/** A curve of the pair. */
export type Side = "first" | "second";

/** Where two measured curves cross, or how far the data reach without a crossing. */
export type Crossover =
  | {
      kind: "crossing";
      /** About where the first change of order lies: by straight lines in ln x between measurements. How the curves run there was not measured. */
      x: number;
      /** The two measured places that enclose it. */
      between: readonly [number, number];
      /** Changes of order in the common range; with more than one the curves part and meet again. */
      count: number;
      /** The curve that is better just beyond. */
      ahead: Side;
      /**
       * Measured places that enclose it, whatever the curves do between them: `between`, or farther apart where noise may have moved these.
       * An end of 0 (Infinity) is before (beyond) the data. Undefined where no noise is known.
       */
      interval: Interval | undefined;
      /** Share of noise draws in which the curves do not cross in range. */
      missing: number;
    }
  | {
      kind: "none";
      /** The common range of both curves. */
      from: number;
      to: number;
      /** Smallest distance of the curves there, in the unit of the measurement, and where; its sign is that of first − second. */
      gap: number;
      at: number;
      /** The curve that is better throughout; undefined where they are equal. */
      ahead: Side | undefined;
      /** Share of noise draws in which the curves cross in range; undefined where no noise is known. */
      crossing: number | undefined;
    };

export interface CrossoverOptions {
  seed?: number;
  /** Default 1000. */
  draws?: number;
  /** Default 0.95. */
  level?: number;
}

/** What a crossing is found from: gaps first − second at common places in ascending order, and the same of one noise draw. */
export interface Gaps {
  places: readonly number[];
  gaps: readonly number[];
  /** Undefined where no noise is known. */
  shaken: ((draw: Random) => readonly number[]) | undefined;
  /** Whether the larger value is the better one, as of accuracies. */
  higherIsBetter?: boolean;
}

/**
 * The first place where `first` and `second` change order, from measurements alone.
 *
 * Equal losses at a place are no change by themselves; a change across them lies at the first of them.
 *
 * @param noise standard deviation of log loss of one measurement, of both curves or of each: its draws say which measurements may enclose the crossing.
 * @param options.seed Default 0.
 * @returns a crossing with the measurements that enclose it, or the reach of the data.
 * @example
 * observedCrossover({ x: [1, 4], loss: [3, 3.5] }, { x: [1, 4], loss: [3.5, 3] }, 0.01).x // 2
 */
export function observedCrossover(
  first: Series,
  second: Series,
  noise: number | readonly [number, number],
  options: CrossoverOptions = {},
): Crossover {
  const spreads = (typeof noise === "number" ? [noise, noise] : noise).map((sd): Spread => ({ sd })) as [Spread, Spread];
  return crossoverOf(seriesGaps(averaged(first), averaged(second), spreads), options);
}

/** The crossing of two curves given by their gaps. */
export function crossoverOf({ places, gaps, shaken, higherIsBetter = false }: Gaps, options: CrossoverOptions = {}): Crossover {
  const { seed = 0, draws = 1000, level = 0.95 } = options;
  const drawn = shaken ? Array.from({ length: draws }, (_, k) => shaken(random(seed, k))) : undefined;
  const better = (gap: number): Side => (gap > 0 === higherIsBetter ? "first" : "second");
  const changes = changesOf(places, gaps);
  const [found] = changes;
  const start = gaps.find((gap) => gap !== 0) ?? 0;
  if (!found) {
    const nearest = gaps.reduce((best, gap, i) => (Math.abs(gap) < Math.abs(gaps[best] as number) ? i : best), 0);
    return {
      kind: "none",
      from: places[0] ?? Number.NaN,
      to: places.at(-1) ?? Number.NaN,
      gap: gaps[nearest] ?? Number.NaN,
      at: places[nearest] ?? Number.NaN,
      ahead: start === 0 ? undefined : better(start),
      crossing: drawn && drawn.filter((own) => changesOf(places, own).length > 0).length / drawn.length,
    };
  }
  // A draw that does not cross still says on which side of the data its crossing would lie.
  const enclosed = drawn?.map((own): readonly [number, number] => {
    const same = changesOf(places, own).find((change) => change.after > 0 === found.after > 0);
    const side = Math.sign(own[0] as number) === Math.sign(start) ? Number.POSITIVE_INFINITY : 0;
    return same?.between ?? [side, side];
  });
  const outside = enclosed?.filter(([low, high]) => low === high).length ?? 0;
  return {
    kind: "crossing",
    x: found.x,
    between: found.between,
    count: changes.length,
    ahead: better(found.after),
    interval: enclosed && enclosing(enclosed, level),
    missing: enclosed ? outside / enclosed.length : 0,
  };
}

function enclosing(pairs: readonly (readonly [number, number])[], level: number): Interval {
  const of = (end: 0 | 1): Interval =>
    percentile(
      pairs.map((pair) => pair[end]),
      level,
      "parametric",
    );
  return { ...of(0), high: of(1).high };
}

/** A measured place of a curve: the mean of `count` measurements. */
export interface Place {
  x: number;
  loss: number;
  count: number;
}

/** Replicates averaged, in ascending order of x. */
export function averaged({ x, loss }: Series): Place[] {
  const groups = new Map<number, number[]>();
  x.forEach((place, i) => {
    groups.set(place, [...(groups.get(place) ?? []), loss[i] as number]);
  });
  return [...groups]
    .map(([place, all]) => ({ x: place, loss: all.reduce((sum, y) => sum + y, 0) / all.length, count: all.length }))
    .sort((p, q) => p.x - q.x);
}

/** Gaps of two measured curves where both reach, by straight lines in ln x; noise multiplies losses and adds to accuracies. */
export function seriesGaps(
  a: readonly Place[],
  b: readonly Place[],
  noise: readonly [Spread, Spread] | undefined,
  higherIsBetter = false,
): Gaps {
  const from = Math.max(a[0]?.x ?? Number.NaN, b[0]?.x ?? Number.NaN);
  const to = Math.min(a.at(-1)?.x ?? Number.NaN, b.at(-1)?.x ?? Number.NaN);
  const places = [...new Set([...a, ...b].map((p) => p.x))].filter((x) => x >= from && x <= to).sort((p, q) => p - q);
  const gaps = (p: readonly Place[], q: readonly Place[]): number[] => places.map((x) => at(p, x) - at(q, x));
  return {
    places,
    gaps: gaps(a, b),
    shaken: noise && ((draw) => gaps(shaken(a, noise[0], draw, higherIsBetter), shaken(b, noise[1], draw, higherIsBetter))),
    higherIsBetter,
  };
}

/** One draw of what might have been measured. */
export function shaken(curve: readonly Place[], { sd, degreesOfFreedom }: Spread, draw: Random, additive: boolean): Place[] {
  const spread = sd * unsureSpread(degreesOfFreedom ?? Number.POSITIVE_INFINITY, draw);
  return curve.map((p) => {
    const step = (spread / Math.sqrt(p.count)) * draw.normal();
    return { ...p, loss: additive ? p.loss + step : p.loss * Math.exp(step) };
  });
}

function at(curve: readonly Place[], x: number): number {
  const right = Math.max(
    curve.findIndex((p) => p.x >= x),
    0,
  );
  const q = curve[right] as Place;
  if (q.x === x || right === 0) return q.loss;
  const p = curve[right - 1] as Place;
  return p.loss + ((q.loss - p.loss) * Math.log(x / p.x)) / Math.log(q.x / p.x);
}

interface Change {
  x: number;
  between: [number, number];
  /** A gap beyond it. */
  after: number;
}

function changesOf(places: readonly number[], gaps: readonly number[]): Change[] {
  const changes: Change[] = [];
  let last: number | undefined;
  gaps.forEach((after, i) => {
    if (after === 0 || Number.isNaN(after)) return;
    const before = last === undefined ? 0 : (gaps[last] as number);
    if (before * after < 0) {
      const [x0, x1] = [places[last as number] as number, places[i] as number];
      const tied = i - (last as number) > 1;
      const x = tied ? (places[(last as number) + 1] as number) : x0 * (x1 / x0) ** (before / (before - after));
      changes.push({ x, between: [x0, x1], after });
    }
    last = i;
  });
  return changes;
}
