import { amountOf } from "./amountOf.ts";

/**
 * A number whose letter stands for the point, as `2b8` for 2.8B, and what one of its last digit is worth.
 *
 * @example
 * lettered("1b25") // { value: 1250000000, within: 10000000 }
 */
export function lettered(text: string): { value: number; within: number } | undefined {
  return amountOf(text.replace(/^(\d+)([kmbt])(\d+)$/i, "$1.$3$2"));
}
