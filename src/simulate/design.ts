import { IsolossError, UsageError } from "../errors.ts";
import type { Setup } from "../run.ts";

/** One training to simulate: its quantities by symbol, and what else its log is to state. */
export interface DesignRow {
  at: Readonly<Record<string, number>>;
  setup?: Readonly<Partial<Setup>>;
}

/** Levels of each quantity by symbol, which are crossed; or the trainings one by one. */
export type Design = Readonly<Record<string, readonly number[]>> | readonly DesignRow[];

export interface DesignLimits {
  /** Trainings of each row, told apart by their seed. Default 1. */
  replicates?: number;
  /** FLOP that one training may take: rows above it are left out. */
  maxCompute?: number;
}

/** More trainings than any power analysis has use for; refused before they are made. */
const MOST_RUNS = 1e6;

/**
 * The trainings of a design, one by one: levels crossed, D and epochs completed from each other and U.
 *
 * @throws UsageError for levels that are not positive numbers, D, U and epochs that contradict each other, more than a million trainings, or a row
 * whose compute is not known where it is limited; IsolossError where no row is left.
 * @example
 * designRows({ N: [1e8, 1e9], U: [1e9], epochs: [1, 4] }, { maxCompute: 1e19 }).map(({ at }) => at.D) // [1e9, 4e9, 1e9]
 */
export function designRows(design: Design, { replicates = 1, maxCompute }: DesignLimits = {}): DesignRow[] {
  if (!(Number.isInteger(replicates) && replicates >= 1))
    throw new UsageError(`Cannot simulate ${replicates} replicates: expected a whole number above 0`, "as 3");
  const count = sizeOf(design) * replicates;
  if (count > MOST_RUNS)
    throw new UsageError(
      `Cannot simulate ${short(count)} runs: expected ${MOST_RUNS} at most`,
      "fewer levels of each quantity, or fewer replicates",
    );
  const rows = (isRows(design) ? design : crossed(design)).map((row) => ({ ...row, at: completed(row.at) }));
  for (const { at } of rows) requirePositive(at);
  const kept = maxCompute === undefined ? rows : rows.filter(({ at }) => computeOf(at) <= maxCompute);
  if (kept.length === 0)
    throw new IsolossError(
      rows.length === 0
        ? "Cannot simulate: the design holds no training"
        : `Cannot simulate: none of ${rows.length} trainings takes at most ${short(maxCompute as number)} FLOP (the smallest takes ${short(Math.min(...rows.map(({ at }) => computeOf(at))))})`,
      rows.length === 0 ? "name at least one level of each quantity" : "smaller sizes, fewer tokens, or more compute",
    );
  if (replicates === 1) return kept;
  return kept.flatMap((row) => Array.from({ length: replicates }, (_, i) => ({ ...row, setup: { ...row.setup, seed: i + 1 } })));
}

/** FLOP of a training: as stated, else the training FLOP a token times D, else 6·N·D. */
export function computeOf(at: DesignRow["at"]): number {
  const { C, D, M, N } = at;
  const found = C ?? (D === undefined ? undefined : M !== undefined ? M * D : N !== undefined ? 6 * N * D : undefined);
  if (found === undefined) throw new UsageError("Cannot limit compute: the design gives no N and D", "leave the limit out, or name both");
  return found;
}

function isRows(design: Design): design is readonly DesignRow[] {
  return Array.isArray(design);
}

function sizeOf(design: Design): number {
  return isRows(design) ? design.length : Object.values(design).reduce((product, levels) => product * levels.length, 1);
}

function crossed(design: Readonly<Record<string, readonly number[]>>): DesignRow[] {
  return Object.entries(design)
    .reduce<Record<string, number>[]>(
      (rows, [symbol, values]) => rows.flatMap((row) => values.map((value) => ({ ...row, [symbol]: value }))),
      [{}],
    )
    .map((at) => ({ at }));
}

function completed(at: DesignRow["at"]): Record<string, number> {
  const full = { ...at };
  const { D, U, epochs } = at;
  if (D === undefined && U !== undefined && epochs !== undefined) full.D = U * epochs;
  if (U === undefined && D !== undefined && epochs !== undefined) full.U = D / epochs;
  if (epochs === undefined && U !== undefined && D !== undefined) full.epochs = D / U;
  return full;
}

function requirePositive(at: DesignRow["at"]): void {
  for (const [symbol, value] of Object.entries(at))
    if (!(Number.isFinite(value) && (value > 0 || (value === 0 && symbol === "lambda"))))
      throw new UsageError(`Cannot simulate a run at ${symbol} = ${value}: expected a positive number`);
  const { D, U, epochs } = at;
  if (D !== undefined && U !== undefined && epochs !== undefined && Math.abs(D / U / epochs - 1) > 1e-6)
    throw new UsageError(
      `Cannot simulate a run at U = ${U}, D = ${D} and ${epochs} epochs: D/U is ${Number((D / U).toPrecision(6))}`,
      "give two of the three",
    );
}

function short(x: number): string {
  return x < 1e6 ? String(x) : x.toExponential(2);
}
