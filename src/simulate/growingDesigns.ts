import { UsageError } from "../errors.ts";
import { random } from "../numeric/random.ts";
import { computeOf, type Design, type DesignRow, designRows } from "./design.ts";

export interface Growth {
  /** `levels`: more levels of each quantity, evenly spaced in its logarithm between the stated ends. `replicates`: the design again, with other seeds. */
  by: "levels" | "replicates";
  /** FLOP that one training may take: rows above it are left out. */
  maxCompute?: number;
  /** Which rows a part of a design holds. Default 0. */
  seed?: number;
}

/** Larger designs are fitted many times by nobody. */
const MOST_RUNS = 1e4;
/** Fewest levels of a quantity that varies. */
const LEAST = 2;

/**
 * Designs of about so many runs, smallest first: never more runs than asked for, and each size once.
 *
 * By levels, a quantity of one level keeps it, and the one with the fewest levels is the next to gain one. By replicates, every design holds the one
 * before it; one that is smaller than the design is a part of it, drawn by the seed.
 *
 * @param runs sizes, as [12, 24, 48].
 * @throws UsageError for sizes that are no whole numbers from 1 to 10,000, or levels of a design that has none.
 * @example
 * growingDesigns({ N: [1e7, 1e9], D: [1e9, 1e11] }, [4, 10], { by: "levels" }).map((rows) => rows.length) // [4, 9]
 */
export function growingDesigns(design: Design, runs: readonly number[], { by, maxCompute, seed = 0 }: Growth): DesignRow[][] {
  const odd = runs.find((size) => !(Number.isInteger(size) && size > 0 && size <= MOST_RUNS));
  if (odd !== undefined || runs.length === 0)
    throw new UsageError(`Cannot grow a design to ${odd ?? "no"} runs: expected whole numbers from 1 to ${MOST_RUNS}`, "as 12, 24, 48");
  const limits = maxCompute === undefined ? {} : { maxCompute };
  const grown = by === "levels" ? byLevels(design, limits) : byReplicates(designRows(design, limits), seed);
  const designs = runs.toSorted((a, b) => a - b).map(grown);
  return designs.filter((rows, i) => rows.length > 0 && rows.length !== designs[i - 1]?.length);
}

function byLevels(design: Design, limits: { maxCompute?: number }): (size: number) => DesignRow[] {
  if (Array.isArray(design))
    throw new UsageError(
      "Cannot grow a design of rows by levels: it has none",
      'state levels, as "N=70M:1B; D=1e9:1e11", or grow by replicates',
    );
  const stated = design as Readonly<Record<string, readonly number[]>>;
  const varied = Object.keys(stated).filter((symbol) => (stated[symbol] as readonly number[]).length >= LEAST);
  const rowsAt = (counts: ReadonlyMap<string, number>): DesignRow[] => {
    const levels = Object.entries(stated).map(([symbol, values]) => [symbol, levelsOf(values, counts.get(symbol) ?? 1)]);
    const rows = designRows(Object.fromEntries(levels));
    return limits.maxCompute === undefined ? rows : rows.filter(({ at }) => computeOf(at) <= (limits.maxCompute as number));
  };
  return (size) => {
    let counts = new Map(varied.map((symbol) => [symbol, LEAST]));
    let rows = rowsAt(counts);
    if (rows.length > size) return [];
    // A quantity whose next level would be too many is passed over; the others may still gain one.
    for (let open = [...varied]; open.length > 0; ) {
      const next = open.reduce((least, symbol) => ((counts.get(symbol) as number) < (counts.get(least) as number) ? symbol : least));
      const more = new Map(counts).set(next, (counts.get(next) as number) + 1);
      const grown = rowsAt(more);
      if (grown.length > size) open = open.filter((symbol) => symbol !== next);
      else [counts, rows] = [more, grown];
    }
    return rows;
  };
}

/** So many levels between the ends, evenly in the logarithm; those that were stated, where they are as many. */
function levelsOf(stated: readonly number[], count: number): number[] {
  if (stated.length === count) return [...stated];
  const [low, high] = [Math.min(...stated), Math.max(...stated)];
  return Array.from({ length: count }, (_, i) => (i === count - 1 ? high : low * (high / low) ** (i / (count - 1))));
}

function byReplicates(rows: readonly DesignRow[], seed: number): (size: number) => DesignRow[] {
  const draw = random(seed);
  const order = rows
    .map((row) => ({ row, place: draw.uniform() }))
    .sort((a, b) => a.place - b.place)
    .map(({ row }) => row);
  return (size) =>
    Array.from({ length: size }, (_, i) => {
      const row = order[i % order.length] as DesignRow;
      return { ...row, setup: { ...row.setup, seed: Math.floor(i / order.length) + 1 } };
    });
}
