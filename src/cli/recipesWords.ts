import type { Estimate, Refused } from "../index.ts";
import { count, intervalText, valueText } from "./numbers.ts";

/** What the sections of the report of `isoloss recipes` say alike. */

/** Refusals, one a reason, with all the sets of unique tokens that it holds for. */
export function refusals(list: readonly { uniqueTokens?: number; refused: Refused }[]): string[] {
  const reasons = new Map<string, { refused: Refused; at: Set<string> }>();
  for (const { uniqueTokens, refused } of list) {
    const known = reasons.get(refused.reason) ?? { refused, at: new Set<string>() };
    if (uniqueTokens !== undefined) known.at.add(count(uniqueTokens));
    reasons.set(refused.reason, known);
  }
  return [...reasons.values()].flatMap(({ refused, at }) => [
    `  ${at.size > 0 ? `U = ${[...at].join(", ")}: ` : ""}${refused.reason}`,
    ...(refused.hint ? [`    ${refused.hint}`] : []),
  ]);
}

export function estimated({ value, interval }: Estimate): string {
  if (value !== undefined) return valueText(value, interval);
  return interval ? intervalText(interval) : "";
}
