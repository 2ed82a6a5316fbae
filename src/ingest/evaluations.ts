import { put } from "../copyInto.ts";
import { type Curve, type Evaluations, SERIES } from "../curve.ts";
import type { Source } from "../errors.ts";
import type { Word } from "../glossary.ts";
import type { Field, LossPoint } from "../run.ts";
import { toPoint, without } from "./assemble.ts";
import { type Cells, cellAt, copyNumbers, numberAt } from "./cells.ts";
import { type Derivation, progressOf } from "./derivation.ts";
import type { Values } from "./values.ts";

/** What an evaluation measures, and where it stands in its training. */
export type Measure = "loss" | (typeof SERIES)[number];
export const MEASURES: readonly Measure[] = ["loss", ...SERIES];

/** All evaluations of one log, in the order of its rows, as plain data. */
export interface LogColumns {
  file: string;
  count: number;
  line: Cells;
  /** Raw columns, by the file's own names. */
  raw: { name: string; cells: Cells }[];
  /** What is measured, losses in nats/token; often these are raw columns. */
  measures: Partial<Record<Measure, Cells>>;
  /** Rows from one to another (that one not) that hold the same values which are not what their column holds. */
  unreadable: { from: number; to: number; text: Readonly<Record<string, string>> }[];
}

/** Rows of a log: `start` and those that follow, or every one where they do not follow on another. */
export interface RowsOf {
  count: number;
  start: number;
  order?: Uint32Array;
}

/** Which rows are the evaluations of a run, and how what they do not state follows. */
export interface OwnRows extends RowsOf {
  derivation: Omit<Derivation, "nats">;
}

const COLUMNS = new WeakMap<Evaluations, { log: LogColumns; own: OwnRows }>();

/** The columns of a log, and which of their rows are these evaluations. */
export function columnsOf(held: Evaluations | undefined): { log: LogColumns; own: OwnRows } | undefined {
  return held && COLUMNS.get(held);
}

/** The evaluations of a run, held by the columns of its log. */
export function evaluations(log: LogColumns, own: OwnRows): Evaluations {
  // The last is asked for again and again: it says what a run came to.
  let last: LossPoint | undefined;
  const made: Evaluations = {
    count: own.count,
    curve: () => curve(log, own),
    point: (i) => {
      if (i !== own.count - 1) return point(log, own, rowAt(own, i));
      last ??= point(log, own, rowAt(own, i));
      return last;
    },
    line: (i) => numberAt(log.line, rowAt(own, i)),
  };
  COLUMNS.set(made, { log, own });
  return made;
}

/** The row of the i-th evaluation. */
export function rowAt({ order, start }: RowsOf, i: number): number {
  return order?.[i] ?? start + i;
}

function point(log: LogColumns, { derivation }: OwnRows, row: number): LossPoint {
  const line = numberAt(log.line, row);
  const source: Source = line === undefined ? { file: log.file } : { file: log.file, line };
  const unreadable = unreadableAt(log, row) ?? NONE;
  return toPoint({ source, fields: fieldsAt(log, row), unreadable, values: valuesAt(log, row) }, derivation, asLogged);
}

const NONE = {};
const asLogged = (loss: number): number => loss;

/** What the raw columns of a log hold at a row. */
export function fieldsAt({ raw }: Pick<LogColumns, "raw">, row: number): Record<string, Field> {
  const fields: Record<string, Field> = {};
  for (const { name, cells } of raw) {
    const cell = cellAt(cells, row);
    if (cell !== undefined) put(fields, name, cell);
  }
  return fields;
}

function valuesAt({ measures }: LogColumns, row: number): Values {
  const values: Values = {};
  for (const name of MEASURES) {
    const column = measures[name];
    const value = column && numberAt(column, row);
    if (value !== undefined) values[name] = value;
  }
  return values;
}

function unreadableAt({ unreadable }: LogColumns, row: number): LossPoint["unreadable"] {
  let low = 0;
  let high = unreadable.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((unreadable[middle] as LogColumns["unreadable"][0]).to <= row) low = middle + 1;
    else high = middle;
  }
  const found = unreadable[low];
  return found && found.from <= row ? found.text : undefined;
}

/** Each column is made when it is first read, so that a long run costs what is asked of it. */
function curve(log: LogColumns, own: OwnRows): Curve {
  const { count, derivation } = own;
  const { instead } = derivation;
  const made = {} as Curve;
  for (const name of MEASURES) {
    if (name === "tokens" || name === "epochs") {
      const progress = (i: number): number | undefined => progressOf(valuesAt(log, rowAt(own, i)), derivation)[name];
      if (some(count, (i) => progress(i) !== undefined)) lazily(made, name, () => plainProgress(log, own, name) ?? filled(count, progress));
    } else if (instead[name] !== undefined) lazily(made, name, () => new Float64Array(count).fill(instead[name] as number));
    else if (name === "loss" || states(log, own, name)) lazily(made, name, () => numbers(log, own, name));
  }
  lazily(made, "line", () => new Uint32Array(copied(log.line, own)));
  const replaced = Object.keys(instead) as Word[];
  if (log.unreadable.length > 0) {
    const texts = Array.from({ length: count }, (_, i) => {
      const text = unreadableAt(log, rowAt(own, i));
      const left = text && replaced.length > 0 ? without(text, replaced) : text;
      return left && Object.keys(left).length > 0 ? left : undefined;
    });
    if (texts.some(Boolean)) made.unreadable = texts;
  }
  return made;
}

/** Tokens and epochs where they are logged or follow by unique tokens alone, which is nearly always: without a look at each row. */
function plainProgress(log: LogColumns, own: OwnRows, name: "tokens" | "epochs"): Float64Array | undefined {
  const { uniqueTokens: unique, instead, otherwise, tokensPerStep } = own.derivation;
  if (Object.keys(instead).length + Object.keys(otherwise).length > 0 || tokensPerStep !== undefined) return undefined;
  const stated = states(log, own, name) ? numbers(log, own, name) : undefined;
  const other = name === "tokens" ? "epochs" : "tokens";
  if (unique === undefined || (name === "epochs" && !(unique > 0)) || !states(log, own, other) || stated?.every((x) => !Number.isNaN(x)))
    return stated;
  const follows = numbers(log, own, other);
  for (let i = 0; i < own.count; i++) {
    const known = stated?.[i] ?? Number.NaN;
    const from = follows[i] as number;
    follows[i] = Number.isNaN(known) ? (name === "tokens" ? from * unique : from / unique) : known;
  }
  return follows;
}

function states({ measures }: LogColumns, own: RowsOf, name: Measure): boolean {
  const column = measures[name];
  return column !== undefined && some(own.count, (i) => numberAt(column, rowAt(own, i)) !== undefined);
}

function numbers({ measures }: LogColumns, own: RowsOf, name: Measure): Float64Array {
  const column = measures[name];
  return column ? copied(column, own) : new Float64Array(own.count).fill(Number.NaN);
}

function copied(column: Cells, { count, start, order }: RowsOf): Float64Array {
  if (order) return filled(count, (i) => numberAt(column, order[i] as number));
  const out = new Float64Array(count);
  copyNumbers(column, start, start + count, out);
  return out;
}

function filled(count: number, value: (i: number) => number | undefined): Float64Array {
  const out = new Float64Array(count);
  for (let i = 0; i < count; i++) out[i] = value(i) ?? Number.NaN;
  return out;
}

function some(count: number, holds: (i: number) => boolean): boolean {
  for (let i = 0; i < count; i++) if (holds(i)) return true;
  return false;
}

function lazily<K extends keyof Curve>(curve: Curve, name: K, make: () => Curve[K]): void {
  let made: Curve[K];
  Object.defineProperty(curve, name, {
    enumerable: true,
    get: () => {
      made ??= make();
      return made;
    },
  });
}
