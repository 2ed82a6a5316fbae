import { columnarRun } from "../curve.ts";
import type { Word } from "../glossary.ts";
import { PROGRESS, settledRun } from "./assemble.ts";
import { type Cell, type Cells, cellAt, cells, nextChange, numberAt, plain, push, seal, statesAll, statesSome, valuesOf } from "./cells.ts";
import { type Columns, scaledColumns } from "./columns.ts";
import type { Base } from "./companions.ts";
import type { Unnamed } from "./continuedRows.ts";
import type { Derivation } from "./derivation.ts";
import { evaluations, fieldsAt, type LogColumns, MEASURES, type RowsOf, rowAt } from "./evaluations.ts";
import type { About, Parsed } from "./format.ts";
import { grouping } from "./grouping.ts";
import { ownRows } from "./ownRows.ts";
import { insteadOf, lossColumns } from "./parseRows.ts";
import type { RawColumns } from "./rawColumns.ts";
import { gathered } from "./remarks.ts";
import { rowReader } from "./rowReader.ts";
import { settler } from "./settle.ts";
import { overlay, type Reading, readValues } from "./values.ts";

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
  const read = rowReader(table, matched, base, unnamed);
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

/** Whether a run's learning rate is that of its first row in every one: logs write its current value at every step. */
function isConstant(rate: Cells, own: RowsOf): boolean {
  const first = numberAt(rate, rowAt(own, 0));
  for (let i = 1; i < own.count; i++) if (numberAt(rate, rowAt(own, i)) !== first) return false;
  return true;
}
