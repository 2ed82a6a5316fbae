import { copyInto } from "../copyInto.ts";
import { pointAt, setupOf } from "../curve.ts";
import type { Observation, Run } from "../run.ts";
import { joined } from "./candidates.ts";

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
  const row = {} as Observation;
  copyInto(row, setup);
  row.source = last.source;
  row.fields = joined(run.fields, last.fields);
  row.checkpoint = "final";
  row.loss = loss;
  if (last.tokens !== undefined) row.tokens = last.tokens;
  if (last.epochs !== undefined) row.epochs = last.epochs;
  return [row];
}
