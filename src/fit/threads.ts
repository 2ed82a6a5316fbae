import { isMainThread, Worker, workerData } from "node:worker_threads";
import { model, type Prepared } from "./problem.ts";
import { type Board, type Job, worker } from "./replicates.ts";

/** The only file that knows of threads. Loaded as a thread's own file, it does that thread's share of a job. */
interface Sent {
  isoloss: "replicates";
  setup: Prepared;
  job: Job;
  board: Board;
}

/** Threads at work beside the caller. What is undone when they have ended, for whatever reason, is the caller's. */
export interface Threads {
  running(): boolean;
  ended: Promise<void>;
  stop(): void;
}

/** Whether this file can be a thread's: in a bundle its address would be that of the user's whole program. */
export function usable(asked: boolean): boolean {
  return /\/threads\.[jt]s$/.test(new URL(import.meta.url).pathname) && (asked || isMainThread);
}

/** Starts threads that take their work from a board. */
export function start(count: number, setup: Prepared, job: Job, board: Board): Threads {
  const sent: Sent = { isoloss: "replicates", setup: plain(setup), job, board };
  const all = Array.from({ length: count }, () => new Worker(new URL(import.meta.url), { workerData: sent }));
  let running = count;
  const ended = all.map(
    (one) =>
      new Promise<void>((resolve) => {
        // An error is followed by an exit.
        one.on("error", () => undefined);
        one.on("exit", () => {
          running--;
          resolve();
        });
      }),
  );
  return {
    running: () => running > 0,
    ended: Promise.all(ended).then(() => undefined),
    stop: () => {
      Atomics.store(board.counters, 2, 1);
      for (const one of all) void one.terminate();
    },
  };
}

/** What a thread needs of a model, its columns in memory that all of them share. */
function plain({ law, options, unknowns, losses, data, layout }: Prepared): Prepared {
  const shared = (values: Float64Array): Float64Array => {
    const copy = new Float64Array(new SharedArrayBuffer(values.byteLength));
    copy.set(values);
    return copy;
  };
  return {
    law,
    options,
    unknowns,
    layout,
    losses: shared(losses),
    data: Object.fromEntries(Object.entries(data).map(([symbol, values]) => [symbol, shared(values)])),
  };
}

const sent = (isMainThread ? undefined : workerData) as Partial<Sent> | null | undefined;
if (sent?.isoloss === "replicates") {
  const { setup, job, board } = sent as Sent;
  const step = worker(model(setup), job, board);
  while (step());
}
