import type { Problem } from "../errors.ts";
import { noteAt } from "../finding.ts";
import type { Word } from "../glossary.ts";
import { EVALUATION, VARYING } from "./assemble.ts";
import { type Cell, type Cells, cellAt, nextChange, numberAt, statesSome } from "./cells.ts";
import type { Columns } from "./columns.ts";
import { EVALUATION_AND_END } from "./companions.ts";
import type { About } from "./format.ts";
import { stemOf, trainingName } from "./names.ts";
import { baseName } from "./paths.ts";
import type { RawColumns } from "./rawColumns.ts";

/** How the rows of a table that name no run are called, and which of them are evaluations of one. */
export interface Unnamed {
  nameOf: (row: number) => string;
  /** The first row of the run of each row; absent where every row is a run. */
  startOf?: Uint32Array;
  runs: number;
  /** What grows from each row of a run to the next. */
  by?: Progress;
  problems: readonly Problem[];
}

type Progress = "step" | "tokens" | "epochs";

/** Names that say of a log that it is one. */
const COMMON = /^(logs?|metrics|history|progress|train(ing)?|eval(uation)?s?|results?|run|loss(es)?)\./i;

/** The id of the run of a log that holds one. */
export function nameOfOne(log: About): string {
  return trainingName(log, COMMON) || stemOf(log);
}

/**
 * The runs of a table without a column that names them. Rows of one setup whose steps grow are the evaluations of one run, which is said; where a
 * configuration speaks of the log alone, tokens or epochs that grow tell as much. Any other row is a run: final losses of many trainings at
 * growing tokens look like the evaluations of one.
 */
export function unnamedRuns(log: About, table: RawColumns, matched: Columns): Unnamed {
  const base = baseName(log.file);
  const lineOf = (row: number): number => numberAt(table.line, row) as number;
  const alone: Unnamed = { nameOf: (row) => `${base}:${lineOf(row)}`, runs: table.count, problems: [] };
  const cellsOf = (word: Word): Cells | undefined => table.raw.findLast(({ name }) => name === matched[word])?.cells;
  const words: readonly Progress[] = log.companions?.some(({ ofOne }) => ofOne) ? ["step", "tokens", "epochs"] : ["step"];
  const by = words.find((word) => matched[word] !== undefined && statesSome(cellsOf(word) as Cells));
  if (matched.run !== undefined || by === undefined) return alone;
  const { startOf, runs } = growing(table, setupColumns(table, matched), cellsOf(by) as Cells);
  if (runs === table.count) return alone;
  const name = nameOfOne(log);
  const said = runs === 1 ? `one run, "${name}"` : `${runs} runs, named by their first row`;
  return {
    nameOf: (row) => (runs === 1 ? name : `${base}:${lineOf(startOf[row] as number)}`),
    startOf,
    runs,
    by,
    problems: [
      noteAt(
        { file: log.file },
        "rows-joined",
        `${table.count} rows name no run: within one setup their ${by === "step" ? "steps grow" : `${by} grow`}, so they are taken for evaluations of ${said}`,
        "where a row is a training of its own, name the columns that tell trainings apart, as --map run=model+seed",
      ),
    ],
  };
}

/** What a configuration beside a table says nothing of: each of its rows; where there are several runs, their names and ends. */
export function unsaid(table: RawColumns, matched: Columns, isOne: boolean): readonly Word[] {
  const run = table.raw.find(({ name }) => name === matched.run)?.cells;
  return (run ? isConstant(run) : isOne) ? EVALUATION : [...EVALUATION_AND_END, "run"];
}

function isConstant(column: Cells): boolean {
  for (let i = nextChange(column, 0); i < column.count; i = nextChange(column, i))
    if (cellAt(column, i) !== cellAt(column, 0)) return false;
  return true;
}

/** The columns that tell trainings apart. */
export function setupColumns({ raw }: RawColumns, matched: Columns): Cells[] {
  const names = Object.entries(matched).flatMap(([word, name]) => (word === "run" || !VARYING.includes(word as Word) ? name : []));
  return raw.filter(({ name }) => names.includes(name)).map((column) => column.cells);
}

/** What the columns hold at a row: tells rows apart wherever they read differently. */
export function textAt(columns: readonly Cells[], row: number): string {
  return columns.map((column) => textOf(cellAt(column, row))).join("\0");
}

/** The first row after one at which any of the columns may differ, at most `count`. */
export function changeAfter(columns: readonly Cells[], row: number, count: number): number {
  return columns.reduce((end, column) => Math.min(end, nextChange(column, row)), count);
}

function growing({ count }: RawColumns, setup: readonly Cells[], progress: Cells): { startOf: Uint32Array; runs: number } {
  const startOf = new Uint32Array(count);
  const open = new Map<string, { start: number; at: number }>();
  let runs = 0;
  for (let from = 0, to = 0; from < count; from = to) {
    to = changeAfter(setup, from, count);
    const key = textAt(setup, from);
    let last = open.get(key);
    for (let row = from; row < to; row++) {
      const at = numberAt(progress, row);
      startOf[row] = row;
      if (at === undefined || !last || !(at > last.at)) runs++;
      else startOf[row] = last.start;
      if (at !== undefined) last = { start: startOf[row] as number, at };
    }
    if (last) open.set(key, last);
  }
  return { startOf, runs };
}

function textOf(cell: Cell): string {
  if (cell === undefined || cell === null) return "";
  return typeof cell === "number" ? (Object.is(cell, -0) ? "-0" : `${cell}`) : JSON.stringify(cell);
}
