import type { Problem, Source } from "./errors.ts";

/** The kinds of finding that checks of runs make. */
const finding =
  (severity: Problem["severity"]) =>
  (source: Source, code: string, message: string, hint: string): Problem => ({ source, code, severity, message, hint });

export const errorAt = finding("error");
export const warningAt = finding("warning");
export const noteAt = finding("note");

/** How many evaluations of a run share a finding that names the first. */
export function more(count: number): string {
  return count > 1 ? ` (and ${count - 1} more of its evaluations)` : "";
}
