import type { Observation, Run } from "../src/run.ts";

/** Final observations of simulated runs, without the table stage: what these tests need of it. */
export function rowsOf(runs: readonly Run[]): Observation[] {
  return runs.map(({ points, complete: _complete, plannedEpochs: _planned, finalLoss: _final, ...setup }) => {
    const { loss, tokens, epochs, compute, fields } = points.at(-1) as Run["points"][number];
    return {
      ...setup,
      fields: { ...setup.fields, ...fields },
      checkpoint: "final",
      loss,
      ...(tokens !== undefined && { tokens }),
      ...(epochs !== undefined && { epochs }),
      ...(compute !== undefined && { compute }),
    };
  });
}
