import type { Field } from "../run.ts";
import { readNumber } from "./values.ts";

/** What a cell of a row may be; `undefined` where the row lacks the column. */
export type Cell = Field | undefined;

/**
 * One column of a log that grows row by row, as plain data. It begins as stretches of rows over which a value stays or a number grows by even steps, which
 * is most columns of a training log (its run, its size, its step) and costs nothing a row; a column that turns out to be neither is kept row by row,
 * as doubles in blocks while it is numbers, else as it is.
 */
export interface Cells {
  count: number;
  /** Stretches: the row at which each begins, its first value, and what each further row adds. */
  from: number[];
  value: Cell[];
  step: number[];
  /** Numbers by blocks of rows, NaN where `odd` says what stands there. Absent while the column is stretches. */
  blocks?: Float64Array[];
  odd?: Map<number, Cell>;
  /** Whatever each row holds. */
  held?: Cell[];
}

const BITS = 15;
const BLOCK = 1 << BITS;
/** A column of fewer stretches than this, or one for so many rows, stays one. */
const FEW = 32;
const ROWS_A_STRETCH = 4;

export function cells(): Cells {
  return { count: 0, from: [], value: [], step: [] };
}

/** Adds a finite number: the common case of `push`. */
export function pushNumber(column: Cells, x: number): void {
  const i = column.count++;
  if (column.blocks) {
    if ((i & (BLOCK - 1)) === 0) column.blocks.push(new Float64Array(BLOCK));
    (column.blocks[i >>> BITS] as Float64Array)[i & (BLOCK - 1)] = x;
    return;
  }
  if (column.held) {
    column.held.push(x);
    return;
  }
  const last = column.from.length - 1;
  const first = column.value[last];
  if (typeof first === "number") {
    const step = column.step[last] as number;
    if (step === 0 && Object.is(first, x)) return;
    const k = i - (column.from[last] as number);
    if (k === 1) {
      const by = x - first;
      // From -0 the way back by 0 steps is 0.
      if (by !== 0 && !Object.is(first, -0) && isSame(first + by, x)) {
        column.step[last] = by;
        return;
      }
    } else if (step !== 0 && isSame(first + k * step, x)) return;
  }
  begin(column, i, x);
}

/** Adds what a row holds. */
export function push(column: Cells, value: Cell): void {
  if (typeof value === "number" && Number.isFinite(value)) {
    pushNumber(column, value);
    return;
  }
  const i = column.count++;
  if (column.blocks) {
    if ((i & (BLOCK - 1)) === 0) column.blocks.push(new Float64Array(BLOCK));
    (column.blocks[i >>> BITS] as Float64Array)[i & (BLOCK - 1)] = Number.NaN;
    column.odd ??= new Map();
    column.odd.set(i, value);
    if (column.odd.size > FEW && column.odd.size * ROWS_A_STRETCH > column.count) hold(column);
  } else if (column.held) column.held.push(value);
  else if (column.from.length === 0 || !isRepeated(column, value)) begin(column, i, value);
}

/** Adds the value of the row before once more: what a row of equal text costs. */
export function repeat(column: Cells): void {
  if (column.blocks || column.held || column.step.at(-1) !== 0) push(column, cellAt(column, column.count - 1));
  else column.count++;
}

/** Adds rows that lack the column. */
export function pad(column: Cells, count: number): void {
  if (column.count < count) push(column, undefined);
  if (!column.blocks && !column.held) column.count = Math.max(column.count, count);
  else while (column.count < count) push(column, undefined);
}

/** Of what is no finite number; lists are told apart, since two equal ones are two. */
function isRepeated(column: Cells, value: Cell): boolean {
  return Object.is(column.value.at(-1), value) && !Array.isArray(value);
}

function begin(column: Cells, i: number, value: Cell): void {
  column.from.push(i);
  column.value.push(value);
  column.step.push(0);
  const { length } = column.from;
  if (length > FEW && length * ROWS_A_STRETCH > column.count) spread(column);
}

/** From stretches to rows: numbers where most stretches are. */
function spread(column: Cells): void {
  const { count } = column;
  const numeric = column.value.filter((value) => typeof value === "number" && Number.isFinite(value)).length * 2 >= column.value.length;
  const rows = Array.from({ length: count }, (_, i) => cellAt(column, i));
  column.from = [];
  column.value = [];
  column.step = [];
  column.count = 0;
  if (numeric) column.blocks = [];
  else column.held = [];
  for (const value of rows) push(column, value);
}

function hold(column: Cells): void {
  column.held = Array.from({ length: column.count }, (_, i) => cellAt(column, i));
  delete column.blocks;
  delete column.odd;
}

/** Gives back what was kept ready for further rows: the column has all of them. */
export function seal({ blocks, count }: Cells): void {
  const last = blocks?.at(-1);
  if (blocks && last && last.length * blocks.length > count) blocks[blocks.length - 1] = last.slice(0, count - (blocks.length - 1) * BLOCK);
}

/** What a row holds. */
export function cellAt(column: Cells, i: number): Cell {
  if (column.held) return column.held[i];
  if (column.blocks) {
    const x = (column.blocks[i >>> BITS] as Float64Array)[i & (BLOCK - 1)] as number;
    return Number.isNaN(x) ? column.odd?.get(i) : x;
  }
  const at = stretchAt(column, i);
  const [first, by] = [column.value[at], column.step[at] as number];
  return typeof first === "number" && by !== 0 ? first + (i - (column.from[at] as number)) * by : first;
}

/** The number that a row holds, in whatever form, or undefined. */
export function numberAt(column: Cells, i: number): number | undefined {
  return plain(cellAt(column, i));
}

/** The number that a cell is or spells. */
export function plain(cell: Cell): number | undefined {
  return typeof cell === "number" ? cell : typeof cell === "string" ? readNumber(cell) : undefined;
}

/** The stretch that holds a row. */
export function stretchAt({ from }: Cells, i: number): number {
  let low = 0;
  let high = from.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if ((from[middle] as number) <= i) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The first row after `i` that may hold another value than `i` does. */
export function nextChange(column: Cells, i: number): number {
  if (column.held || column.blocks) return i + 1;
  const at = stretchAt(column, i);
  return column.step[at] === 0 ? (column.from[at + 1] ?? column.count) : i + 1;
}

/** Writes the numbers of rows `from` to `to` (that one not) into `out`, NaN where a row holds none. */
export function copyNumbers(column: Cells, from: number, to: number, out: Float64Array): void {
  if (column.blocks && !column.odd) {
    for (let i = from; i < to; ) {
      const end = Math.min(to, ((i >>> BITS) + 1) << BITS);
      out.set((column.blocks[i >>> BITS] as Float64Array).subarray(i & (BLOCK - 1), ((end - 1) & (BLOCK - 1)) + 1), i - from);
      i = end;
    }
  } else if (column.blocks || column.held) for (let i = from; i < to; i++) out[i - from] = numberAt(column, i) ?? Number.NaN;
  else
    for (let at = stretchAt(column, from), i = from; i < to; at++) {
      const end = Math.min(to, column.from[at + 1] ?? column.count);
      const first = plain(column.value[at]) ?? Number.NaN;
      const [begun, by] = [column.from[at] as number, column.step[at] as number];
      if (by === 0) out.fill(first, i - from, end - from);
      else for (let j = i; j < end; j++) out[j - from] = first + (j - begun) * by;
      i = end;
    }
}

/** Every value that the column holds besides the numbers of its blocks, each at least once. */
export function valuesOf({ held, odd, value }: Cells): Cell[] {
  return held ?? (odd ? [...odd.values()] : value);
}

/** Whether every row holds a number, in whatever form. */
export function statesAll(column: Cells): boolean {
  return valuesOf(column).every((value) => plain(value) !== undefined);
}

/** Whether any row holds a number. */
export function statesSome(column: Cells): boolean {
  const { blocks, odd, count } = column;
  return (blocks !== undefined && count > (odd?.size ?? 0)) || valuesOf(column).some((value) => plain(value) !== undefined);
}

/** Bytes that a column holds for its rows, roughly; stretches count for none. */
export function weight(column: Cells): number {
  return column.blocks ? 8 * column.count : column.held ? 48 * column.count : 0;
}

/** Equal to the last bit: 0 and -0 are two numbers, as they are to whoever compares runs. */
function isSame(a: number, b: number): boolean {
  return a === b && (a !== 0 || Object.is(a, b));
}
