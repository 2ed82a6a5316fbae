import { type Cells, copyNumbers, numberAt } from "./cells.ts";
import type { RowsOf } from "./evaluations.ts";
import type { Group } from "./grouping.ts";

/** The rows of each run, in the order in which the runs begin: rows that repeat a progress begin another run of their group. */
export function ownRows(groups: readonly Group[], groupOf: Uint32Array, progress: Cells | undefined, count: number): RowsOf[] {
  const orders = groups.map((group) => (group.last - group.first + 1 === group.count ? undefined : new Uint32Array(group.count)));
  if (orders.some(Boolean)) {
    const filled = new Uint32Array(groups.length);
    for (let i = 0; i < count; i++) {
      const at = groupOf[i] as number;
      const order = orders[at];
      if (order) order[filled[at]++] = i;
    }
  }
  const found = groups.flatMap((group, at): { first: number; own: RowsOf }[] => {
    const order = orders[at];
    const whole = { count: group.count, start: group.first, ...(order && { order }) };
    if (progress && advances(progress, whole)) return [{ first: group.first, own: whole }];
    return copiesOf(progress, whole).map((rows) => ({ first: rows[0] as number, own: asOwn(sorted(rows, progress)) }));
  });
  return found.sort((a, b) => a.first - b.first).map(({ own }) => own);
}

function advances(progress: Cells, { start, count, order }: RowsOf): boolean {
  if (!order) {
    const places = new Float64Array(count);
    copyNumbers(progress, start, start + count, places);
    for (let i = 0; i < count; i++)
      if (!((places[i] as number) > (i === 0 ? Number.NEGATIVE_INFINITY : (places[i - 1] as number)))) return false;
    return true;
  }
  let before = Number.NEGATIVE_INFINITY;
  for (const row of order) {
    const place = numberAt(progress, row) ?? Number.NaN;
    if (!(place > before)) return false;
    before = place;
  }
  return true;
}

/** The k-th row at some progress belongs to the k-th copy; a row without progress is a run of its own. */
function copiesOf(progress: Cells | undefined, { start, count, order }: RowsOf): number[][] {
  const copies: number[][] = [];
  const begun: number[][] = [];
  const seen = new Map<number, number>();
  for (let i = 0; i < count; i++) {
    const row = order?.[i] ?? start + i;
    const place = progress && numberAt(progress, row);
    const copy = place === undefined ? undefined : (seen.get(place) ?? 0);
    const run = copy === undefined ? undefined : copies[copy];
    if (run) run.push(row);
    else {
      const started = [row];
      begun.push(started);
      if (copy !== undefined) copies.push(started);
    }
    if (place !== undefined && copy !== undefined) seen.set(place, copy + 1);
  }
  return begun;
}

function sorted(rows: number[], progress: Cells | undefined): number[] {
  return progress ? rows.toSorted((a, b) => (numberAt(progress, a) ?? 0) - (numberAt(progress, b) ?? 0)) : rows;
}

function asOwn(rows: readonly number[]): RowsOf {
  const [start] = rows as [number];
  return rows.every((row, i) => row === start + i)
    ? { count: rows.length, start }
    : { count: rows.length, start, order: Uint32Array.from(rows) };
}
