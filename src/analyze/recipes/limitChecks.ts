import { checkDesign } from "../../fit/design.ts";
import { statusOf } from "../../fit/diagnose.ts";
import { problem } from "../../fit/problem.ts";
import { search, searchFrom } from "../../fit/search.ts";
import { THRESHOLDS } from "../../fit/thresholds.ts";
import type { Fit, Status } from "../../fit/types.ts";
import type { Law } from "../../laws/law.ts";
import type { Observation } from "../../run.ts";
import { orReason } from "../outcome.ts";
import { predictorOf, predictors } from "../predictor.ts";
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
export async function leaveOneOut(
  found: Fit,
  { over, along }: { over: readonly string[]; along: string },
  signal?: AbortSignal,
): Promise<LeaveOneOut | { reason: string }> {
  const { law, observations: rows, options } = found;
  if ("E" in options.fixed) return { reason: "the limit was given, not fitted" };
  const members = along === "K" ? membersOf(rows) : undefined;
  if (members && members.size > THRESHOLDS.jackknife) return { reason: `${members.size} members are too many to leave each out in turn` };
  const each: LeftOne[] = [];
  for (const { without, kept } of members ? withoutMembers(members, rows) : withoutValues(rows, along)) {
    // A turn of the event loop, in which an interrupt is heard.
    await new Promise((done) => setTimeout(done));
    signal?.throwIfAborted();
    const freedom = freedomOf(law, kept, options.fixed);
    if (freedom < 0) return { reason: `without ${without}, ${left(law, options.fixed, kept)}` };
    // One of many members hardly moves the law: it is looked for where it was.
    const step = orReason(() => searched(found, kept, members !== undefined));
    if ("reason" in step) return { reason: `without ${without}: ${step.reason}` };
    const limit = predictorOf(law, step.parameters).limit({}, over);
    each.push({ without, limit, status: freedom === 0 ? "exact" : step.status });
  }
  const limits = each.flatMap(({ limit }) => limit ?? []);
  if (limits.length === 0) return { reason: "no refit has a limit" };
  return { low: Math.min(...limits), high: Math.max(...limits), each };
}

/** A fit without its audit: where the law lies on fewer of the rows, and what the end of that search was. */
function searched(
  { law, options, solution }: Fit,
  kept: readonly Observation[],
  near: boolean,
): { parameters: Record<string, number>; status: Status } {
  const set = problem(law, kept, options);
  checkDesign(set);
  const best = (near && searchFrom(set, Float64Array.from(solution))) || search(set).best;
  const end = statusOf(set, best);
  // What would tell a corner from a place where the search stuck is the audit, which is not made here.
  return { parameters: set.parameters(best.theta, undefined), status: end === "kink" ? "not-converged" : end };
}

/** The rows of each trained member; undefined where rows are no subsets of them, or where without a member nothing would be left. */
function membersOf(rows: readonly Observation[]): ReadonlyMap<string, ReadonlySet<Observation>> | undefined {
  const members = new Map<string, Set<Observation>>();
  for (const row of rows) {
    if (!row.memberRuns) return undefined;
    for (const run of row.memberRuns) members.set(run, (members.get(run) ?? new Set()).add(row));
  }
  // Subsets share members; in a row of nested ensembles without the first, nothing would be left.
  const several = rows.filter((row) => (row.members ?? 1) > 1);
  const isInAll = (own: ReadonlySet<Observation>): boolean => several.every((row) => own.has(row));
  return members.size > 0 && ![...members.values()].some(isInAll) ? members : undefined;
}

interface Part {
  without: string;
  kept: readonly Observation[];
}

function* withoutMembers(members: ReadonlyMap<string, ReadonlySet<Observation>>, rows: readonly Observation[]): Iterable<Part> {
  for (const run of [...members.keys()].sort()) yield { without: `member ${run}`, kept: rows.filter((row) => !members.get(run)?.has(row)) };
}

function withoutValues(rows: readonly Observation[], along: string): Part[] {
  const values = [...new Set(rows.map((row) => quantityOf(row, along)))].sort((a, b) => a - b);
  return values.map((x) => ({ without: `${along} = ${x}`, kept: rows.filter((row) => quantityOf(row, along) !== x) }));
}

/** Why a law cannot be fitted to what is left. */
export function left(law: Law, fixed: Readonly<Record<string, number>>, kept: readonly Observation[]): string {
  const places = placesOf(law, kept);
  return `${places} place${places === 1 ? " is" : "s are"} left for ${law.parameters.length - Object.keys(fixed).length} parameters`;
}
