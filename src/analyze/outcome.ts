import { IsolossError, UsageError } from "../errors.ts";

/** What `work` gives, or why the rows cannot give it; a wrong call is thrown on. */
export function orReason<T extends object>(work: () => T): T | { reason: string } {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof IsolossError) || error instanceof UsageError) throw error;
    return { reason: error.message };
  }
}
