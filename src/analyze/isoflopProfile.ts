import { UsageError } from "../errors.ts";
import { type Parabola, parabola } from "../numeric/parabola.ts";
import type { Observation } from "../run.ts";
import { nearLowest } from "../table/nearLowest.ts";
import type { ComputeBudget } from "./computeBudgets.ts";

/** The lowest place of a budget's parabola. */
export interface Optimum {
  params: number;
  /** nats/token. */
  loss: number;
}

/** The losses of a budget against ln N, and their parabola. */
export interface Profile {
  budget: ComputeBudget;
  rows: readonly Observation[];
  sizes: number;
  /** ln N of each row. */
  x: readonly number[];
  /** Loss of each row, nats/token. */
  y: readonly number[];
  parabola: Parabola | undefined;
  optimum: Optimum | undefined;
  state: "bracketed" | "not-bracketed" | "few-sizes";
  reason: string;
  /** Whether the parabola rises to both ends by more than losses scatter about it. */
  clear: boolean;
}

/** The parabola of a budget, and whether its sizes enclose the minimum. */
export function profileOf(budget: ComputeBudget, { near, sizes: wanted = 4 }: { near?: number; sizes?: number }): Profile {
  if (near !== undefined && !(near > 1))
    throw new UsageError(`Cannot use sizes within a factor ${near}: expected a number above 1`, "as 4");
  const rows = near === undefined ? budget.observations : nearLowest(budget.observations, "params", near);
  const x = rows.map((row) => Math.log(row.params as number));
  const y = rows.map((row) => row.loss);
  const sizes = new Set(x).size;
  const fitted = parabola(x, y);
  const { rise, scatter } = fitted ? rises(x, y, fitted) : { rise: 0, scatter: 0 };
  const base = { budget, rows, sizes, x, y, parabola: fitted, clear: rise > scatter };
  if (sizes < wanted) {
    const reason = `${sizes} size${sizes === 1 ? "" : "s"}${near === undefined ? "" : ` within a factor ${near} of the lowest loss`}, and a parabola wants ${wanted}`;
    return { ...base, optimum: undefined, state: "few-sizes", reason };
  }
  const found = turn(x, fitted);
  return typeof found === "string"
    ? { ...base, optimum: undefined, state: "not-bracketed", reason: found }
    : { ...base, optimum: found, state: "bracketed", reason: "" };
}

/** The minimum that the points enclose, or why they do not. */
export function turn(x: readonly number[], fitted: Parabola | undefined, weights?: ArrayLike<number>): Optimum | string {
  if (!fitted) return "fewer than three sizes";
  const { curvature, vertex, value } = fitted;
  if (!(curvature > 0)) return "the loss does not curve upwards";
  const used = x.filter((_, i) => (weights?.[i] ?? 1) > 0);
  if (vertex <= Math.min(...used)) return "the loss is lowest at or below the smallest size";
  if (vertex >= Math.max(...used)) return "the loss is lowest at or above the largest size";
  return { params: Math.exp(vertex), loss: value };
}

/** How far the parabola rises from its minimum to the nearer end, and the spread of losses about it, nats/token. */
function rises(x: readonly number[], y: readonly number[], { at, value }: Parabola): { rise: number; scatter: number } {
  const misses = x.reduce((sum, place, i) => sum + (at(place) - (y[i] as number)) ** 2, 0);
  return {
    rise: Math.min(at(Math.min(...x)), at(Math.max(...x))) - value,
    scatter: x.length > 3 ? Math.sqrt(misses / (x.length - 3)) : 0,
  };
}
