import { IsolossError, UsageError } from "../../errors.ts";

/** Why there is no result, and which runs would give one. */
export interface Refused {
  reason: string;
  hint?: string;
}

/** What `work` gives, or why the rows cannot give it; a wrong call is thrown on. */
export async function orRefused<T extends object>(work: () => Promise<T>): Promise<T | Refused> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof IsolossError) || error instanceof UsageError) throw error;
    return { reason: error.message, ...(error.hint !== undefined && { hint: error.hint }) };
  }
}

/** What a reason says is wanting, without what could not be done: for a reason that stands inside another. */
export function wanting({ reason }: Refused): string {
  return reason.replace(/^(.*?: )?Cannot .*?: /, "");
}
