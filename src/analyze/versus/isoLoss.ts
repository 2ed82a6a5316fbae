import { IsolossError, place, UsageError } from "../../errors.ts";
import type { Fit } from "../../fit/types.ts";
import { grouped } from "../../grouped.ts";
import type { Observation } from "../../run.ts";
import { predictors } from "../predictor.ts";
import { contour, type Lattice, type Segment } from "./contours.ts";
import { scatteredContour, triangles } from "./scattered.ts";

/** Contours of equal loss over epochs and parameters at fixed unique tokens: by the law, and as the runs measured them. */

export interface Contour {
  /** nats/token. */
  level: number;
  /** Pieces of the line, each from (epochs, N) to (epochs, N): straight in logarithms. */
  segments: readonly Segment[];
}

/** One measured place. */
export interface MeasuredCell {
  epochs: number;
  N: number;
  /** Mean of its runs, nats/token. */
  loss: number;
  runs: number;
  /** file:line of the first. */
  source: string;
}

export interface IsoLoss {
  U: number;
  levels: readonly number[];
  law: { lattice: Lattice; contours: readonly Contour[] };
  measured: {
    cells: readonly MeasuredCell[];
    /** Straight in logarithms between neighbouring cells (triangles of Delaunay): nothing is drawn outside them. */
    contours: readonly Contour[];
  };
}

/** Levels where none are named. */
const LEVELS = 10;
/** Relative distance up to which a run's unique tokens count as U. */
const SAME = 0.02;

/**
 * Loss over (epochs, N) at U unique tokens by a fitted law, and the grid of its rows beside it, with contours at the same levels.
 *
 * @param U unique tokens.
 * @param options.epochs where the law is evaluated, at least two, as a logarithmic grid.
 * @param options.params the same for N.
 * @param options.levels losses, nats/token; by default ten, at equal shares of the law's grid.
 * @param options.rows runs of the measured panel; by default those of the fit.
 * @throws UsageError for fewer than two epochs or sizes; IsolossError for a law that does not read N, D and U.
 * @see Muennighoff et al. 2023, arXiv:2305.16264, figure 3.
 * @example
 * isoLoss(fitted, 1e8, { epochs: [1, 10, 100], params: [1e7, 1e8, 1e9] }).levels.length // 10
 */
export function isoLoss(
  fit: Fit,
  U: number,
  options: { epochs: readonly number[]; params: readonly number[]; levels?: readonly number[]; rows?: readonly Observation[] },
): IsoLoss {
  const [epochs, params] = [options.epochs, options.params].map(ascending) as [number[], number[]];
  if (epochs.length < 2 || params.length < 2)
    throw new UsageError(
      "Cannot draw contours: two or more epochs and two or more sizes are needed",
      "as 1, 2, 4, … epochs and 1e7, 3e7, … parameters",
    );
  const absent = ["N", "D", "U"].filter((symbol) => !fit.law.quantities.includes(symbol));
  if (absent.length > 0)
    throw new IsolossError(
      `Cannot draw contours over epochs and parameters: law "${fit.law.id}" does not read ${absent.join(" and ")}`,
      "fit a law of repeated data, as data-constrained",
    );
  const { best } = predictors(fit);
  const lattice: Lattice = { x: epochs, y: params, z: params.map((N) => epochs.map((own) => best.loss({ N, U, D: U * own }))) };
  const levels = options.levels ? ascending(options.levels) : sharesOf(lattice.z.flat());
  const cells = cellsOf(options.rows ?? fit.observations, U);
  const places = cells.map(({ epochs: x, N: y, loss: z }) => ({ x, y, z }));
  const between = triangles(places);
  return {
    U,
    levels,
    law: { lattice, contours: levels.map((level) => ({ level, segments: contour(lattice, level) })) },
    measured: { cells, contours: levels.map((level) => ({ level, segments: scatteredContour(places, between, level) })) },
  };
}

const ascending = (values: readonly number[]): number[] => [...new Set(values)].sort((a, b) => a - b);

/** Losses at equal shares of all, so that no level lies where there is nothing. */
function sharesOf(values: readonly number[]): number[] {
  const sorted = ascending(values);
  return Array.from({ length: LEVELS }, (_, i) => sorted[Math.round(((i + 0.5) / LEVELS) * (sorted.length - 1))] as number);
}

function cellsOf(rows: readonly Observation[], U: number): MeasuredCell[] {
  const own = rows.filter(
    (row) =>
      row.uniqueTokens !== undefined && Math.abs(row.uniqueTokens / U - 1) <= SAME && row.epochs !== undefined && row.params !== undefined,
  );
  return [...grouped(own, (row) => `${row.epochs} ${row.params}`).values()].map((same) => {
    const [row] = same as [Observation, ...Observation[]];
    return {
      epochs: row.epochs as number,
      N: row.params as number,
      loss: same.reduce((sum, each) => sum + each.loss, 0) / same.length,
      runs: same.length,
      source: place(row.source),
    };
  });
}
