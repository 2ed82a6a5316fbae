import { UsageError } from "../errors.ts";
import { type Random, random } from "../numeric/random.ts";
import type { Observation } from "../run.ts";
import { replicateNoise } from "../table/replicates.ts";
import { clustersOf } from "./clusters.ts";
import { memberEffects } from "./members.ts";
import { type Problem, problem } from "./problem.ts";
import { refit } from "./refit.ts";
import { THRESHOLDS } from "./thresholds.ts";
import type { Draws, Fit } from "./types.ts";

export interface BootstrapOptions {
  /** Refits. Default 1000. */
  replicates?: number;
  /** Default 0. */
  seed?: number;
  /** Column whose values are resampled as wholes. Default `run`. */
  cluster?: string;
  /** Standard deviation of log loss between runs, for the parametric bootstrap; by default estimated. */
  noise?: number;
  onProgress?: (done: number, total: number) => void;
  signal?: AbortSignal;
}

/** One replicate: weights of the rows, or other losses at the same rows. */
type Resample = (k: number) => { weights: Float64Array } | { losses: Float64Array };

/** Work between two looks at the clock of the outside world, ms: progress can be drawn and an interrupt heard. */
const SLICE = 50;
/** Degrees of freedom from which a spread counts as known. */
const MANY = 60;

/**
 * Draws of a fit's parameters: refits of resampled data, each from the optimum and each checked.
 *
 * Whole runs (or clusters) are resampled, within levels where parameters are separate. With fewer than 8 runs the bootstrap is parametric: new
 * losses are drawn around the fitted law with the larger of two spreads: `noise` (else that of replicates among the rows), and the residuals'; a
 * spread known with few degrees of freedom is drawn too. Ensembles that share members are resampled by member. Equal seeds and equal rows give equal draws (so laws on the same rows are paired); other rows draw
 * independently.
 *
 * @param fit a fit that is not `exact` (unless `noise` is given).
 * @throws UsageError when no degree of freedom is left and no noise is given; the signal's reason when interrupted.
 * @example
 * const result = withIntervals(fitted, await bootstrap(fitted, { replicates: 100 }));
 */
export async function bootstrap(fit: Fit, options: BootstrapOptions = {}): Promise<Draws> {
  const { replicates = 1000, seed = 0, onProgress, signal } = options;
  const stream = seed + Number.parseInt(fit.data.sha256.slice(0, 5), 16) * 2 ** 32;
  const set = problem(fit.law, fit.observations, fit.options);
  const optimum = Float64Array.from(fit.solution);
  const { method, resample, note } = plan(set, optimum, stream, options);
  const unit = new Float64Array(set.rows.length).fill(1);
  const theta: number[][] = [];
  let failed = 0;
  let pause = Date.now() + SLICE;
  for (let k = 0; k < replicates; k++) {
    const change = resample(k);
    const solved =
      "weights" in change ? refit(set, optimum, change.weights, seed + k) : refit(set.withLosses(change.losses), optimum, unit, seed + k);
    if (solved) theta.push([...solved]);
    else failed++;
    if (Date.now() >= pause) {
      onProgress?.(k + 1, replicates);
      await new Promise((resume) => setTimeout(resume));
      signal?.throwIfAborted();
      pause = Date.now() + SLICE;
    }
  }
  onProgress?.(replicates, replicates);
  return { method, names: set.unknowns.map((u) => u.key), theta, replicates, failed, seed, ...(note && { note }) };
}

function plan(
  set: Problem,
  optimum: Float64Array,
  seed: number,
  options: BootstrapOptions,
): { method: Draws["method"]; resample: Resample; note?: string } {
  if (sharesMembers(set.rows)) {
    const { resample, note } = memberEffects(set, optimum, seed);
    return { method: "members", resample, note };
  }
  const by = options.cluster ?? "run";
  const clusters = clustersOf(set, by);
  const count = clusters.reduce((sum, level) => sum + level.length, 0);
  if (count < THRESHOLDS.fewRuns || options.noise !== undefined)
    return { method: "parametric", ...parametric(set, optimum, seed, options.noise, count) };
  const resample: Resample = (k) => {
    const draw = random(seed, k);
    const weights = new Float64Array(set.rows.length);
    for (const level of clusters)
      for (let i = 0; i < level.length; i++)
        for (const row of level[draw.integer(level.length)] as number[]) weights[row] = (weights[row] as number) + 1;
    return { weights };
  };
  return { method: "bootstrap", resample };
}

/** Nothing but subsets of trained members that overlap: then members, not rows, are what was drawn. */
function sharesMembers(rows: readonly Observation[]): boolean {
  const seen = new Set<string>();
  let shared = false;
  for (const row of rows) {
    if (!row.memberRuns) return false;
    for (const run of row.memberRuns) {
      shared ||= seen.has(run);
      seen.add(run);
    }
  }
  return shared;
}

interface Spread {
  sd: number;
  /** Degrees of freedom that the sd is known with. */
  known: number;
  origin: string;
}

/** Spreads that the rows or the user state, the larger first: misfit of the law counts as noise where it is more than seeds explain. */
function spreads(set: Problem, fitted: Float64Array, given: number | undefined): Spread[] {
  const left = set.rows.length - set.unknowns.length;
  const found: Spread[] = [];
  const replicates = replicateNoise(set.rows);
  if (given !== undefined) found.push({ sd: given, known: Number.POSITIVE_INFINITY, origin: "as stated" });
  else if (replicates)
    found.push({ sd: replicates.sd, known: replicates.degreesOfFreedom, origin: `from ${plural(replicates.cells, "cell")} of replicates` });
  if (left > 0) {
    const sum = fitted.reduce((total, p, i) => total + Math.log(p / (set.losses[i] as number)) ** 2, 0);
    found.push({ sd: Math.sqrt(sum / left), known: left, origin: `from residuals with ${plural(left, "degree")} of freedom` });
  }
  return found.sort((a, b) => b.sd - a.sd);
}

function parametric(
  set: Problem,
  optimum: Float64Array,
  seed: number,
  given: number | undefined,
  clusters: number,
): { resample: Resample; note: string } {
  const fitted = set.values(optimum);
  const [spread] = spreads(set, fitted, given);
  if (!spread)
    throw new UsageError(
      `Cannot give intervals: ${set.rows.length} rows and ${set.unknowns.length} parameters leave no degree of freedom`,
      "state the spread of log loss between runs with --noise S, or add runs",
    );
  const resample: Resample = (k) => {
    const draw = random(seed, k);
    const sd = spread.sd * unsure(spread.known, draw);
    return { losses: fitted.map((p) => p * Math.exp(sd * draw.normal())) };
  };
  const note = `${plural(clusters, "independent run")}: parametric, noise ${spread.sd.toPrecision(2)} in log loss (${spread.origin})`;
  return { resample, note };
}

/** A spread known with few degrees of freedom may be larger than it looks: √(ν/χ²), so that intervals become Student's and not normal. */
function unsure(known: number, draw: Random): number {
  if (known > MANY) return 1;
  let chiSquared = 0;
  for (let i = 0; i < known; i++) chiSquared += draw.normal() ** 2;
  return Math.sqrt(known / chiSquared);
}

function plural(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? "" : "s"}`;
}
