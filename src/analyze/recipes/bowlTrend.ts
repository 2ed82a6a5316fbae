import { rootMeanSquare, standardDeviation } from "simple-statistics";
import { percentile } from "../../fit/intervals.ts";
import { THRESHOLDS } from "../../fit/thresholds.ts";
import { grouped } from "../../grouped.ts";
import { unsureSpread } from "../../numeric/quantile.ts";
import { random } from "../../numeric/random.ts";
import type { Estimate } from "../predictor.ts";
import type { Bowl } from "./bowl.ts";
import { named } from "./setting.ts";

/** How the best value moves: best ∝ x^exponent over the cells that have one. */
export interface BowlTrend {
  exponent: Estimate;
  cells: number;
  /** Cells left over after the exponent and one height a group of cells. */
  freedom: number;
  /** Standard deviation of ln best about the trend; undefined where nothing is left over. */
  scatter: number | undefined;
  /** Of the exponent, from that scatter. */
  standardError: number | undefined;
  /** Standard deviation of ln best by its own draws, root mean square over the cells; undefined without draws. */
  own: number | undefined;
}

interface Placed {
  bowl: Bowl;
  /** Logarithm of what the best value moves with. */
  x: number;
  times: number;
  group: string;
}

/**
 * The exponent of least squares in logarithms, with one height for each group of cells that agree in all but what moves.
 *
 * Scatter about the trend that is beyond the draws' own is drawn as noise too (Student's, by its degrees of freedom).
 *
 * @param axis of a cell, as N or N/U.
 * @param moving columns of the cells that `axis` is made of.
 * @param factor of a cell, by which its best value is multiplied, as its learning rate.
 * @returns or why there is none.
 */
export function bowlTrend(
  bowls: readonly Bowl[],
  axis: (bowl: Bowl) => number | undefined,
  moving: readonly string[],
  factor: (bowl: Bowl) => number | undefined,
): BowlTrend | { reason: string } {
  const placed = bowls.flatMap((bowl): Placed[] => {
    const [x, times] = [axis(bowl), factor(bowl)];
    const others = Object.fromEntries(Object.entries(bowl.cell).filter(([column]) => !moving.includes(column)));
    return !isDetermined(bowl) || x === undefined || times === undefined ? [] : [{ bowl, x: Math.log(x), times, group: named(others) }];
  });
  const groups = [...grouped(placed, ({ group }) => group).values()].filter((own) => new Set(own.map(({ x }) => x)).size > 1);
  const used = groups.flat();
  if (used.length === 0) return { reason: "fewer than two cells with a best value differ in it" };
  const x = groups.flatMap((own) => centred(own.map((cell) => cell.x)));
  const squares = x.reduce((sum, value) => sum + value ** 2, 0);
  const slopeOf = (best: (bowl: Bowl) => number): { exponent: number; misses: number } => {
    const y = groups.flatMap((own) => centred(own.map(({ bowl, times }) => best(bowl) + Math.log(times))));
    const exponent = x.reduce((sum, value, i) => sum + value * (y[i] as number), 0) / squares;
    return { exponent, misses: x.reduce((sum, value, i) => sum + ((y[i] as number) - exponent * value) ** 2, 0) };
  };
  const { exponent, misses } = slopeOf((bowl) => Math.log(bowl.best.value as number));
  const draws = new Map(used.map(({ bowl }) => [bowl, bestDraws(bowl)]));
  const count = Math.min(...[...draws.values()].map((each) => each.length));
  const freedom = used.length - groups.length - 1;
  const scatter = freedom > 0 ? Math.sqrt(misses / freedom) : undefined;
  const own = count > 1 ? rootMeanSquare([...draws.values()].map((each) => standardDeviation(each))) : undefined;
  const excess = scatter === undefined || own === undefined ? 0 : Math.sqrt(Math.max(scatter ** 2 - own ** 2, 0));
  const drawn = Array.from({ length: count }, (_, k) => {
    const draw = random(used.length, k);
    const sd = excess > 0 ? excess * unsureSpread(freedom, draw) : 0;
    return slopeOf((bowl) => (draws.get(bowl)?.[k] as number) + sd * draw.normal()).exponent;
  });
  const interval = count > 0 ? percentile(drawn, 0.95, used[0]?.bowl.fit?.draws?.method ?? "") : undefined;
  return {
    exponent: { value: exponent, interval, missing: 0 },
    cells: used.length,
    freedom,
    scatter,
    standardError: scatter === undefined ? undefined : scatter / Math.sqrt(squares),
    own,
  };
}

function centred(values: readonly number[]): number[] {
  const centre = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.map((value) => value - centre);
}

/** Whether a cell has a best value, and an interval with two ends if it has one: a value that could be anything bends a trend. */
export function isDetermined({ best: { value, interval } }: Bowl): boolean {
  return value !== undefined && (interval === undefined || (interval.low > 0 && interval.high <= THRESHOLDS.decades * interval.low));
}

/** Draws of the logarithm of the best value, in which the parabola is fitted. */
function bestDraws({ fit }: Bowl): number[] {
  const at = fit?.draws?.names.indexOf("best") ?? -1;
  return (fit?.draws?.theta ?? []).map((row) => row[at] as number);
}
