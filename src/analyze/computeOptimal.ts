import type { Fit } from "../fit/types.ts";
import { extent } from "../numeric/extent.ts";
import { bestSplit } from "./allocate.ts";
import { computeAsked } from "./comparable.ts";
import { type Frontier, frontierOf, type Place } from "./frontier.ts";
import { drawFindings, rangeFindings, rowFindings } from "./frontierFindings.ts";
import { type Predictor, predictors } from "./predictor.ts";

export interface ComputeOptimalOptions {
  /** Where the optimal size is asked for, FLOP. Default the largest compute of the fit's rows. */
  compute?: number;
  /** Share of draws inside an interval. Default 0.95. */
  level?: number;
}

/** The exponent is a difference over this many decades on either side, far above the rounding of a minimum's place. */
const STEP = 0.5;

/**
 * Approach 3: the size that a fitted law makes best for its compute, N_opt(C) = argmin L(N, C/(6·N)) on fresh tokens, and a = d ln N_opt/d ln C.
 *
 * For the chinchilla law a = β/(α + β) and b = α/(α + β) at every C, and N_opt = G·(C/6)^a with G = (αA/(βB))^(1/(α + β)).
 *
 * @param fit of a law in N and D (and U, which is then D); its draws give the intervals.
 * @param options.compute where sizes are asked for, FLOP; for other laws than chinchilla the exponent is that there.
 * @throws UsageError for a law that does not read N and D, or needs more than them.
 * @see Hoffmann et al. 2022, arXiv:2203.15556, section 3.3 and equation 4.
 * @example
 * computeOptimal(fit(chinchilla, rows), { compute: 1e21 }).a.value < 1 // true
 */
export function computeOptimal(fit: Fit, options: ComputeOptimalOptions = {}): Frontier {
  const { level = 0.95 } = options;
  const { observations } = fit;
  const spent = observations.map((row) => ({ compute: row.compute ?? 6 * (row.params as number) * (row.tokens as number) }));
  const compute = computeAsked(options.compute, spent);
  const { best, draws } = predictors(fit);
  const all = spent.map((row) => row.compute);
  const found = frontierOf(
    optimum(best, compute),
    draws.map((draw) => optimum(draw, compute)),
    compute,
    { level, method: fit.draws?.method ?? "" },
  );
  const reach = rangeFindings(compute, ...extent(all), "the rows");
  return { ...found, diagnostics: [...drawFindings(found), ...reach, ...rowFindings(observations)] };
}

/** Undefined where the loss falls to an end: one of the terms has vanished. */
function optimum(law: Predictor, compute: number): Place | undefined {
  const [below, at, above] = [compute / 10 ** STEP, compute, compute * 10 ** STEP].map((C) => bestSplit(law, { C })?.N);
  if (below === undefined || at === undefined || above === undefined) return undefined;
  return { a: Math.log10(above / below) / (2 * STEP), params: at };
}
