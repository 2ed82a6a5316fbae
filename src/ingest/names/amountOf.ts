import { numberOf } from "../../numberOf.ts";

/**
 * A number as names write it, with k, M, B or T and `p` for the point, and what one of its last digit is worth.
 *
 * @example
 * amountOf("0p80") // { value: 0.8, within: 0.01 }
 */
export function amountOf(text: string): { value: number; within: number } | undefined {
  const plain = text.replace(/(\d)p(\d)/, "$1.$2");
  const value = numberOf(plain);
  const last = numberOf(plain.replace(/\d+(\.\d+)?/, (digits) => digits.replace(/\d/g, "0").replace(/0$/, "1")));
  return value === undefined || last === undefined || !Number.isFinite(value) ? undefined : { value, within: last };
}
