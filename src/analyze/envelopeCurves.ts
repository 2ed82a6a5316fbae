import type { Sized } from "./comparable.ts";

/** The losses of one run along its compute. */
export interface Curve {
  run: string;
  params: number;
  /** ln C, rising. */
  x: readonly number[];
  /** nats/token. */
  loss: readonly number[];
}

/** All curves that reach one compute, lowest loss first. */
export interface Level {
  compute: number;
  order: readonly { curve: number; run: string; params: number; loss: number }[];
}

/** Runs with evaluations at two or more values of compute; of several at one compute the last counts. */
export function curvesOf(rows: readonly Sized[]): Curve[] {
  const groups = new Map<string, { run: string; params: number; points: Map<number, number> }>();
  for (const { row, params, compute } of rows) {
    // An id may stand for several trainings: file and size tell most of them apart.
    const key = JSON.stringify([row.run, row.source.file, params]);
    const own = groups.get(key) ?? { run: row.run, params, points: new Map<number, number>() };
    groups.set(key, own);
    own.points.set(Math.log(compute), row.loss);
  }
  return [...groups.values()]
    .filter(({ points }) => points.size > 1)
    .map(({ run, params, points }) => {
      const sorted = [...points].sort(([p], [q]) => p - q);
      return { run, params, x: sorted.map(([at]) => at), loss: sorted.map(([, loss]) => loss) };
    });
}

/** The curves at `count` values of compute, even in logarithm, over all that they span. */
export function levelsOf(curves: readonly Curve[], count: number): Level[] {
  const from = Math.min(...curves.map(({ x }) => x[0] as number));
  const to = Math.max(...curves.map(({ x }) => x.at(-1) as number));
  return Array.from({ length: count }, (_, i) => {
    const at = from + ((to - from) * i) / Math.max(count - 1, 1);
    const order = curves.flatMap(({ run, params, x, loss }, curve) => {
      const value = lossAt(x, loss, at);
      return value === undefined ? [] : [{ curve, run, params, loss: value }];
    });
    return { compute: Math.exp(at), order: order.sort((p, q) => p.loss - q.loss || p.params - q.params) };
  });
}

/** Along straight lines in ln C; nothing outside the run's own range. */
function lossAt(x: readonly number[], loss: readonly number[], at: number): number | undefined {
  if (at < (x[0] as number) || at > (x.at(-1) as number)) return undefined;
  let [low, high] = [0, x.length - 1];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((x[middle] as number) <= at) low = middle;
    else high = middle;
  }
  const [x0, x1, y0, y1] = [x[low], x[high], loss[low], loss[high]] as [number, number, number, number];
  return y0 + ((y1 - y0) * (at - x0)) / (x1 - x0);
}
