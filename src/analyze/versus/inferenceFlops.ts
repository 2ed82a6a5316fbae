import type { Observation } from "../../run.ts";
import { numericField } from "./noise.ts";

/** Raw columns that state how often the whole sequence passes through the model while it is generated. */
const COLUMNS = ["sampling_steps", "forward_passes"];

/**
 * FLOP of generating tokens, 2·N·tokens·(sampling steps): an optional second axis beside training compute.
 *
 * Read from the raw column `sampling_steps` or `forward_passes`; 1 is a model that passes each token once, as an autoregressive one with a cache.
 *
 * @param tokens generated.
 * @returns undefined where the log does not state the steps: they are not guessed from the family.
 * @example
 * inferenceFlops({ ...observation, params: 1e9, fields: { sampling_steps: 64 } }, 1024) // 131072000000000
 */
export function inferenceFlops(row: Observation, tokens: number): number | undefined {
  const steps = COLUMNS.map((column) => numericField(row, column)).find((value) => value !== undefined && value > 0);
  return steps === undefined || row.params === undefined ? undefined : 2 * row.params * tokens * steps;
}
