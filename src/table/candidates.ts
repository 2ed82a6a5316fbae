import { copyInto } from "../copyInto.ts";
import { evaluationCount, pointAt, setupOf } from "../curve.ts";
import type { Checkpoint, LossPoint, Observation, Run } from "../run.ts";

/** An evaluation that may become a row of the table. */
export interface Candidate {
  run: Run;
  point: LossPoint;
  row: Observation;
}

/** Which count of parameters N is. */
export type Count = "total" | "non-embedding";

/** The evaluations that a checkpoint may be, one after another: the last of each run for `final`, every one else. */
export function* candidatesOf(runs: readonly Run[], checkpoint: Checkpoint, params: Count): Generator<Candidate> {
  for (const run of runs) {
    const count = evaluationCount(run);
    const candidate = candidateOf(run, checkpoint, params);
    for (let i = checkpoint === "final" ? Math.max(count - 1, 0) : 0; i < count; i++) yield candidate(i);
  }
}

/** The candidates of one run, by the place of the evaluation in its log. */
export function candidateOf(run: Run, checkpoint: Checkpoint, which: Count): (i: number) => Candidate {
  const { complete, plannedEpochs: _1, finalLoss, mcSamplesFinal, source: _2, insteadOfLoss: _3, ...rest } = setupOf(run);
  const { fields, params: total, ...setup } = rest;
  const params = which === "total" ? total : run.paramsNonEmbedding;
  return (i) => {
    const point = pointAt(run, i) as LossPoint;
    const better = checkpoint === "final" && complete !== false ? finalLoss : undefined;
    const mcSamples = better === undefined ? point.mcSamples : (mcSamplesFinal ?? point.mcSamples);
    const compute = point.compute ?? (params !== undefined && point.tokens !== undefined ? 6 * params * point.tokens : undefined);
    const members = run.members ?? (run.recipe === "ensemble" || point.unreadable?.recipe !== undefined ? undefined : 1);
    const row = {} as Observation;
    copyInto(row, setup);
    row.source = point.source;
    row.checkpoint = checkpoint;
    row.loss = better ?? point.loss;
    row.fields = joined(fields, point.fields);
    if (params !== undefined) row.params = params;
    if (members !== undefined) row.members = members;
    if (point.tokens !== undefined) row.tokens = point.tokens;
    if (point.epochs !== undefined) row.epochs = point.epochs;
    if (compute !== undefined) row.compute = compute;
    if (mcSamples !== undefined) row.mcSamples = mcSamples;
    return { run, point, row };
  };
}

/** Raw columns of a run and of one of its evaluations. */
export function joined(ofRun: Run["fields"], ofPoint: LossPoint["fields"]): Observation["fields"] {
  if (Object.keys(ofRun).length === 0) return ofPoint;
  const fields: Observation["fields"] = {};
  copyInto(fields, ofRun);
  copyInto(fields, ofPoint);
  return fields;
}
