import { curveOf } from "../curve.ts";
import type { Problem } from "../errors.ts";
import type { Run } from "../run.ts";
import { checkCounts } from "./checkCounts.ts";
import { checkCurves } from "./checkCurves.ts";
import { checkDuplicates } from "./checkDuplicates.ts";
import { checkIdentical } from "./checkIdentical.ts";
import { checkLosses } from "./checkLosses.ts";
import { checkNames } from "./checkNames.ts";
import { checkPlans } from "./checkPlans.ts";
import { checkPositive } from "./checkPositive.ts";
import { checkSwapped } from "./checkSwapped.ts";
import { checkSynthetic } from "./checkSynthetic.ts";
import { checkTokens } from "./checkTokens.ts";
import { checkTrainLoss } from "./checkTrainLoss.ts";
import { checkUnits } from "./checkUnits.ts";
import { bestOf } from "./ends.ts";

/**
 * What is doubtful in runs that were read, one by one and against each other: flagged, never repaired or dropped.
 *
 * What each code means is in docs/checks.md; `checkSet` says what the runs lack as a set.
 *
 * @param runs of all logs that are to be used together.
 * @example
 * checkRuns(runs).filter(({ severity }) => severity === "error") // []
 */
export function checkRuns(runs: readonly Run[]): Problem[] {
  // Where another column stands for the loss, what is doubtful in losses is not asked of it.
  const measured = runs.filter((run) => run.insteadOfLoss === undefined);
  const isMeasured = new Set(measured);
  const best = new Map<Run, number>();
  // Columns of a long log are made anew each time that they are asked for: once is enough.
  const oneByOne = runs.flatMap((run) => {
    const curve = curveOf(run);
    const lowest = bestOf(curve);
    if (lowest !== undefined) best.set(run, lowest);
    return [
      ...(isMeasured.has(run) ? [...checkLosses(run, curve), ...checkCurves(run, curve)] : []),
      ...checkPositive(run, curve),
      ...checkTokens(run, curve),
    ];
  });
  return [
    ...checkDuplicates(measured),
    ...checkIdentical(measured),
    ...checkUnits(measured, best),
    ...checkTrainLoss(measured),
    ...checkCounts(runs),
    ...checkSwapped(runs),
    ...checkNames(runs),
    ...checkPlans(runs),
    ...oneByOne,
    ...checkSynthetic(runs),
  ];
}
