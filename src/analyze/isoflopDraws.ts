import { THRESHOLDS } from "../fit/thresholds.ts";
import { parabola } from "../numeric/parabola.ts";
import { type Random, random } from "../numeric/random.ts";
import { replicateNoise } from "../table/replicates.ts";
import { type Optimum, type Profile, turn } from "./isoflopProfile.ts";

/** A budget drawn again: where its minimum is then, or undefined where there is none. */
type Again = (draw: Random, sd: number) => Optimum | undefined;

/** Draws of the optima of budgets: one row a replicate, in the order of the profiles. */
export interface OptimumDraws {
  draws: (Optimum | undefined)[][];
  method: string;
  note: string;
}

/** Resamples the runs of large budgets and adds noise to small ones; none where no degree of freedom tells the noise. */
export function drawsOf(
  profiles: readonly Profile[],
  { replicates = 1000, seed = 0, noise }: { replicates?: number; seed?: number; noise?: number },
): OptimumDraws {
  const none = { draws: [], method: "", note: "" };
  if (replicates === 0 || profiles.length === 0) return none;
  const runs = profiles.map(runsOf);
  const large = runs.map((own) => noise === undefined && own.length >= THRESHOLDS.fewRuns);
  const small = large.filter((is) => !is).length;
  const spread = small === 0 ? undefined : spreadOf(profiles, noise);
  if (small > 0 && !spread) return none;
  const plan = profiles.map((profile, i): Again => (large[i] ? resampled(profile, runs[i] as number[][]) : shaken(profile)));
  const draws = Array.from({ length: replicates }, (_, k) => {
    const draw = random(seed, k);
    const sd = spread ? shakenSd(spread, draw) : 0;
    return plan.map((again) => again(draw, sd));
  });
  const parts = [
    small < profiles.length ? `whole runs resampled in ${count(profiles.length - small)}` : "",
    spread
      ? `noise ${spread.sd.toPrecision(2)} in log loss (${spread.origin}) in ${count(small)} of fewer than ${THRESHOLDS.fewRuns} runs`
      : "",
  ].filter(Boolean);
  const stated = noise === undefined ? parts.join(", ") : `noise ${noise} in log loss, as stated`;
  return { draws, method: small === 0 ? "bootstrap" : "parametric", note: `${replicates} draws, seed ${seed}: ${stated}` };
}

/** Positions of the rows of each run. */
function runsOf({ rows }: Profile): number[][] {
  const own = new Map<string, number[]>();
  rows.forEach((row, i) => {
    own.set(row.run, [...(own.get(row.run) ?? []), i]);
  });
  return [...own.values()];
}

interface Spread {
  sd: number;
  /** Undefined where the noise is known. */
  degreesOfFreedom: number | undefined;
  origin: string;
}

function spreadOf(profiles: readonly Profile[], given: number | undefined): Spread | undefined {
  if (given !== undefined) return { sd: given, degreesOfFreedom: undefined, origin: "as stated" };
  const replicates = replicateNoise(profiles.flatMap(({ rows }) => rows));
  if (replicates) {
    const { sd, degreesOfFreedom, cells } = replicates;
    return { sd, degreesOfFreedom, origin: `from ${cells} cells of replicates` };
  }
  const left = profiles.reduce((sum, { rows }) => sum + rows.length - 3, 0);
  if (left <= 0) return undefined;
  const squares = profiles.reduce((sum, { x, y, parabola: fitted }) => {
    const misses = x.map((place, i) => Math.log((fitted?.at(place) ?? Number.NaN) / (y[i] as number)) ** 2);
    return sum + misses.reduce((a, b) => a + b, 0);
  }, 0);
  return {
    sd: Math.sqrt(squares / left),
    degreesOfFreedom: left,
    origin: `from residuals with ${left} degree${left === 1 ? "" : "s"} of freedom`,
  };
}

/** Few degrees of freedom know the noise badly: it is drawn from its own distribution, which makes intervals those of Student's t. */
function shakenSd({ sd, degreesOfFreedom }: Spread, draw: Random): number {
  if (degreesOfFreedom === undefined) return sd;
  let squares = 0;
  for (let i = 0; i < degreesOfFreedom; i++) squares += draw.normal() ** 2;
  return sd * Math.sqrt(degreesOfFreedom / squares);
}

function resampled({ x, y }: Profile, runs: readonly (readonly number[])[]): Again {
  return (draw) => {
    const weights = new Float64Array(x.length);
    for (let k = 0; k < runs.length; k++)
      for (const i of runs[draw.integer(runs.length)] as number[]) weights[i] = (weights[i] as number) + 1;
    const found = turn(x, parabola(x, y, weights), weights);
    return typeof found === "string" ? undefined : found;
  };
}

function shaken({ x, parabola: fitted }: Profile): Again {
  const centre = x.map((place) => fitted?.at(place) as number);
  return (draw, sd) => {
    const y = centre.map((loss) => loss * Math.exp(sd * draw.normal()));
    const found = turn(x, parabola(x, y));
    return typeof found === "string" ? undefined : found;
  };
}

function count(budgets: number): string {
  return `${budgets} budget${budgets === 1 ? "" : "s"}`;
}
