import { warning } from "./diagnostic.ts";
import type { Search } from "./newton.ts";
import type { Problem } from "./problem.ts";
import { starts } from "./starts.ts";
import { THRESHOLDS } from "./thresholds.ts";
import type { Diagnostic } from "./types.ts";

/**
 * Whether the best of the searches ended at one of its starts: tolerances that are met at once look like success.
 *
 * The starts are drawn again, but only where the last search took no step.
 */
export function diagnoseMoved(problem: Problem, found: Search): Diagnostic[] {
  if (found.iterations > 0) return [];
  const stayed = starts(problem, problem.options.starts, problem.options.seed).some((start) =>
    start.every((x, p) => Math.abs(x - (found.theta[p] as number)) <= THRESHOLDS.unmoved * Math.max(1, Math.abs(x))),
  );
  if (!stayed) return [];
  return [
    warning(
      "unmoved",
      "the best search ended where it started",
      "the rows did not move it: widen the bounds that hold the parameters, check the unit of the losses, or raise --starts",
    ),
  ];
}
