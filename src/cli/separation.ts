import { type FitOptions, field, type Law, type Observation, UsageError } from "../index.ts";
import type { FitFlags } from "./fit.ts";
import { list } from "./given.ts";

/** The column of the groups where `--by` names none. */
const BY = "family";

/**
 * Which parameters have a value of their own in each group, and what is held: for all rows (`E=1.87`), or of one group (`E[ar]=1.83`).
 *
 * @throws UsageError where no group is named and the rows are not of several families.
 */
export function separation(
  law: Law,
  rows: readonly Observation[],
  given: Pick<FitFlags, "separate" | "by"> & Pick<FitOptions, "tied">,
  held: Readonly<Record<string, number>>,
): Pick<FitOptions, "fixed" | "separate"> {
  const own: Record<string, Record<string, number>> = {};
  const fixed: Record<string, number> = {};
  for (const [key, value] of Object.entries(held)) {
    const [, name, level] = /^([^[]+)\[(.*)\]$/s.exec(key) ?? [];
    if (name === undefined || level === undefined) fixed[key] = value;
    else own[level] = { ...own[level], [name]: value };
  }
  const holds = Object.keys(own).length > 0;
  const named = list(given.separate);
  if (named.length === 0 && !holds) return { fixed };
  if (given.by === undefined) requireFamilies(rows);
  const set = [fixed, given.tied, ...Object.values(own)];
  const free = law.parameters.map((p) => p.name).filter((name) => !set.some((values) => name in values));
  const parameters = named.includes("all") ? free : named;
  return { fixed, separate: { parameters, by: given.by ?? BY, ...(holds && { held: own }) } };
}

function requireFamilies(rows: readonly Observation[]): void {
  const seen = [...new Set(rows.map((row) => String(field(row, BY) ?? "not stated")))];
  if (seen.length > 1) return;
  throw new UsageError(
    `Cannot separate by ${BY}: all ${rows.length} rows have ${BY} ${seen.join(", ")}`,
    "name the column of the groups with --by COLUMN, or read logs of both families",
  );
}
