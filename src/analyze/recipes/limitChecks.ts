import { fit } from "../../fit/fit.ts";
import type { Fit } from "../../fit/types.ts";
import type { Law } from "../../laws/law.ts";
import type { Observation } from "../../run.ts";
import { orReason } from "../outcome.ts";
import { predictors } from "../predictor.ts";
import type { HeldOutPoint, LeaveOneOut, LeftOne } from "./limits.ts";
import { freedomOf, placesOf, quantityOf } from "./places.ts";

/** Refits of a limit's law with something left out in turn: a place, or a member. */

/** What a fit predicts of rows, beside what was measured. */
export function predictedBy(found: Fit, rows: readonly Observation[]): HeldOutPoint[] {
  if (rows.length === 0) return [];
  const { best } = predictors(found);
  return rows.map((row) => {
    const at = Object.fromEntries(found.law.quantities.map((symbol) => [symbol, quantityOf(row, symbol)]));
    const predicted = best.loss(at);
    return { run: row.run, at, observed: row.loss, predicted, error: row.loss - predicted };
  });
}

/** The limit without each value of one quantity in turn; where rows are subsets of trained members, without each member. */
export function leaveOneOut(found: Fit, { over, along }: { over: readonly string[]; along: string }): LeaveOneOut | { reason: string } {
  const { law, observations: rows, options } = found;
  if ("E" in options.fixed) return { reason: "the limit was given, not fitted" };
  const each: LeftOne[] = [];
  for (const { without, kept } of parts(rows, along)) {
    const freedom = freedomOf(law, kept, options.fixed);
    if (freedom < 0) return { reason: `without ${without}, ${left(law, options.fixed, kept)}` };
    const step = orReason(() => fit(law, kept, options));
    if ("reason" in step) return { reason: `without ${without}: ${step.reason}` };
    each.push({ without, limit: predictors(step).best.limit({}, over), status: freedom === 0 ? "exact" : step.status });
  }
  const limits = each.flatMap(({ limit }) => limit ?? []);
  if (limits.length === 0) return { reason: "no refit has a limit" };
  return { low: Math.min(...limits), high: Math.max(...limits), each };
}

function parts(rows: readonly Observation[], along: string): { without: string; kept: Observation[] }[] {
  const members = along === "K" && rows.every((row) => row.memberRuns) ? [...new Set(rows.flatMap((row) => row.memberRuns ?? []))] : [];
  // Subsets share members; in a row of nested ensembles without the first, nothing would be left.
  if (members.length > 0 && members.every((run) => rows.some((row) => !row.memberRuns?.includes(run) && (row.members ?? 1) > 1)))
    return members.sort().map((run) => ({ without: `member ${run}`, kept: rows.filter((row) => !row.memberRuns?.includes(run)) }));
  const values = [...new Set(rows.map((row) => quantityOf(row, along)))].sort((a, b) => a - b);
  return values.map((x) => ({ without: `${along} = ${x}`, kept: rows.filter((row) => quantityOf(row, along) !== x) }));
}

/** Why a law cannot be fitted to what is left. */
export function left(law: Law, fixed: Readonly<Record<string, number>>, kept: readonly Observation[]): string {
  const places = placesOf(law, kept);
  return `${places} place${places === 1 ? " is" : "s are"} left for ${law.parameters.length - Object.keys(fixed).length} parameters`;
}
