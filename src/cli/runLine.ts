import { curveOf, type LossPoint, pointAt, type Run, setupOf } from "../index.ts";

/** One run in a line; quantities at its last evaluation. */
export function lineOf(run: Run) {
  const { plannedEpochs, source: _, fields: _1, finalLoss: measured, insteadOfLoss: _2, ...setup } = setupOf(run);
  const last = pointAt(run, -1);
  const losses = curveOf(run).loss;
  const lowest = losses.reduce((low, loss) => (Number.isFinite(loss) && loss < low ? loss : low), Number.POSITIVE_INFINITY);
  const finalLoss = run.complete === false ? undefined : (measured ?? readable(last));
  return {
    ...setup,
    tokens: last?.tokens,
    epochs: last?.epochs,
    plannedEpochs,
    evaluations: losses.length,
    finalLoss,
    bestLoss: lowest < Number.POSITIVE_INFINITY ? lowest : undefined,
  };
}

function readable(point: LossPoint | undefined): number | undefined {
  return point && Number.isFinite(point.loss) ? point.loss : undefined;
}
