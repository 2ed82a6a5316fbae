import type { Law } from "../../laws/law.ts";
import { type QuantityName, quantity } from "../../quantities.ts";
import type { Observation } from "../../run.ts";

/** Where rows lie along the quantities of a law: what is counted against its parameters. */

/** The value of one quantity of a row, by symbol. */
export const quantityOf = (row: Observation, symbol: string): number => row[quantity(symbol)?.name as QuantityName] as number;

/** Distinct combinations of the quantities that a law reads. */
export function placesOf(law: Law, rows: readonly Observation[]): number {
  return distinct(rows, law.quantities);
}

/** What each quantity adds to a law of several: a floor, a height above it and an exponent. */
const EACH = 3;

/**
 * Distinct places less free parameters, and of a law in several quantities the same for each alone: replicates do not test a law, and many
 * members of two sizes say nothing of the third.
 */
export function freedomOf(law: Law, rows: readonly Observation[], fixed: Readonly<Record<string, number>>): number {
  const free = law.parameters.filter(({ name }) => !(name in fixed)).length;
  const each = law.quantities.length > 1 ? law.quantities.map((symbol) => distinct(rows, [symbol]) - EACH) : [];
  return Math.min(placesOf(law, rows) - free, ...each);
}

function distinct(rows: readonly Observation[], symbols: readonly string[]): number {
  return new Set(rows.map((row) => symbols.map((symbol) => quantityOf(row, symbol)).join(" "))).size;
}
