import { UsageError } from "../../errors.ts";
import type { Fit } from "../../fit/types.ts";
import { extent } from "../../numeric/extent.ts";
import { root } from "../../numeric/root.ts";
import { FLOP } from "../allocate.ts";
import type { Side } from "../crossover.ts";
import { extrapolation } from "../predict.ts";
import type { Estimate, Point, Predictor } from "../predictor.ts";
import { along, HELD, type VersusAxis } from "./axis.ts";
import { boundedEstimates } from "./bounded.ts";

/** Where two fitted laws cross along one quantity. */

/** How far beyond the rows a crossing is sought, as a factor, and the steps of the search. */
const BEYOND = 1e3;
const STEPS = 200;

export interface LawCrossover {
  along: VersusAxis;
  at: Point;
  /** The first crossing in the range; an interval's end of 0 (Infinity) is before (beyond) the range. */
  x: Estimate;
  /** Crossings in the range. */
  count: number;
  /** The law that is lower just beyond the crossing; without one, throughout. */
  ahead: Side | undefined;
  /** Where it was sought. */
  range: readonly [number, number];
  /** How far the crossing lies outside each fit's rows, in decades by symbol; empty inside. */
  extrapolated: Readonly<Record<Side, Readonly<Record<string, number>>>>;
  /** Smallest distance first − second and where, where there is no crossing. */
  nearest: { gap: number; at: number } | undefined;
}

/**
 * Where two fitted laws cross along one quantity, at held others.
 *
 * From one epoch (a thousandth of the fewest unique tokens) up to a thousand times what the rows reach; a crossing outside the rows of either
 * fit is marked. C = 6·N·D.
 *
 * @param axis `epochs`, `tokens` or `compute` at N and U; `unique_tokens` at N and epochs.
 * @param at the held quantities by symbol.
 * @returns with an interval from both fits' draws.
 * @throws UsageError where a held quantity is not given.
 * @example
 * crossoverOfLaws(ar, mdm, "epochs", { N: 3e8, U: 1e8 }).range[0] // 1
 */
export function crossoverOfLaws(first: Fit, second: Fit, axis: VersusAxis, at: Point, level?: number): LawCrossover {
  const absent = HELD[axis].filter((symbol) => at[symbol] === undefined);
  if (absent.length > 0)
    throw new UsageError(
      `Cannot look for a crossing along ${axis}: ${absent.join(" and ")} ${absent.length === 1 ? "is" : "are"} not given`,
      `name ${HELD[axis].join(" and ")}`,
    );
  const range = rangeOf([first, second], axis, at);
  const places = Array.from({ length: STEPS + 1 }, (_, i) => range[0] * (range[1] / range[0]) ** (i / STEPS));
  const { best, of } = boundedEstimates([first, second], (p) => crossingOf(p, axis, at, places), level);
  const place = best.x === undefined ? undefined : pointOn(axis, at, best.x);
  // A draw that begins as the fits do and does not cross would cross beyond; without a crossing, AR is the one that begins lower.
  const started = best.x === undefined ? -1 : best.start;
  return {
    along: axis,
    at,
    x: of(({ x, start }) => x ?? (start * started < 0 ? 0 : Number.POSITIVE_INFINITY)),
    count: best.count,
    ahead: best.after === 0 ? undefined : best.after > 0 ? "second" : "first",
    range,
    extrapolated: { first: place ? extrapolation(first, place) : {}, second: place ? extrapolation(second, place) : {} },
    nearest: place ? undefined : best.nearest,
  };
}

interface Found {
  x: number | undefined;
  count: number;
  /** Gap at the start of the range. */
  start: number;
  /** Gap just beyond it, or throughout. */
  after: number;
  nearest: { gap: number; at: number };
}

function crossingOf(predictors: readonly Predictor[], axis: VersusAxis, at: Point, places: readonly number[]): Found {
  const [p, q] = predictors as [Predictor, Predictor];
  const gap = (x: number): number => {
    const point = pointOn(axis, at, x);
    return p.loss(point) - q.loss(point);
  };
  const gaps = places.map(gap);
  const turns = gaps.flatMap((own, i) => (i > 0 && own * (gaps[i - 1] as number) < 0 ? [i] : []));
  const nearest = gaps.reduce((best, own, i) => (Math.abs(own) < Math.abs(gaps[best] as number) ? i : best), 0);
  const found = { count: turns.length, start: gaps[0] as number, nearest: { gap: gaps[nearest] as number, at: places[nearest] as number } };
  const [i] = turns;
  if (i === undefined) return { ...found, x: undefined, after: gaps[0] as number };
  const ln = root((u) => gap(Math.exp(u)), Math.log(places[i - 1] as number), Math.log(places[i] as number), 1e-10);
  return { ...found, x: Math.exp(ln as number), after: gaps[i] as number };
}

function pointOn(axis: VersusAxis, at: Point, x: number): Point {
  const { N = Number.NaN, U = Number.NaN, epochs = Number.NaN } = at;
  if (axis === "unique_tokens") return { N, U: x, D: x * epochs };
  return { N, U, D: axis === "epochs" ? U * x : axis === "tokens" ? x : x / (FLOP * N) };
}

function rangeOf(fits: readonly Fit[], axis: VersusAxis, at: Point): [number, number] {
  const values = fits.flatMap((fit) => fit.observations.map((row) => along(row, axis))).filter((x) => x !== undefined && x > 0) as number[];
  const { N = Number.NaN, U = Number.NaN } = at;
  const once = { epochs: 1, tokens: U, compute: FLOP * N * U };
  const [least, most] = values.length > 0 ? extent(values) : [1, 1];
  const from = axis === "unique_tokens" ? least / BEYOND : once[axis];
  return [from, Math.max(most, from) * BEYOND];
}
