import { copyInto } from "../copyInto.ts";
import { pointAt, setupOf } from "../curve.ts";
import type { Observation, Run } from "../run.ts";
import { joined } from "./candidates.ts";
import { fragmentsOf } from "./fragments.ts";

/**
 * The final losses of complete runs as rows, whatever else may be wrong with them; nothing for a run without one, or for second evaluations of a run.
 *
 * @example
 * finalRows(runs).length === runs.length // true
 */
export function finalRows(runs: readonly Run[]): Observation[] {
  const fragments = fragmentsOf(runs);
  return runs.flatMap((run) => (fragments.has(run) ? [] : finalRow(run)));
}

function finalRow(run: Run): Observation[] {
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
