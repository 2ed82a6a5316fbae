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

/**
 * The same as a sentence of its own, where there is no sample to say it of; undefined where no row is simulated.
 *
 * @example
 * syntheticNote(rows) // "all rows are synthetic: no model was trained"
 */
export function syntheticNote(rows: readonly Observation[]): string | undefined {
  const count = rows.filter(isSynthetic).length;
  return count === 0
    ? undefined
    : `${count === rows.length ? "all" : `${count} of ${rows.length}`} rows are synthetic: no model was trained`;
}
