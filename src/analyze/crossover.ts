import { percentile } from "../fit/intervals.ts";
import type { Interval } from "../fit/types.ts";
import { random } from "../numeric/random.ts";

/** Measured losses along one quantity; replicates at one place are averaged. */
export interface Series {
  x: readonly number[];
  /** nats/token. */
  loss: readonly number[];
}

/** Where two measured curves cross, or how far the data reach without a crossing. */
export type Crossover =
  | {
      kind: "crossing";
      /** By straight lines in ln x between measurements. */
      x: number;
      /** The two measured places that enclose it. */
      between: readonly [number, number];
      interval: Interval;
      /** Share of noise draws in which the curves do not cross in range. */
      missing: number;
    }
  | {
      kind: "none";
      /** The common range of both curves. */
      from: number;
      to: number;
      /** Smallest distance of the curves there, nats/token, and where; its sign is that of first − second. */
      gap: number;
      at: number;
    };

/**
 * The first place where `first` and `second` change order, from measurements alone.
 *
 * @param noise standard deviation of log loss of one measurement: its draws give the interval.
 * @param options.seed Default 0.
 * @returns a crossing with the measurements that enclose it, or the reach of the data.
 */
export function observedCrossover(
  first: Series,
  second: Series,
  noise: number,
  options: { seed?: number; draws?: number } = {},
): Crossover {
  const [a, b] = [averaged(first), averaged(second)];
  const from = Math.max(a[0]?.x ?? 0, b[0]?.x ?? 0);
  const to = Math.min(a.at(-1)?.x ?? 0, b.at(-1)?.x ?? 0);
  const places = [...new Set([...a, ...b].map((p) => p.x))].filter((x) => x >= from && x <= to).sort((p, q) => p - q);
  const gaps = (p: readonly Place[], q: readonly Place[]): number[] => places.map((x) => at(p, x) - at(q, x));
  const base = gaps(a, b);
  const found = crossing(places, base);
  if (!found) {
    const nearest = base.reduce((best, gap, i) => (Math.abs(gap) < Math.abs(base[best] as number) ? i : best), 0);
    return { kind: "none", from, to, gap: base[nearest] ?? Number.NaN, at: places[nearest] ?? Number.NaN };
  }
  const count = options.draws ?? 1000;
  const drawn = Array.from({ length: count }, (_, k) => {
    const draw = random(options.seed ?? 0, k);
    const shaken = (curve: readonly Place[]): Place[] =>
      curve.map((p) => ({ ...p, loss: p.loss * Math.exp((noise / Math.sqrt(p.count)) * draw.normal()) }));
    return crossing(places, gaps(shaken(a), shaken(b)))?.x;
  }).filter((x) => x !== undefined);
  return { kind: "crossing", ...found, interval: percentile(drawn, 0.95, "parametric"), missing: 1 - drawn.length / count };
}

interface Place {
  x: number;
  loss: number;
  count: number;
}

function averaged({ x, loss }: Series): Place[] {
  const groups = new Map<number, number[]>();
  x.forEach((place, i) => {
    groups.set(place, [...(groups.get(place) ?? []), loss[i] as number]);
  });
  return [...groups]
    .map(([place, all]) => ({ x: place, loss: all.reduce((sum, y) => sum + y, 0) / all.length, count: all.length }))
    .sort((p, q) => p.x - q.x);
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

function crossing(places: readonly number[], gaps: readonly number[]): { x: number; between: [number, number] } | undefined {
  for (let i = 1; i < places.length; i++) {
    const [before, after] = [gaps[i - 1] as number, gaps[i] as number];
    if (before * after >= 0 && after !== 0) continue;
    const [x0, x1] = [places[i - 1] as number, places[i] as number];
    return { x: x0 * (x1 / x0) ** (before / (before - after)), between: [x0, x1] };
  }
  return undefined;
}
