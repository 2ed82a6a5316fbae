import { IsolossError, place, UsageError } from "../errors.ts";
import type { Observation } from "../run.ts";
import { field } from "../table/column.ts";
import { replicateNoise } from "../table/replicates.ts";
import { clustersOf } from "./clusters.ts";
import { memberEffects } from "./members.ts";
import { type Problem, problem } from "./problem.ts";
import { type Board, board, type Job, undone, worker } from "./replicates.ts";
import type { Plan } from "./resample.ts";
import type { Threads } from "./threads.ts";
import { THRESHOLDS } from "./thresholds.ts";
import type { Draws, Fit } from "./types.ts";

export interface BootstrapOptions {
  /** Refits. Default 1000. */
  replicates?: number;
  /** Default 0. */
  seed?: number;
  /** Column, or columns as `params,unique_tokens`, whose values are resampled as wholes. Default `run`. */
  cluster?: string;
  /** Standard deviation of log loss between runs, for the parametric bootstrap; by default estimated. */
  noise?: number;
  /** Threads at most, this one among them; draws are the same bits for any number. By default as many as the machine has, where the work is worth their start. */
  threads?: number;
  onProgress?: (done: number, total: number) => void;
  signal?: AbortSignal;
}

/** Work between two looks at the clock of the outside world, ms: progress can be drawn and an interrupt heard. */
const SLICE = 50;
/** More replicates than anybody waits for; their memory is taken at once. */
const MOST = 1e7;
/** Work that is left, ms, for which a thread is worth its start. */
const WORTH = 400;

/**
 * Draws of a fit's parameters: refits of resampled data, each from the optimum and each checked.
 *
 * Whole runs (or clusters) are resampled, within levels where parameters are separate. With fewer than 8 runs the bootstrap is parametric: new
 * losses are drawn around the fitted law with the larger of two spreads: `noise` (else that of replicates among the rows), and the residuals'; a
 * spread known with few degrees of freedom is drawn too. Ensembles that share members are resampled by member. Equal seeds and equal rows give equal draws (so laws on the same rows are paired); other rows draw
 * independently.
 *
 * @param fit a fit that is not `exact` (unless `noise` is given).
 * @throws UsageError when no degree of freedom is left and no noise is given; IsolossError for a row without a cluster; the signal's reason when
 * interrupted.
 * @example
 * const result = withIntervals(fitted, await bootstrap(fitted, { replicates: 100 }));
 */
export async function bootstrap(fit: Fit, options: BootstrapOptions = {}): Promise<Draws> {
  const { replicates = 1000, seed = 0 } = options;
  if (!(Number.isInteger(replicates) && replicates >= 0 && replicates <= MOST))
    throw new UsageError(`Cannot refit ${replicates} times: expected a whole number up to ${MOST}`);
  const stream = seed + Number.parseInt(fit.data.sha256.slice(0, 5), 16) * 2 ** 32;
  const set = problem(fit.law, fit.observations, fit.options);
  const optimum = Float64Array.from(fit.solution);
  const { method, plan, note } = planOf(set, optimum, stream, options);
  const job: Job = { plan, optimum, seed, replicates };
  const done = board(replicates, optimum.length);
  await refitAll(set, job, done, options);
  const theta = Array.from({ length: replicates }, (_, k) => [...done.theta.subarray(k * optimum.length, (k + 1) * optimum.length)]);
  const { cluster } = options;
  return {
    method,
    names: set.unknowns.map((u) => u.key),
    theta: theta.filter((_, k) => done.states[k] === 1),
    replicates,
    failed: done.states.filter((state) => state === 2).length,
    seed,
    ...(cluster !== undefined && cluster !== "run" && method === "bootstrap" && { cluster }),
    ...(note && { note }),
  };
}

async function refitAll(set: Problem, job: Job, done: Board, { threads, onProgress, signal }: BootstrapOptions): Promise<void> {
  const { replicates } = job;
  const finished = (): number => Atomics.load(done.counters, 1);
  const look = async (ended: Promise<void> | undefined): Promise<void> => {
    onProgress?.(finished(), replicates);
    await new Promise<void>((resume) => {
      setTimeout(resume, ended ? SLICE : 0);
      void ended?.then(resume);
    });
    signal?.throwIfAborted();
  };
  const step = worker(set, job, done);
  const began = Date.now();
  let others: Threads | undefined = threads === undefined ? undefined : await spawned(threads - 1, set, job, done, true);
  try {
    for (let left = replicates > 0; left; ) {
      const pause = Date.now() + SLICE;
      while (left && Date.now() < pause) left = step();
      await look(undefined);
      if (left && !others && threads === undefined) {
        const rest = ((Date.now() - began) / Math.max(finished(), 1)) * (replicates - finished());
        others = await spawned(Math.min(available() - 1, Math.floor(rest / WORTH)), set, job, done, false);
      }
      if (left) continue;
      while (others?.running()) await look(others.ended);
      left = undone(done);
    }
  } finally {
    others?.stop();
  }
  onProgress?.(replicates, replicates);
}

async function spawned(count: number, set: Problem, job: Job, done: Board, asked: boolean): Promise<Threads | undefined> {
  if (!(count > 0) || typeof SharedArrayBuffer === "undefined") return undefined;
  const { start, usable } = await import("./threads.ts");
  return usable(asked) ? start(count, set, job, done) : undefined;
}

/** Threads that the machine has; only Node's are used unasked. */
function available(): number {
  return typeof process === "undefined" || "Deno" in globalThis ? 1 : (process.getBuiltinModule?.("node:os").availableParallelism() ?? 1);
}

function planOf(
  set: Problem,
  optimum: Float64Array,
  seed: number,
  options: BootstrapOptions,
): { method: Draws["method"]; plan: Plan; note?: string } {
  if (sharesMembers(set.rows)) return { method: "members", ...memberEffects(set, optimum, seed) };
  const by = options.cluster ?? "run";
  requireCluster(set.rows, by);
  const clusters = clustersOf(set, by);
  const count = clusters.reduce((sum, level) => sum + level.length, 0);
  if (options.noise !== undefined && options.cluster !== undefined)
    throw new UsageError(`Cannot resample by ${by} and draw a stated noise`, "leave out --noise, or --cluster");
  if (count < THRESHOLDS.fewRuns || options.noise !== undefined)
    return {
      method: "parametric",
      ...parametric(set, optimum, seed, options.noise, clusters.flat(), by),
    };
  return { method: "bootstrap", plan: { kind: "clusters", seed, levels: clusters } };
}

/** A row without a value would share a cluster with all others like it. */
function requireCluster(rows: readonly Observation[], by: string): void {
  const without = rows.find((row) => by.split(",").some((name) => (field(row, name) ?? "") === ""));
  if (without)
    throw new IsolossError(
      `${place(without.source)}: Cannot resample by ${by}: run "${without.run}" states none`,
      "log it, leave the run out with --where, or resample whole runs",
    );
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
  clusters: readonly (readonly number[])[],
  by: string,
): { plan: Plan; note: string } {
  const fitted = set.values(optimum);
  const named = by === "run" ? plural(clusters.length, "independent run") : `${plural(clusters.length, "cluster")} of ${by}`;
  if (given === undefined && clusters.length < set.rows.length) {
    const shared = sharedNoise(set, fitted, clusters);
    const said = `noise ${shared.sd.toPrecision(2)} in log loss that the rows of one ${by} share, and ${shared.rest.toPrecision(2)} of each row`;
    return {
      plan: {
        kind: "noise",
        seed,
        fitted,
        sd: shared.rest,
        known: set.rows.length,
        shared: { clusters, sd: shared.sd, known: shared.known },
      },
      note: `${named}: parametric, ${said} (from residuals with ${plural(shared.known, "degree")} of freedom)`,
    };
  }
  const [spread] = spreads(set, fitted, given);
  if (!spread)
    throw new UsageError(
      `Cannot give intervals: ${set.rows.length} rows and ${set.unknowns.length} parameters leave no degree of freedom`,
      "state the spread of log loss between runs with --noise S, or add runs",
    );
  const lost = given !== undefined && spread.sd !== given ? `; the stated ${given} is less` : "";
  const note = `${named}: parametric, noise ${spread.sd.toPrecision(2)} in log loss (${spread.origin}${lost})`;
  return { plan: { kind: "noise", seed, fitted, sd: spread.sd, known: spread.known }, note };
}

/** What rows of one cluster miss the law by alike, and apart: one-way analysis of variance, the first known as well as clusters exceed parameters. */
function sharedNoise(
  set: Problem,
  fitted: Float64Array,
  clusters: readonly (readonly number[])[],
): { sd: number; known: number; rest: number } {
  const missOf = (i: number): number => Math.log((set.losses[i] as number) / (fitted[i] as number));
  const n = set.rows.length;
  const G = clusters.length;
  const means = clusters.map((rows) => rows.reduce((sum, i) => sum + missOf(i), 0) / rows.length);
  const centre = clusters.reduce((sum, rows, g) => sum + rows.length * (means[g] as number), 0) / n;
  const inside = clusters.reduce((sum, rows, g) => sum + rows.reduce((s, i) => s + (missOf(i) - (means[g] as number)) ** 2, 0), 0);
  const between = clusters.reduce((sum, rows, g) => sum + rows.length * ((means[g] as number) - centre) ** 2, 0);
  const known = Math.max(G - set.unknowns.length, 1);
  const within = inside / Math.max(n - G, 1);
  const size = n / G;
  return { sd: Math.sqrt(Math.max(between / known - within, 0) / size), known, rest: Math.sqrt(within) };
}

function plural(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? "" : "s"}`;
}
