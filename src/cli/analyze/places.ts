import { completed, type Point, UsageError } from "../../index.ts";
import { points } from "../points.ts";

/** Where a question is asked: `--at` and `--over`, with the grammar of `isoloss predict`. */

/** The point of `--at`; empty without it. */
export function held(at: readonly string[] | undefined): Point {
  return at === undefined ? {} : (points(at, undefined).at[0] as Point);
}

/** Points of a walk, or the one of `--at`, or one that holds nothing. */
export function walked(at: readonly string[] | undefined, over: string | undefined): { at: Point[]; over: string | undefined } {
  return at === undefined && over === undefined ? { at: [{}], over } : points(at, over);
}

/** The quantity and the range of `--over`, for a search. */
export function searched(
  id: string,
  at: readonly string[] | undefined,
  over: string | undefined,
): { along: string; range: [number, number]; at: Point } {
  if (over === undefined)
    throw new UsageError(`Cannot answer "${id}": --over is not given`, "name a quantity and its range, as --over epochs=1:500");
  const walk = points(at, over);
  const along = walk.over as string;
  const ends = [walk.at[0], walk.at.at(-1)].map((point) => point?.[along] as number) as [number, number];
  if (!(ends[0] > 0)) throw new UsageError(`Cannot search ${along} from ${ends[0]}: it must be above 0`, `as --over ${along}=1:500`);
  return { along, range: ends, at: completed(held(at)) };
}

/** One quantity of `--at`, which a question cannot do without. */
export function required(id: string, at: Point, symbol: string, example: string): number {
  const value = at[symbol];
  if (value === undefined) throw new UsageError(`Cannot answer "${id}": ${symbol} is not given`, `as --at ${example}`);
  return value;
}

/** Refuses quantities that a question has no use for. */
export function requireOnly(id: string, at: Point, symbols: readonly string[]): void {
  const other = Object.keys(at).find((symbol) => !symbols.includes(symbol));
  if (other !== undefined)
    throw new UsageError(`Cannot use --at ${other} with "${id}": it has no use for it`, `it takes ${symbols.join(", ")}`);
}
