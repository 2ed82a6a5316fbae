import { IsolossError, UsageError } from "../errors.ts";
import type { Observation } from "../run.ts";
import { type Sized, sized } from "./comparable.ts";

/** Rows of one compute. */
export interface ComputeBudget {
  /** Geometric mean of the rows' compute, or the budget that was asked for, FLOP. */
  compute: number;
  /** Largest over smallest compute of its rows. */
  spread: number;
  /** Distinct values of N. */
  sizes: number;
  /** Smallest N first. */
  observations: Observation[];
}

export interface BudgetOptions {
  /** Rows whose compute differs by at most this share make a budget. Default 0.1. */
  tolerance?: number;
  /** Budgets that are known, FLOP: a row belongs to the nearest that it is within the tolerance of. By default they are found. */
  budgets?: readonly number[];
  /** Distinct sizes that a budget is found by. Default 4, since three leave a parabola no degree of freedom. */
  sizes?: number;
}

/**
 * Groups rows by compute: budgets are the places where most sizes share one compute within the tolerance, largest groups first.
 *
 * A design of a few budgets comes out as it was planned; where other runs lie between budgets, these are unused rows, or budgets of their own where
 * enough sizes meet.
 *
 * @param observations rows with N and C (logged, or 6·N·D), C in FLOP.
 * @returns budgets by rising compute, and the rows of none.
 * @throws IsolossError for a row without N or C, and where no compute is shared by enough sizes; UsageError for options out of range.
 * @example
 * computeBudgets(rows, { tolerance: 0.5, sizes: 3 }).budgets.every((budget) => budget.spread < 1.51) // true
 */
export function computeBudgets(
  observations: readonly Observation[],
  options: BudgetOptions = {},
): { budgets: ComputeBudget[]; unused: Observation[] } {
  const { tolerance = 0.1, sizes = 4 } = options;
  if (!(tolerance > 0 && tolerance < 1))
    throw new UsageError(`Cannot use tolerance ${tolerance}: expected a share between 0 and 1`, "as 0.1");
  if (!(Number.isInteger(sizes) && sizes >= 3))
    throw new UsageError(`Cannot use ${sizes} sizes a budget: expected a whole number from 3`, "as 4");
  const rows = sized(observations).sort((p, q) => p.compute - q.compute || p.params - q.params || p.row.loss - q.row.loss);
  const groups = options.budgets ? stated(rows, options.budgets, tolerance) : found(rows, tolerance, sizes);
  const taken = new Set(groups.flatMap((group) => group.rows.map(({ row }) => row)));
  return { budgets: groups.map(budget), unused: rows.map(({ row }) => row).filter((row) => !taken.has(row)) };
}

interface Group {
  rows: Sized[];
  compute?: number;
}

function stated(rows: readonly Sized[], budgets: readonly number[], tolerance: number): Group[] {
  const wrong = budgets.find((compute) => !(compute > 0 && Number.isFinite(compute)));
  if (wrong !== undefined || budgets.length === 0)
    throw new UsageError(`Cannot use the budget ${wrong ?? ""}: expected a positive number of FLOP`, "as 6e18,1e19");
  const off = (compute: number, { compute: own }: Sized): number => Math.abs(Math.log(own / compute));
  const all = [...new Set(budgets)].sort((a, b) => a - b);
  return all.map((compute) => {
    const own = rows.filter(
      (row) => off(compute, row) <= Math.log1p(tolerance) && all.every((other) => other === compute || off(other, row) > off(compute, row)),
    );
    if (own.length > 0) return { compute, rows: own };
    throw new IsolossError(
      `Cannot find the budget ${compute} FLOP: none of ${rows.length} rows has a compute within ${percent(tolerance)} of it`,
      `their compute is ${text(rows[0]?.compute)} to ${text(rows.at(-1)?.compute)} FLOP`,
    );
  });
}

function found(rows: readonly Sized[], tolerance: number, sizes: number): Group[] {
  const width = Math.log1p(tolerance);
  const free = rows.map(() => true);
  const groups: Group[] = [];
  for (;;) {
    const best = widest(rows, free, width);
    if (best.sizes < sizes) {
      if (groups.length > 0) return groups.sort((p, q) => (p.rows[0] as Sized).compute - (q.rows[0] as Sized).compute);
      throw new IsolossError(
        `Cannot find budgets: of ${rows.length} rows at most ${best.sizes} size${best.sizes === 1 ? "" : "s"} share one compute within ${percent(tolerance)}, and a parabola wants ${sizes}`,
        "train other sizes at one compute, widen --tolerance, or name known budgets with --budgets",
      );
    }
    groups.push({ rows: rows.slice(best.from, best.to) });
    free.fill(false, best.from, best.to);
  }
}

/** The stretch of free rows, sorted by compute, that holds most sizes; of equals the narrowest. */
function widest(rows: readonly Sized[], free: readonly boolean[], width: number): { from: number; to: number; sizes: number } {
  let best = { from: 0, to: 0, sizes: 0, width: 0 };
  let to = 0;
  const inside = new Map<number, number>();
  rows.forEach(({ compute, params }, from) => {
    while (to < rows.length && free[to] && (to <= from || Math.log((rows[to] as Sized).compute / compute) <= width)) {
      const { params: size } = rows[to++] as Sized;
      inside.set(size, (inside.get(size) ?? 0) + 1);
    }
    if (to <= from) {
      to = from + 1;
      return;
    }
    const reach = Math.log((rows[to - 1] as Sized).compute / compute);
    if (inside.size > best.sizes || (inside.size === best.sizes && reach < best.width))
      best = { from, to, sizes: inside.size, width: reach };
    const left = (inside.get(params) as number) - 1;
    if (left > 0) inside.set(params, left);
    else inside.delete(params);
  });
  return best;
}

function budget({ rows, compute }: Group): ComputeBudget {
  const logs = rows.map((row) => Math.log(row.compute));
  return {
    compute: compute ?? Math.exp(logs.reduce((a, b) => a + b, 0) / logs.length),
    spread: Math.exp((logs.at(-1) as number) - (logs[0] as number)),
    sizes: new Set(rows.map(({ params }) => params)).size,
    observations: rows.toSorted((p, q) => p.params - q.params).map(({ row }) => row),
  };
}

function percent(share: number): string {
  return `${Number((100 * share).toPrecision(3))} %`;
}

function text(x: number | undefined): string {
  return x === undefined ? "" : x.toExponential(2);
}
