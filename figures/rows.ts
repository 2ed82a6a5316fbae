import { type Checkpoint, loadRuns, type Observation, observations } from "../src/index.ts";

/** Picks rows of the shipped runs by conditions, as `final("family=ar", "unique_tokens=51200")`. */
export type Pick = (...where: string[]) => Observation[];

export interface Rows {
  files: string[];
  runs: number;
  final: Pick;
  best: Pick;
  every: Pick;
}

/** The set of unique tokens at which every size and recipe was run. */
export const UNIQUE = "unique_tokens=51200";
/** Complete trainings that see the tokens alone: no teacher, no averaging. */
export const SINGLE = "recipe=standard|regularized";

export async function readRows(folder: string, onProgress: (done: number, total: number) => void): Promise<Rows> {
  const { runs, files } = await loadRuns([folder], { onProgress });
  const pick =
    (checkpoint: Checkpoint): Pick =>
    (...where) =>
      observations(runs, { checkpoint, where }).observations;
  return { files, runs: runs.length, final: pick("final"), best: pick("best"), every: pick("every") };
}
