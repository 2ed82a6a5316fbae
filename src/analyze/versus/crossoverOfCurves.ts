import { IsolossError, place } from "../../errors.ts";
import type { Random } from "../../numeric/random.ts";
import type { Observation } from "../../run.ts";
import { averaged, type Crossover, type CrossoverOptions, crossoverOf } from "../crossover.ts";
import { along, type VersusAxis } from "./axis.ts";
import { numericField } from "./noise.ts";
import { smoothed, smoother } from "./smoothing.ts";

/** The crossing of two single runs, from the evaluations along each. */

/** Evaluations that a curve needs before noise can be told from shape. */
const LEAST = 12;
/** Steps in ln x on which smoothed curves are compared: fine against any window. */
const STEPS = 120;
/** How curves are smoothed: see `smoother`. */
const SMOOTHING = "local parabola in ln x, tricube weights within a factor of 1.42 or over the nearest 7 evaluations, whichever is more";

export interface CurveCrossover {
  metric: string;
  crossover: Crossover;
  /** Spread of one evaluation about the smoothed curve: of log loss, or of an accuracy in its unit. */
  noise: readonly [number, number];
  evaluations: readonly [number, number];
  /** As words. */
  smoothing: string;
}

export interface CurveCrossoverOptions extends CrossoverOptions {
  along: Exclude<VersusAxis, "unique_tokens">;
  /** A raw column of accuracies (higher is better) in place of the loss. */
  metric?: string;
}

/**
 * Where the curves of two runs cross, after smoothing each by a local parabola in ln x (tricube weights within a
 * factor of 1.42 of a place, or over the nearest 7 evaluations, whichever is more).
 *
 * The noise of an evaluation is its spread about the smoothed curve, taken as independent from one evaluation to the next; its draws give the
 * interval. Points inside a run are not annealed: this compares two trainings as they went, not two lengths of training.
 *
 * @param first rows of one run of the first family, of checkpoint `every`.
 * @param second the same of the second.
 * @throws IsolossError for rows of several runs, or for fewer than 12 evaluations.
 * @see Ni et al. 2025, arXiv:2511.03276, whose crossings are of smoothed curves.
 * @example
 * const run = (loss) => Array.from({ length: 40 }, (_, i) => ({ ...observation, epochs: 1 + i, loss: loss(1 + i) }));
 * crossoverOfCurves(run((e) => 3 + 0.1 * Math.log(e)), run((e) => 4 - 0.4 * Math.log(e)), { along: "epochs" }).crossover.kind // "crossing"
 */
export function crossoverOfCurves(
  first: readonly Observation[],
  second: readonly Observation[],
  options: CurveCrossoverOptions,
): CurveCrossover {
  const higherIsBetter = options.metric !== undefined;
  const a = curveOf(first, options);
  const b = curveOf(second, options);
  const from = Math.max(a.x[0] as number, b.x[0] as number);
  const to = Math.min(a.x.at(-1) as number, b.x.at(-1) as number);
  if (!(from < to))
    throw new IsolossError(
      `Cannot look for a crossing: the curves share no range (${a.x[0]} to ${a.x.at(-1)} against ${b.x[0]} to ${b.x.at(-1)} ${options.along})`,
      "train both families over the same range",
    );
  const places = Array.from({ length: STEPS + 1 }, (_, i) => (i === STEPS ? to : from * (to / from) ** (i / STEPS)));
  const [p, q] = [prepared(a, places), prepared(b, places)];
  const crossover = crossoverOf(
    {
      places,
      gaps: difference(p.at(a.y), q.at(b.y)),
      shaken: (draw) => difference(p.at(noisy(a.y, p.noise, draw)), q.at(noisy(b.y, q.noise, draw))),
      higherIsBetter,
    },
    options,
  );
  return {
    metric: options.metric ?? "loss along the run",
    crossover: told(crossover, { p: p.at(a.y), q: q.at(b.y), places, higherIsBetter, measured: [...a.x, ...b.x] }),
    noise: [p.noise, q.noise],
    evaluations: [a.x.length, b.x.length],
    smoothing: SMOOTHING,
  };
}

interface Curve {
  x: readonly number[];
  /** ln loss, or an accuracy. */
  y: readonly number[];
}

function curveOf(rows: readonly Observation[], { along: axis, metric }: CurveCrossoverOptions): Curve {
  const runs = new Set(rows.map((row) => row.run));
  if (runs.size > 1)
    throw new IsolossError(
      `Cannot smooth a curve: ${runs.size} runs are given as one (${[...runs].slice(0, 3).join(", ")})`,
      "give the rows of one run, or compare runs of several lengths with crossovers",
    );
  const points = rows.flatMap((row) => {
    const [x, loss] = [along(row, axis), metric === undefined ? Math.log(row.loss) : numericField(row, metric)];
    return x === undefined || !(x > 0) || loss === undefined ? [] : [{ x, loss }];
  });
  const curve = averaged({ x: points.map(({ x }) => x), loss: points.map(({ loss }) => loss) });
  if (curve.length < LEAST) {
    const where = rows[0] ? ` (${place(rows[0].source)})` : "";
    throw new IsolossError(
      `Cannot smooth the curve of run "${rows[0]?.run ?? ""}"${where}: ${curve.length} evaluations with ${axis}${metric === undefined ? "" : ` and ${metric}`}, and ${LEAST} are needed`,
      "log more evaluations, and take every checkpoint of the run",
    );
  }
  return { x: curve.map(({ x }) => x), y: curve.map(({ loss }) => loss) };
}

interface Prepared {
  /** Smoothed values at the common places. */
  at(y: readonly number[]): number[];
  noise: number;
}

function prepared({ x, y }: Curve, places: readonly number[]): Prepared {
  const own = smoother(x, x);
  const common = smoother(x, places);
  // Noise that is left after smoothing by S: its variance times tr (I − S)ᵀ(I − S) = n − 2 tr S + tr SᵀS.
  const left = own.reduce(
    (sum, { start, weights }, i) => sum + 1 - 2 * (weights[i - start] ?? 0) + weights.reduce((w, each) => w + each ** 2, 0),
    0,
  );
  const squares = own.reduce((sum, row, i) => sum + ((y[i] as number) - smoothed(row, y)) ** 2, 0);
  return { at: (values) => common.map((row) => smoothed(row, values)), noise: Math.sqrt(squares / left) };
}

function noisy(y: readonly number[], sd: number, draw: Random): number[] {
  return y.map((value) => value + sd * draw.normal());
}

function difference(a: readonly number[], b: readonly number[]): number[] {
  return a.map((value, i) => value - (b[i] as number));
}

interface Smoothed {
  p: readonly number[];
  q: readonly number[];
  places: readonly number[];
  measured: readonly number[];
  higherIsBetter: boolean;
}

/** A crossing between evaluations in place of steps, and a gap of losses in place of their logarithms. */
function told(crossover: Crossover, { p, q, places, measured, higherIsBetter }: Smoothed): Crossover {
  if (crossover.kind === "crossing") {
    const below = measured.filter((x) => x <= crossover.x);
    const above = measured.filter((x) => x >= crossover.x);
    return { ...crossover, between: [Math.max(...below), Math.min(...above)] };
  }
  if (higherIsBetter) return crossover;
  const i = places.indexOf(crossover.at);
  return { ...crossover, gap: Math.exp(p[i] as number) - Math.exp(q[i] as number) };
}
