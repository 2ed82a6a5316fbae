import { type Estimate, extent, type Fit, IsolossError, type Point, quantity } from "../../index.ts";
import { amount, count, intervalText, short, valueText } from "../numbers.ts";

/** How answers say numbers and places. */

/** `N = 300k, U = 50k, epochs = 16`. */
export function placeText(at: Point): string {
  return Object.entries(at)
    .map(([symbol, x]) => `${symbol} = ${amount(symbol, x)}`)
    .join(", ");
}

/** ` at N = 300k`, or nothing where nothing is held. */
export function atText(at: Point): string {
  return Object.keys(at).length > 0 ? ` at ${placeText(at)}` : "";
}

/** A value with its interval, and the share of draws that have none. */
export function estimateSaid({ value, interval, missing }: Estimate, unit: string): string {
  return `${value === undefined ? "none" : valueText(value, interval)} ${unit}${missingText(missing)}`;
}

/** The same of what is counted: 246k (154k to 278k). */
export function countSaid({ value, interval, missing }: Estimate, unit: string): string {
  if (value === undefined) return `none${missingText(missing)}`;
  const between = interval && Number.isFinite(interval.low) && Number.isFinite(interval.high);
  const range = interval && (between ? `${count(interval.low, 2)} to ${count(interval.high, 2)}` : intervalText(interval));
  return `${count(value)}${range ? ` (${range})` : ""} ${unit}${missingText(missing)}`;
}

export function missingText(missing: number): string {
  return missing > 0 ? ` (none in ${short(100 * missing, 2)} % of refits)` : "";
}

/** A quantity of a fit's rows from its smallest to its largest value. */
export function reachText({ observations }: Fit, symbol: string): string {
  const values = observations.map((row) => row[quantity(symbol)?.name as "params"]).filter((x) => x !== undefined);
  const [low, high] = extent(values);
  return low === high ? `${symbol} ${amount(symbol, low)}` : `${symbol} ${amount(symbol, low)} to ${amount(symbol, high)}`;
}

/** Refuses a fit of a law that does not read what the question is about. */
export function requireReads(id: string, { law }: Fit, symbols: readonly string[], hint: string): void {
  const lacking = symbols.filter((symbol) => !law.quantities.includes(symbol));
  if (lacking.length > 0)
    throw new IsolossError(
      `Cannot answer "${id}": law "${law.id}" reads ${law.quantities.join(", ")}, expected ${symbols.join(" and ")}`,
      hint,
    );
}
