import { pointAt } from "../curve.ts";
import { DATA_THRESHOLDS } from "../dataThresholds.ts";
import type { Problem } from "../errors.ts";
import type { LossPoint, Run } from "../run.ts";

/** Rows from the first steps of their run, where the learning rate still rises and the loss says little of size or data. */
export function warmUpRows(rows: readonly { run: Run; point: LossPoint }[]): Problem[] {
  const ends = new Map<Run, LossPoint | undefined>();
  const endOf = (run: Run): LossPoint | undefined => {
    if (!ends.has(run)) ends.set(run, pointAt(run, -1));
    return ends.get(run);
  };
  const early = rows.filter(({ run, point }) => shareOf(point, endOf(run), run.plannedEpochs) < DATA_THRESHOLDS.warmUp);
  const [first] = early;
  if (!first) return [];
  return [
    {
      source: first.point.source,
      code: "warm-up-rows",
      severity: "warning",
      message: `${early.length} of ${rows.length} rows lie in the first ${100 * DATA_THRESHOLDS.warmUp} % of their run, where the learning rate warms up`,
      hint: 'no law is of warm-up: leave them out with --where, as "tokens>=1e8"',
    },
  ];
}

/** Share of the plan that is done, or of what was seen where no plan is stated. */
function shareOf({ tokens, epochs, step }: LossPoint, last: LossPoint | undefined, plannedEpochs: number | undefined): number {
  if (plannedEpochs !== undefined && epochs !== undefined) return epochs / plannedEpochs;
  const [done, all] = tokens !== undefined ? [tokens, last?.tokens] : epochs !== undefined ? [epochs, last?.epochs] : [step, last?.step];
  return done !== undefined && all !== undefined && all > 0 ? done / all : 1;
}
