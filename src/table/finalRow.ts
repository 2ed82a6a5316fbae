import { pointAt, setupOf } from "../curve.ts";
import type { Observation, Run } from "../run.ts";

/**
 * The final loss of a complete run as a row, whatever else may be wrong with it; nothing for a run without one.
 *
 * @example
 * runs.flatMap(finalRow).length === runs.length // true
 */
export function finalRow(run: Run): Observation[] {
  const { complete, plannedEpochs: _, finalLoss, insteadOfLoss: _1, ...setup } = setupOf(run);
  const last = pointAt(run, -1);
  const loss = finalLoss ?? last?.loss;
  if (!last || loss === undefined || !(loss > 0 && loss < Number.POSITIVE_INFINITY) || complete === false) return [];
  const { tokens, epochs, source } = last;
  const fields = Object.keys(setup.fields).length === 0 ? last.fields : { ...setup.fields, ...last.fields };
  return [
    {
      ...setup,
      source,
      fields,
      checkpoint: "final",
      loss,
      ...(tokens !== undefined && { tokens }),
      ...(epochs !== undefined && { epochs }),
    },
  ];
}
