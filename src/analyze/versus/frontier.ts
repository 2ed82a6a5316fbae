import { IsolossError, UsageError } from "../../errors.ts";
import { THRESHOLDS } from "../../fit/thresholds.ts";
import type { Fit } from "../../fit/types.ts";
import type { Split } from "../allocate.ts";
import { extrapolation } from "../predict.ts";
import { type Estimate, estimate, type Predictor } from "../predictor.ts";
import { bestLossAlong } from "./alongCompute.ts";
import { boundedEstimates } from "./bounded.ts";

/** Epochs against parameters at fixed unique tokens: what each compute is best spent on, and where more of it stops to help. */

/** FLOP between which more compute is tried, and the steps of the search, as a factor. */
const LEAST = 1e6;
const MOST = 1e32;
const STEP = 10 ** 0.25;

export interface FrontierPoint {
  /** FLOP. */
  C: number;
  N: Estimate;
  D: Estimate;
  epochs: Estimate;
  loss: Estimate;
  /** How far the point lies outside the rows, in decades by symbol. */
  extrapolated: Readonly<Record<string, number>>;
}

export interface FixedDataFrontier {
  U: number;
  points: readonly FrontierPoint[];
  /** Where more compute stops to help: the largest C at which twice as much still lowers the best loss by more than the tolerance. */
  stop: { tolerance: number; C: Estimate; loss: Estimate; extrapolated: Readonly<Record<string, number>> };
  /** The loss that no compute gets below with these unique tokens: the law's limit as N and D grow. Value undefined where the law has none. */
  floor: Estimate;
}

/**
 * The best N and epochs at each compute for fixed unique tokens, min over N of L(N, C/(6·N), U), and where extra compute stops to help.
 *
 * For the data-constrained law the floor is E + A/(U_N·(1 + R_N*))^alpha + B/(U·(1 + R_D*))^beta.
 *
 * @param U unique tokens.
 * @param computes FLOP.
 * @param options.tolerance fall of the best loss for twice the compute that still counts, nats/token. Default 0.001.
 * @returns with intervals from the fit's draws; an interval's end of 0 (Infinity) for the stop is below (beyond) what was searched.
 * @throws UsageError for no compute; IsolossError for a law that does not read N, D and U.
 * @see Muennighoff et al. 2023, arXiv:2305.16264, section 5 and figure 3.
 * @example
 * frontier(fitted, 1e9, [1e19, 1e20]).points.length // 2
 */
export function frontier(
  fit: Fit,
  U: number,
  computes: readonly number[],
  options: { tolerance?: number; level?: number } = {},
): FixedDataFrontier {
  const { tolerance = THRESHOLDS.stopFall, level } = options;
  const Cs = [...new Set(computes)].sort((a, b) => a - b);
  if (Cs.length === 0 || !(U > 0) || !((Cs[0] as number) > 0) || !(tolerance > 0))
    throw new UsageError(
      "Cannot draw a frontier: unique tokens, computes and the tolerance are to be positive numbers",
      "give unique tokens and one or more computes in FLOP, as 1e20",
    );
  const absent = ["N", "D", "U"].filter((symbol) => !fit.law.quantities.includes(symbol));
  if (absent.length > 0)
    throw new IsolossError(
      `Cannot draw a frontier at fixed unique tokens: law "${fit.law.id}" does not read ${absent.join(" and ")}`,
      "fit a law of repeated data, as data-constrained",
    );
  const { best, of } = boundedEstimates([fit], ([p]) => pathOf(p as Predictor, U, Cs, tolerance), level);
  const points = Cs.map((C, i): FrontierPoint => {
    const part = (name: keyof Split): Estimate => of(({ splits }) => splits[i]?.[name] ?? Number.NaN);
    const split = best.splits[i];
    const extrapolated = split ? extrapolation(fit, { N: split.N, D: split.D, U }) : {};
    return { C, N: part("N"), D: part("D"), epochs: part("epochs"), loss: part("loss"), extrapolated };
  });
  const end = best.stop.split;
  const stop = {
    tolerance,
    C: of((path) => path.stop.C),
    loss: of((path) => path.stop.split?.loss ?? Number.NaN),
    extrapolated: end ? extrapolation(fit, { N: end.N, D: end.D, U }) : {},
  };
  return { U, points, stop, floor: estimate([fit], (p) => p.limit({ U }, ["N", "D"]), level) };
}

interface Path {
  splits: readonly (Split | undefined)[];
  stop: { C: number; split: Split | undefined };
}

function pathOf(p: Predictor, U: number, Cs: readonly number[], tolerance: number): Path {
  const along = bestLossAlong(p, U);
  return { splits: Cs.map(along), stop: stopOf(bestLossAlong(p, U), tolerance) };
}

/** From the least compute upwards: the last step at which twice the compute still helps, refined between steps. */
function stopOf(best: (C: number) => Split | undefined, tolerance: number): Path["stop"] {
  const helps = (C: number): boolean => {
    const [one, two] = [best(C), best(2 * C)];
    return one !== undefined && two !== undefined && one.loss - two.loss > tolerance;
  };
  let last = 0;
  for (let C = LEAST; C <= MOST; C *= STEP) if (helps(C)) last = C;
  if (last === 0) return { C: 0, split: undefined };
  if (last * STEP > MOST) return { C: Number.POSITIVE_INFINITY, split: undefined };
  let [low, high] = [last, last * STEP];
  for (let i = 0; i < 20; i++) {
    const middle = Math.sqrt(low * high);
    if (helps(middle)) low = middle;
    else high = middle;
  }
  return { C: low, split: best(low) };
}
