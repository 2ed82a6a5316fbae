import { IsolossError } from "../errors.ts";
import { gathering } from "./gathered.ts";
import { newton, type Search, settled } from "./newton.ts";
import type { Model } from "./problem.ts";
import { starts } from "./starts.ts";
import { thinned } from "./thinned.ts";
import { THRESHOLDS } from "./thresholds.ts";
import type { Census } from "./types.ts";

/** Optima of the thinned rows that are followed on all rows. */
const FOLLOWED = 4;

/**
 * Searches from every start of the options; the best end is what a fit reports, the rest is its census.
 *
 * Squared errors of rows at one place are searched as those of their mean. Where there are very many rows otherwise, the starts are searched on every
 * k-th of them, and only the distinct optima found there on all.
 *
 * @throws IsolossError when no start predicts finite positive losses.
 * @example
 * search(problem(chinchilla, rows, { ...DEFAULTS, starts: 8 })).census.starts // 8
 */
export function search(set: Model): { best: Search; census: Census } {
  const few = thinned(set, THRESHOLDS.censusRows);
  const own = gathering(few)?.(few.losses, ones(few)) ?? { set: few, weights: ones(few) };
  const { starts: count, seed } = set.options;
  const ends = starts(few, count, seed).map((start) => newton(own.set, start, own.weights, THRESHOLDS.arrivedStart, true));
  const usable = ends.filter((end) => end.end !== "infeasible").sort((a, b) => a.objective - b.objective);
  const [lowest] = usable;
  if (!lowest)
    throw new IsolossError(
      `Cannot fit law "${set.law.id}": from none of ${ends.length} starts does it predict finite positive losses`,
      "check the formula's signs and the units of the columns",
    );
  const best = few === set ? polished(set, lowest) : followed(set, usable);
  const floor = few === set ? best.objective : lowest.objective;
  const ceiling = floor * (1 + THRESHOLDS.sameOptimum) + 1e-25 * few.losses.length;
  const others = distinct(usable.filter((end) => end.objective > ceiling));
  return {
    best,
    census: {
      starts: ends.length,
      best: floor,
      agreed: usable.filter((end) => end.objective <= ceiling).length,
      failed: ends.filter((end) => end.end !== "arrived").length,
      others: others.map((same) => ({ objective: (same[0] as Search).objective, count: same.length })),
      ...(few !== set && { rows: few.losses.length }),
    },
  };
}

/** The end of the one search from a start, where it arrives at a minimum: for rows that are nearly those whose optimum the start is. */
export function searchFrom(set: Model, start: Float64Array): Search | undefined {
  const own = gathering(set)?.(set.losses, ones(set)) ?? { set, weights: ones(set) };
  const end = newton(own.set, start, own.weights, THRESHOLDS.arrivedStart);
  return end.end === "arrived" ? polished(set, end) : undefined;
}

function ones({ losses }: Model): Float64Array {
  return new Float64Array(losses.length).fill(1);
}

function polished(set: Model, end: Search): Search {
  const weights = ones(set);
  return settled(set, newton(set, end.theta, weights, THRESHOLDS.arrived), weights);
}

function followed(set: Model, usable: readonly Search[]): Search {
  const ends = distinct(usable)
    .slice(0, FOLLOWED)
    .map((same) => polished(set, same[0] as Search));
  return ends.reduce((a, b) => (b.objective < a.objective ? b : a));
}

/** Ends by optimum: objectives, in ascending order, that rounding tells apart. */
function distinct(ends: readonly Search[]): Search[][] {
  const groups: Search[][] = [];
  for (const end of ends) {
    const last = groups.at(-1);
    const same = last && end.objective - (last[0] as Search).objective <= THRESHOLDS.sameOptimum * end.objective;
    if (same) last.push(end);
    else groups.push([end]);
  }
  return groups;
}
