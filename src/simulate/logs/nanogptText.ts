import { IsolossError } from "../../errors.ts";
import type { LossPoint, Run } from "../../run.ts";
import type { LogFile } from "./logFiles.ts";
import { logRows } from "./logRows.ts";
import { STEPS } from "./steps.ts";

/**
 * One run as the text that nanoGPT prints, in a folder of its own with its configuration, which holds the tokens of a step. Evaluations are 100 steps apart; what it
 * prints as the training loss is the validation loss too, since a simulation has no other.
 *
 * @throws IsolossError for a law of another response than the loss, which such text has no place for.
 */
export function nanogptText(run: Run, name: string): LogFile[] {
  if (run.points.some(({ fields }) => Object.keys(fields).length > 0))
    throw new IsolossError(`Cannot write run "${run.run}" as nanoGPT prints it: it has more than a loss`, "choose csv, tsv or jsonl");
  const last = run.points.at(-1) as LossPoint;
  const { config } = logRows(run);
  const lines = run.points.map(({ loss }, i) => `step ${STEPS * (i + 1)}: train loss ${loss}, val loss ${loss}\n`);
  const beside = {
    ...config,
    ...(last.tokens !== undefined && { tokens_per_step: last.tokens / (STEPS * run.points.length) }),
    ...(last.mcSamples !== undefined && { mc_samples: last.mcSamples }),
  };
  return [
    { path: `${name}/train.log`, text: lines.join("") },
    { path: `${name}/config.json`, text: `${JSON.stringify(beside, undefined, 2)}\n` },
  ];
}
