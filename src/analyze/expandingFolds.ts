import { IsolossError, place, UsageError } from "../errors.ts";
import type { Observation } from "../run.ts";
import { suggestion } from "../words.ts";

/** By what runs are called larger. */
export type Axis = "params" | "tokens" | "epochs" | "compute";

/** The quantities by which runs can be called larger. */
export const AXES: readonly Axis[] = ["params", "tokens", "epochs", "compute"];

/** A law with an exponent and a floor is not determined by fewer. */
const TRAIN_LEVELS = 3;

/** One step of the window: laws are fitted to every run below `from` and predict those from there to `to`. */
export interface Fold {
  from: number;
  to: number;
  trainRows: number;
  heldOutRows: number;
  heldOutRuns: number;
}

/** A fold with its rows, by their position. */
export interface Window extends Fold {
  train: readonly number[];
  heldOut: readonly number[];
}

/**
 * Folds of an expanding window over whole runs: a run lies where its largest row does, so that no run is trained on and predicted.
 *
 * @param least rows that training needs; a third of all rows are trained on where that leaves runs to predict.
 * @param most folds; further levels are predicted together, in blocks of about as many rows.
 * @throws IsolossError when too few levels are left to predict.
 */
export function windows(rows: readonly Observation[], by: Axis, least: number, most: number): Window[] {
  const sizes = sizesOf(rows, by);
  const levels = [...new Set(sizes)].sort((a, b) => a - b);
  const below = (level: number): number => sizes.filter((size) => size < level).length;
  const starts = levels.slice(TRAIN_LEVELS).filter((level) => below(level) >= least);
  if (starts.length === 0)
    throw new IsolossError(
      `Cannot hold out larger runs by ${by}: ${levels.length} level${levels.length === 1 ? "" : "s"} (${levels.slice(0, 5).join(", ")}${levels.length > 5 ? ", …" : ""}) in ${rows.length} rows, expected at least ${TRAIN_LEVELS} levels below the largest, with ${least} rows`,
      `hold out by another quantity with --by ${AXES.filter((axis) => axis !== by).join("|")}, or compare smaller laws`,
    );
  const first = starts.find((level) => below(level) >= rows.length / 3) ?? (starts[0] as number);
  return blocks(
    levels.filter((level) => level >= first),
    sizes,
    most,
  ).map(([from, to]) => {
    const train = positions(sizes, (size) => size < from);
    const heldOut = positions(sizes, (size) => size >= from && size <= to);
    const heldOutRuns = new Set(heldOut.map((i) => rows[i]?.run)).size;
    return { from, to, trainRows: train.length, heldOutRows: heldOut.length, heldOutRuns, train, heldOut };
  });
}

/** Rows below the largest level: the most that a law can be trained on. */
export function rowsBelowTop(rows: readonly Observation[], by: Axis): number {
  const sizes = sizesOf(rows, by);
  const top = sizes.reduce((a, b) => Math.max(a, b), 0);
  return sizes.filter((size) => size < top).length;
}

/** Refuses what is no axis. */
export function requireAxis(by: string): Axis {
  const found = AXES.find((axis) => axis === by);
  if (!found) throw new UsageError(`Cannot hold out by "${by}": it is no size of a run`, suggestion(by, AXES, "runs are larger by"));
  return found;
}

function sizesOf(rows: readonly Observation[], by: Axis): number[] {
  const largest = new Map<string, number>();
  for (const row of rows) largest.set(row.run, Math.max(sizeOf(row, by), largest.get(row.run) ?? 0));
  return rows.map((row) => largest.get(row.run) as number);
}

function sizeOf(row: Observation, by: Axis): number {
  const { params, tokens, uniqueTokens } = row;
  const derived = {
    epochs: tokens !== undefined && uniqueTokens !== undefined ? tokens / uniqueTokens : undefined,
    compute: params !== undefined && tokens !== undefined ? 6 * params * tokens : undefined,
  };
  const value = row[by] ?? (by === "epochs" || by === "compute" ? derived[by] : undefined);
  if (value === undefined)
    throw new IsolossError(
      `${place(row.source)}: Cannot hold out by ${by}: run "${row.run}" has none`,
      "leave the run out with --where, name its column with --map, or hold out by another quantity with --by",
    );
  return value;
}

/** Levels in at most `most` blocks of neighbours with about as many rows each, as [lowest, highest]. */
function blocks(levels: readonly number[], sizes: readonly number[], most: number): [number, number][] {
  const counts = levels.map((level) => sizes.filter((size) => size === level).length);
  const total = counts.reduce((a, b) => a + b, 0);
  const found: [number, number][] = [];
  let seen = 0;
  let block = -1;
  levels.forEach((level, i) => {
    // The middle of the level's rows decides, so that a large level does not fall to the block before it.
    const to = Math.floor((most * (seen + (counts[i] as number) / 2)) / total);
    const last = found.at(-1);
    if (last && (to === block || levels.length === 1)) last[1] = level;
    else found.push([level, level]);
    block = to;
    seen += counts[i] as number;
  });
  return found;
}

function positions(sizes: readonly number[], holds: (size: number) => boolean): number[] {
  return sizes.flatMap((size, i) => (holds(size) ? [i] : []));
}
