import { checkRuns, type Loaded, loadRuns } from "../index.ts";
import { pairs } from "./given.ts";
import { progress } from "./progress.ts";

/** How logs are to be read. */
export interface Reading {
  map: string[] | undefined;
  /** Columns of accuracies that may stand where a log has no loss. */
  insteadOfLoss?: readonly string[];
}

/** Reads logs with a bar, and checks them: `problems` are those of reading, and what is doubtful in the runs. */
export async function readRuns(paths: readonly string[], { map, insteadOfLoss }: Reading, signal: AbortSignal): Promise<Loaded> {
  const loaded = await loadRuns(paths, {
    map: pairs("--map", map),
    ...(insteadOfLoss && { insteadOfLoss }),
    onProgress: progress("reading"),
    signal,
  });
  return { ...loaded, problems: [...loaded.problems, ...checkRuns(loaded.runs)] };
}
