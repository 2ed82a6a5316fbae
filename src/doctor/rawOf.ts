import { pointAt } from "../curve.ts";
import type { Field, Run } from "../run.ts";

/** Raw columns of a run at its last evaluation, by the file's own names. */
export function rawOf(run: Run): Record<string, Field> {
  return { ...run.fields, ...pointAt(run, -1)?.fields };
}
