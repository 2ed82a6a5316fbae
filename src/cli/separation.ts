import { type FitOptions, field, type Law, type Observation, UsageError, type VersusOptions } from "../index.ts";
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
  const { fixed, own } = byLevel(held);
  const holds = Object.keys(own).length > 0;
  const named = list(given.separate);
  if (named.length === 0 && !holds) return { fixed };
  if (given.by === undefined) requireFamilies(rows);
  const set = [fixed, given.tied, ...Object.values(own)];
  const free = law.parameters.map((p) => p.name).filter((name) => !set.some((values) => name in values));
  const parameters = named.includes("all") ? free : named;
  return { fixed, separate: { parameters, by: given.by ?? BY, ...(holds && { held: own }) } };
}

/** `E` is of all rows, `E[ar]` of one group. */
function byLevel(held: Readonly<Record<string, number>>): { fixed: Record<string, number>; own: Record<string, Record<string, number>> } {
  const own: Record<string, Record<string, number>> = {};
  const fixed: Record<string, number> = {};
  for (const [key, value] of Object.entries(held)) {
    const [, name, level] = /^([^[]+)\[(.*)\]$/s.exec(key) ?? [];
    if (name === undefined || level === undefined) fixed[key] = value;
    else own[level] = { ...own[level], [name]: value };
  }
  return { fixed, own };
}

/**
 * What `isoloss versus` holds: for both families, and of each.
 *
 * @throws UsageError for a group that is no family, and parameters that are held of one family alone.
 */
export function heldOfFamilies(held: Readonly<Record<string, number>>): Pick<VersusOptions, "fixed" | "held"> {
  const { fixed, own } = byLevel(held);
  const strange = Object.keys(own).find((level) => level !== "ar" && level !== "mdm");
  if (strange !== undefined)
    throw new UsageError(`Cannot hold a parameter of "${strange}": it is no family`, "name ar or mdm, as --fix E[ar]=1.83");
  const { ar = {}, mdm = {} } = own;
  const alone = [...Object.keys(ar).filter((name) => !(name in mdm)), ...Object.keys(mdm).filter((name) => !(name in ar))][0];
  if (alone !== undefined)
    throw new UsageError(
      `Cannot hold ${alone} of one family alone`,
      `hold it of both, as --fix ${alone}[ar]=VALUE --fix ${alone}[mdm]=VALUE`,
    );
  return { fixed, ...(Object.keys(ar).length > 0 && { held: { ar, mdm } }) };
}

function requireFamilies(rows: readonly Observation[]): void {
  const seen = [...new Set(rows.map((row) => String(field(row, BY) ?? "not stated")))];
  if (seen.length > 1) return;
  throw new UsageError(
    `Cannot separate by ${BY}: all ${rows.length} rows have ${BY} ${seen.join(", ")}`,
    "name the column of the groups with --by COLUMN, or read logs of both families",
  );
}
