import { IsolossError } from "../../errors.ts";
import type { Refused } from "./refused.ts";

/**
 * A part of a comparison, or why the rows do not give it.
 *
 * Unlike `orRefused` a wrong call counts as a reason too: `recipes` makes the calls, so what is wrong with them is in the rows.
 */
export async function partOf<T extends object>(work: () => T | Promise<T>): Promise<T | Refused> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof IsolossError)) throw error;
    return { reason: error.message, ...(error.hint !== undefined && { hint: error.hint }) };
  }
}
