import { readNumber } from "./values.ts";

/**
 * A setting that Python printed: numbers and flags as such, nothing for None. A number that would not come out as it went in (007, a hash of digits) is a
 * name.
 */
export function printed(text: string): string | number | boolean | null {
  if (text === "None" || text === "") return null;
  if (text === "True" || text === "False") return text === "True";
  const number = readNumber(text);
  const exact = number !== undefined && !/^[+-]?0\d/.test(text) && (!/^[+-]?\d+$/.test(text) || Number.isSafeInteger(number));
  return exact ? number : text;
}
