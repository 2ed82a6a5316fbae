import { cacheFolder, checkRuns, type Loaded, loadRuns } from "../index.ts";
import { pairs } from "./given.ts";
import { progress } from "./progress.ts";

/** How logs are to be read. */
export interface Reading {
  map: string[] | undefined;
  name: string[] | undefined;
  runs: string | undefined;
  "loss-unit": string | undefined;
  "bytes-per-token": number | undefined;
  /** Columns of accuracies that may stand where a log has no loss. */
  insteadOfLoss?: readonly string[];
}

/** Reads logs with a bar, and checks them: `problems` are those of reading, and what is doubtful in the runs. */
export async function readRuns(paths: readonly string[], given: Reading, signal: AbortSignal): Promise<Loaded> {
  const { map, name, runs, insteadOfLoss, "loss-unit": lossUnit, "bytes-per-token": bytesPerToken } = given;
  const cache = cacheFolder();
  const loaded = await loadRuns(paths, {
    map: pairs("--map", map),
    ...(name && { names: name }),
    ...(runs !== undefined && { overrides: runs }),
    ...(lossUnit !== undefined && { lossUnit }),
    ...(bytesPerToken !== undefined && { bytesPerToken }),
    ...(insteadOfLoss && { insteadOfLoss }),
    ...(cache !== undefined && { cache }),
    onProgress: progress("reading"),
    signal,
  });
  return { ...loaded, problems: [...loaded.problems, ...checkRuns(loaded.runs)] };
}
