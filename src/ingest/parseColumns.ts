import { columnarRun } from "../curve.ts";
import { type Problem, RunLogError, type Source } from "../errors.ts";
import type { Word } from "../glossary.ts";
import { identity, PROGRESS, type Row, settledRun } from "./assemble.ts";
import {
  type Cell,
  type Cells,
  cellAt,
  cells,
  copyNumbers,
  nextChange,
  numberAt,
  plain,
  push,
  seal,
  statesAll,
  statesSome,
  valuesOf,
} from "./cells.ts";
import { type Columns, scaledColumns } from "./columns.ts";
import type { Base } from "./companions.ts";
import { changeAfter, setupColumns, textAt, type Unnamed } from "./continuedRows.ts";
import type { Derivation } from "./derivation.ts";
import { evaluations, fieldsAt, type LogColumns, MEASURES, type RowsOf, rowAt } from "./evaluations.ts";
import type { About, Parsed } from "./format.ts";
import { insteadOf, lossColumns } from "./parseRows.ts";
import { gathered } from "./remarks.ts";
import { settler } from "./settle.ts";
import { overlay, type Reading, readValues, unknownChoices } from "./values.ts";

/** The rows of a log as columns of cells, by the file's own names. */
export type RawColumns = Pick<LogColumns, "file" | "count" | "line" | "raw">;

/** Rows that state one setup. */
interface Group {
  first: number;
  last: number;
  count: number;
}

/** Runs of one log, at most: each holds its setup. */
const MOST_RUNS = 2 ** 20;

/**
 * From columns to runs: what `parseRows` makes of rows, of a log that may be long. Nothing is done row by row that a stretch of equal rows can
 * have done once.
 *
 * @param unnamed the id of rows that state none: one for all, or by what they are taken for.
 * @throws RunLogError as `parseRows` does, and for more runs than can be held.
 */
export function parseColumns(log: About, table: RawColumns, base: Base, unnamed: string | Unnamed): Parsed {
  const columns = table.raw.map(({ name }) => name).filter(Boolean);
  const { columns: matched, unit } = lossColumns(log, columns);
  const read = reader(table, matched, base, unnamed);
  const { groups, groupOf, problems } = grouping(table, matched, read);

  const measures: LogColumns["measures"] = {};
  for (const word of MEASURES) {
    const column = measured(table, word, matched[word], base.reading.values[word]);
    if (column) measures[word] = column;
  }
  const by = typeof unnamed === "string" ? undefined : unnamed.by;
  const along =
    by ??
    PROGRESS.find((word) => measures[word] && statesAll(measures[word])) ??
    PROGRESS.find((word) => measures[word] && statesSome(measures[word]));
  const rate = measured(table, "learningRate", matched.learningRate, base.reading.values.learningRate);
  const shared = { ...(log.folder === undefined ? {} : { folder: log.folder }), ...base.fields };
  const instead = insteadOf(log, matched, columns);
  const settle = settler(log, unit);
  const settled = ownRows(groups, groupOf, along && measures[along], table.count).map((own) => {
    const [first, last] = [read.all(rowAt(own, 0)), read.known(rowAt(own, own.count - 1))];
    const rows = { first, last, evaluations: own.count, constantRate: !rate || isConstant(rate, own) };
    const { setup, derivation, remarks } = settledRun(rows, shared, settle);
    return { own, setup: instead === undefined ? setup : { ...setup, insteadOfLoss: instead }, derivation, remarks };
  });
  if (measures.loss) measures.loss = inNats(measures.loss, table.count, settled);
  const whole: LogColumns = { ...table, measures, unreadable: unreadableRows(table, matched, base.reading) };
  const runs = settled.map(({ own, setup, derivation: { nats, ...derivation } }) => {
    const { loss } = derivation.instead;
    const stated = loss === undefined ? derivation : { ...derivation, instead: { ...derivation.instead, loss: nats(loss) } };
    return columnarRun(setup, evaluations(whole, { ...own, derivation: stated }));
  });
  return {
    runs,
    problems: [
      ...base.problems,
      ...(typeof unnamed === "string" ? [] : unnamed.problems),
      ...scaledColumns(log.file, matched),
      ...problems,
      ...gathered(settled.flatMap(({ remarks }) => [...remarks])),
    ],
    columns,
  };
}

/** Rows as `parseRows` reads them, with all raw values or with those that a word is read from. */
interface RowReader {
  all: (row: number) => Row;
  known: (row: number) => Row;
  /** Whether a row that names no run is one of its own. */
  isAlone: (row: number) => boolean;
  /** The first row of the run of each row, where none names its run and rows are taken together. */
  startOf: Uint32Array | undefined;
}

function reader(table: RawColumns, matched: Columns, base: Base, unnamed: string | Unnamed): RowReader {
  const lineOf = (row: number): number => numberAt(table.line, row) as number;
  const some = { ...table, raw: table.raw.filter(({ name }) => Object.values(matched).includes(name)) };
  const rowIn =
    (columns: RawColumns) =>
    (row: number): Row => {
      const fields = fieldsAt(columns, row);
      const reading = overlay(base.reading, readValues(fields, matched));
      const source: Source = { file: table.file, line: lineOf(row) };
      const run = reading.values.run ?? (typeof unnamed === "string" ? unnamed : unnamed.nameOf(row));
      return { ...reading, run, source, fields };
    };
  const isNamed = typeof unnamed === "string" || base.reading.values.run !== undefined;
  const startOf = typeof unnamed === "string" ? undefined : unnamed.startOf;
  const run = table.raw.find(({ name }) => name === matched.run)?.cells;
  const isStated = (cell: Cell): boolean => cell !== undefined && cell !== null && cell !== "";
  return { all: rowIn(table), known: rowIn(some), isAlone: (row) => !isNamed && !startOf && !(run && isStated(cellAt(run, row))), startOf };
}

interface Grouping {
  /** In the order in which they first appear. */
  groups: Group[];
  /** The group of each row. */
  groupOf: Uint32Array;
  problems: Problem[];
}

/** Which rows state one setup and one run. */
function grouping(table: RawColumns, matched: Columns, read: RowReader): Grouping {
  const own = setupColumns(table, matched);
  const groupOf = new Uint32Array(table.count);
  const groups: Group[] = [];
  const byText = new Map<string, number>();
  const byIdentity = new Map<string, number>();
  const problems: Problem[] = [];
  const seen = new Set<string>();
  for (let from = 0, to = 0; from < table.count; from = to) {
    const alone = read.isAlone(from);
    to = alone ? from + 1 : changeAfter(own, from, table.count);
    if (read.startOf) to = sameUntil(read.startOf, from, to);
    const text = alone ? "" : `${read.startOf?.[from] ?? ""} ${textAt(own, from)}`;
    let at = alone ? undefined : byText.get(text);
    if (at === undefined) {
      const row = read.known(from);
      problems.push(...unknownChoices(row, matched, row.source, seen));
      const key = identity(row);
      at = byIdentity.get(key) ?? groups.length;
      if (at === groups.length) groups.push({ first: from, last: from, count: 0 });
      byIdentity.set(key, at);
      if (!alone) byText.set(text, at);
      if (groups.length > MOST_RUNS)
        throw new RunLogError(
          { file: table.file },
          `Cannot read: it holds more than ${MOST_RUNS.toLocaleString("en")} runs`,
          "state which run a row is of in a column run, or split the log",
        );
    }
    groupOf.fill(at, from, to);
    const group = groups[at] as Group;
    group.count += to - from;
    group.last = to - 1;
  }
  return { groups, groupOf, problems };
}

function sameUntil(startOf: Uint32Array, from: number, to: number): number {
  let end = from + 1;
  while (end < to && startOf[end] === startOf[from]) end++;
  return end;
}

/** A number by its column, read as `readValues` reads it, and what holds for all rows where that is silent. */
function measured({ raw, count }: RawColumns, word: Word, name: string | undefined, usual: number | undefined): Cells | undefined {
  // Of two columns without a name the last is what a row holds under it.
  const column = raw.findLast((own) => own.name === name)?.cells;
  if (!column && usual === undefined) return undefined;
  const columns: Columns = { [word]: "c" };
  if (name !== undefined) columns[word] = name;
  const of = (cell: Cell): number | undefined =>
    name === undefined || cell === undefined ? undefined : (readValues({ [name]: cell }, columns).values[word as "loss"] ?? undefined);
  if (column && usual === undefined && of(3) === 3 && valuesOf(column).every((cell) => of(cell) === plain(cell))) return column;
  const found = cells();
  for (let i = 0; i < count; i++) push(found, (column && of(cellAt(column, i))) ?? usual);
  seal(found);
  return found;
}

/** Losses in nats/token: the column itself where no run has another unit. */
function inNats(loss: Cells, count: number, runs: readonly { own: RowsOf; derivation: Derivation }[]): Cells {
  // A unit that leaves two losses as they are leaves all.
  if (runs.every(({ derivation: { nats } }) => nats(1) === 1 && nats(2) === 2)) return loss;
  const converted = new Float64Array(count).fill(Number.NaN);
  for (const { own, derivation } of runs)
    for (let i = 0; i < own.count; i++) {
      const row = rowAt(own, i);
      const stated = numberAt(loss, row);
      if (stated !== undefined) converted[row] = derivation.nats(stated);
    }
  const column = cells();
  for (let i = 0; i < count; i++) push(column, numberAt(loss, i) === undefined ? undefined : (converted[i] as number));
  seal(column);
  return column;
}

/** Over stretches of the columns that hold such values at all. */
function unreadableRows(table: RawColumns, matched: Columns, base: Reading): LogColumns["unreadable"] {
  const isUnread = (word: string, name: string): boolean => {
    const column = table.raw.findLast((own) => own.name === name)?.cells;
    return (
      column !== undefined && valuesOf(column).some((cell) => word in readValues({ [name]: cell ?? null }, { [word]: name }).unreadable)
    );
  };
  const words = Object.entries(matched).filter(([word, name]) => word in base.unreadable || isUnread(word, name));
  if (words.length === 0 && Object.keys(base.unreadable).length === 0) return [];
  const own: Columns = Object.fromEntries(words);
  const some = { ...table, raw: table.raw.filter(({ name }) => words.some(([, column]) => column === name)) };
  const found: LogColumns["unreadable"] = [];
  for (let from = 0, to = 0; from < table.count; from = to) {
    to = some.raw.reduce((end, column) => Math.min(end, nextChange(column.cells, from)), table.count);
    const { unreadable } = overlay({ values: {}, unreadable: base.unreadable }, readValues(fieldsAt(some, from), own));
    if (Object.keys(unreadable).length > 0) found.push({ from, to, text: unreadable });
  }
  return found;
}

/** The rows of each run, in the order in which the runs begin: rows that repeat a progress begin another run of their group. */
function ownRows(groups: readonly Group[], groupOf: Uint32Array, progress: Cells | undefined, count: number): RowsOf[] {
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

/** Whether a run's learning rate is that of its first row in every one: logs write its current value at every step. */
function isConstant(rate: Cells, own: RowsOf): boolean {
  const first = numberAt(rate, rowAt(own, 0));
  for (let i = 1; i < own.count; i++) if (numberAt(rate, rowAt(own, i)) !== first) return false;
  return true;
}
