import type { Problem } from "../errors.ts";
import type { Run } from "../run.ts";
import { checkCounts } from "./checkCounts.ts";
import { checkCurves } from "./checkCurves.ts";
import { checkDuplicates } from "./checkDuplicates.ts";
import { checkIdentical } from "./checkIdentical.ts";
import { checkLosses } from "./checkLosses.ts";
import { checkNames } from "./checkNames.ts";
import { checkPlans } from "./checkPlans.ts";
import { checkSwapped } from "./checkSwapped.ts";
import { checkSynthetic } from "./checkSynthetic.ts";
import { checkTokens } from "./checkTokens.ts";
import { checkTrainLoss } from "./checkTrainLoss.ts";
import { checkUnits } from "./checkUnits.ts";

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
  return [
    ...checkDuplicates(measured),
    ...checkIdentical(measured),
    ...checkUnits(measured),
    ...checkTrainLoss(measured),
    ...checkCounts(runs),
    ...checkSwapped(runs),
    ...checkNames(runs),
    ...checkPlans(runs),
    ...measured.flatMap((run) => [...checkLosses(run), ...checkCurves(run)]),
    ...runs.flatMap(checkTokens),
    ...checkSynthetic(runs),
  ];
}
