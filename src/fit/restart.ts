import { checkDesign } from "./design.ts";
import { warning } from "./diagnostic.ts";
import { fitAt } from "./fit.ts";
import { newton } from "./newton.ts";
import { problem } from "./problem.ts";
import { THRESHOLDS } from "./thresholds.ts";
import type { Fit } from "./types.ts";

/** Whether an objective lies below a fit's by more than rounding. */
export function isBetter(objective: number, fit: Fit): boolean {
  return objective < fit.objective * (1 - THRESHOLDS.sameOptimum) - 1e-25 * fit.n;
}

/** The fit done again from a solution that `by` met, as "the profile of RD", without draws and intervals. Its census says that no start came here. */
export function restarted(fit: Fit, by: string, solution: readonly number[]): Fit {
  const set = problem(fit.law, fit.observations, fit.options);
  const best = newton(set, Float64Array.from(solution), new Float64Array(set.rows.length).fill(1), THRESHOLDS.arrived);
  const { agreed, best: before, others, starts, failed } = fit.census;
  const census = {
    starts,
    failed,
    best: best.objective,
    agreed: 0,
    others: agreed > 0 ? [{ objective: before, count: agreed }, ...others] : others,
  };
  const found = fitAt(set, checkDesign(set), best, census);
  const fall = ((1 - best.objective / fit.objective) * 100).toPrecision(2);
  const said = warning(
    "restarted",
    `${by} met an objective ${fall} % lower than the best of ${starts} starts: the fit was done again from there`,
    "check the estimates against what you know, and raise --starts until the census finds this optimum by itself",
  );
  const earlier = fit.diagnostics.filter((d) => d.code === said.code);
  return { ...found, group: fit.group, diagnostics: [...earlier, said, ...found.diagnostics] };
}
