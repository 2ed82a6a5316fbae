import { probit } from "simple-statistics";
import { warning } from "../fit/diagnostic.ts";
import { THRESHOLDS } from "../fit/thresholds.ts";
import type { Diagnostic } from "../fit/types.ts";
import type { Observation } from "../run.ts";
import { drawFindings, rangeFindings, rowFindings } from "./frontierFindings.ts";
import type { Isoflop, IsoflopBudget } from "./isoflop.ts";
import type { PowerLaw } from "./powerLaw.ts";

/** Scatter about the power law counts as more than noise from this many times the draws' spread. */
const BEYOND = 2;

/** What to make of the budgets and of the law through them. */
export function findingsOf(
  found: Omit<Isoflop, "diagnostics">,
  law: PowerLaw | undefined,
  observations: readonly Observation[],
): Diagnostic[] {
  const { budgets, used, compute, a } = found;
  const list: Diagnostic[] = budgets
    .filter(({ state }) => state !== "bracketed")
    .map(({ state, compute: own, reason }) =>
      warning(
        state,
        `${flop(own)}: ${reason}; left out of the power law`,
        state === "few-sizes" ? "train more sizes at this compute" : "train sizes beyond the end at which the loss is lowest",
      ),
    );
  const bracketed = budgets.filter(({ state }) => state === "bracketed");
  const loose = bracketed.filter((budget) => budget.loose);
  if (loose.length > 0)
    list.push(
      warning(
        "loosely-bracketed",
        `noise could leave ${loose.length} of ${bracketed.length} budgets without a minimum: ${loose.map(looseness).join(", ")}`,
        "sizes further from the minimum, or replicates, would hold it",
      ),
    );
  if (used < THRESHOLDS.levels)
    list.push({
      code: "few-budgets",
      severity: used < 2 ? "error" : "warning",
      message: `${used} of ${budgets.length} budgets ${used === 1 ? "has" : "have"} a minimum${used < 2 ? ": no exponent" : ": two give an exponent, whether it is a law or not"}`,
      hint: `a power law wants at least ${THRESHOLDS.levels} budgets, over a decade or more`,
    });
  const [first, last] = [bracketed[0], bracketed.at(-1)];
  if (used >= 2 && first && last) list.push(...rangeFindings(compute, first.compute, last.compute, "the bracketed budgets"));
  if (law && a.interval === undefined && found.note === "" && budgets.every(({ rows, state }) => state !== "bracketed" || rows <= 3))
    list.push(
      warning(
        "exact",
        "three rows a parabola leave no degree of freedom: there are no intervals",
        "add sizes, or state the noise with --noise S",
      ),
    );
  const drawn = a.interval && (a.interval.high - a.interval.low) / (2 * probit((1 + a.interval.level) / 2));
  if (law?.standardError !== undefined && drawn !== undefined && used > THRESHOLDS.levels && law.standardError > BEYOND * drawn)
    list.push(
      warning(
        "optima-scatter",
        `the optima scatter about the power law by ${percent(law.scatter as number)}, more than the noise of the runs accounts for (standard error of a ${law.standardError.toPrecision(2)}, from draws ${drawn.toPrecision(2)})`,
        "the interval is too narrow: compare --near 4, a smaller --tolerance, and the budgets one by one",
      ),
    );
  return [...list, ...drawFindings(found), ...rowFindings(observations)];
}

function looseness({ compute, params }: IsoflopBudget): string {
  return `${flop(compute)}${params.missing > 0 ? ` (in ${Math.round(100 * params.missing)} % of draws)` : ""}`;
}

function flop(compute: number): string {
  return `${compute.toExponential(2)} FLOP`;
}

function percent(logs: number): string {
  return `${Math.round(100 * Math.expm1(logs))} %`;
}
