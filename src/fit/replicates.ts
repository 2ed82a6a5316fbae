import { gathering } from "./gathered.ts";
import type { Model } from "./problem.ts";
import { refit } from "./refit.ts";
import { type Plan, resampled } from "./resample.ts";

/** Refits of the replicates of one plan: what a thread does. */
export interface Job {
  plan: Plan;
  optimum: Float64Array;
  /** Of fresh starts, where a refit does not arrive from the optimum. */
  seed: number;
  replicates: number;
}

/**
 * Where the threads meet, in memory that they share: the next replicate to do, how many are done, whether to stop; what became of each, and
 * its parameters (replicates × unknowns). A thread that dies leaves its replicates undone, and they are done by another.
 */
export interface Board {
  /** next, done, stop */
  counters: Int32Array;
  /** 0 not done, 1 converged, 2 failed */
  states: Uint8Array;
  theta: Float64Array;
}

export function board(replicates: number, unknowns: number): Board {
  // Where memory cannot be shared (a page that is not isolated), one thread does all.
  const memory = (bytes: number): ArrayBuffer =>
    (typeof SharedArrayBuffer === "undefined" ? new ArrayBuffer(bytes) : new SharedArrayBuffer(bytes)) as ArrayBuffer;
  return {
    counters: new Int32Array(memory(12)),
    states: new Uint8Array(memory(replicates)),
    theta: new Float64Array(memory(replicates * unknowns * 8)),
  };
}

/** Work of one thread: each step does one replicate and says whether any may be left. Equal plans give equal bits in any thread. */
export function worker(set: Model, { plan, optimum, seed, replicates }: Job, { counters, states, theta }: Board): () => boolean {
  const into = new Float64Array(set.losses.length);
  const unit = new Float64Array(set.losses.length).fill(1);
  const gather = gathering(set);
  const one = (k: number): void => {
    const change = resampled(plan, k, into);
    const [losses, weights] = "weights" in change ? [undefined, change.weights] : [change.losses, unit];
    const own = gather?.(losses ?? set.losses, weights) ?? { set: losses ? set.withLosses(losses) : set, weights };
    const found = refit(own.set, optimum, own.weights, seed + k, losses ? { ...set, losses } : set);
    if (found) theta.set(found, k * optimum.length);
    states[k] = found ? 1 : 2;
    Atomics.add(counters, 1, 1);
  };
  return () => {
    const k = Atomics.add(counters, 0, 1);
    if (k >= replicates || Atomics.load(counters, 2) !== 0) return false;
    if (states[k] === 0) one(k);
    return true;
  };
}

/** Whether replicates are left undone once all threads have stopped; then the next to do is the first of them. */
export function undone({ states, counters }: Board): boolean {
  const first = states.indexOf(0);
  if (first < 0) return false;
  Atomics.store(counters, 0, first);
  return true;
}
