import { pointAt } from "../curve.ts";
import type { Field, Run } from "../run.ts";

/** Raw columns of a run, and of its last evaluation, by the file's own names. */
export function rawNames(run: Run): string[] {
  const inLast = Object.keys(pointAt(run, -1)?.fields ?? {});
  return [...Object.keys(run.fields).filter((name) => !inLast.includes(name)), ...inLast];
}

/** What a raw column holds at a run's last evaluation, else for the run. */
export function rawOf(run: Run, name: string): Field | undefined {
  const last = pointAt(run, -1)?.fields;
  if (last && Object.hasOwn(last, name)) return last[name];
  return Object.hasOwn(run.fields, name) ? run.fields[name] : undefined;
}
