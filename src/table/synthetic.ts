import type { Field, Observation } from "../run.ts";

/** Whether a run or a row says of itself that it was simulated: `isoloss simulate` writes the raw column `synthetic`. */
export function isSynthetic({ fields }: { fields: Readonly<Record<string, Field>> }): boolean {
  return fields.synthetic === true || String(fields.synthetic).toLowerCase() === "true";
}

/**
 * What a sample says of simulated rows among it, so that they are never shown as measured ones; empty where there are none.
 *
 * @example
 * syntheticText(rows) // ", all synthetic"
 */
export function syntheticText(rows: readonly Observation[]): string {
  const count = rows.filter(isSynthetic).length;
  return count === 0 ? "" : count === rows.length ? ", all synthetic" : `, ${count} rows synthetic`;
}
