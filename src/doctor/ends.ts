import { type Curve, pointAt } from "../curve.ts";
import type { Source } from "../errors.ts";
import type { LossPoint, Run } from "../run.ts";

/** The last evaluation of a run, with the better measured loss where there is one; undefined for a run without evaluations. */
export function endOf(run: Run): LossPoint | undefined {
  const last = pointAt(run, -1);
  return last && run.finalLoss !== undefined ? { ...last, loss: run.finalLoss } : last;
}

/** Where the i-th evaluation of a run stands; from the end where negative. */
export function placeOf(run: Run, i: number): Source {
  return pointAt(run, i)?.source ?? run.source;
}

/** The lowest positive loss of a curve, or undefined. */
export function bestOf({ loss }: Curve): number | undefined {
  let best = Number.POSITIVE_INFINITY;
  for (const x of loss) if (x > 0 && x < best) best = x;
  return Number.isFinite(best) ? best : undefined;
}
