import { evaluationCount, pointAt, setupOf } from "../curve.ts";
import type { LossPoint, Run } from "../run.ts";

/** Where something was read, and how its columns are called, is no part of what it is. */
const APART: readonly string[] = ["source", "fields", "insteadOfLoss"];

/** The first thing in which two runs differ besides their place and raw columns, in words; undefined for the same run. */
export function differing(run: Run, other: Run | undefined): string | undefined {
  if (!other) return "place";
  const named = different(setupOf(run), setupOf(other));
  if (named !== undefined) return named;
  if (evaluationCount(run) !== evaluationCount(other)) return "number of evaluations";
  for (let i = 0; i < evaluationCount(run); i++) {
    const name = different(pointAt(run, i) as LossPoint, pointAt(other, i) as LossPoint);
    if (name !== undefined) return name;
  }
  return undefined;
}

function different(a: object, b: object): string | undefined {
  const [x, y] = [a, b] as Record<string, unknown>[];
  const names = new Set([...Object.keys(a), ...Object.keys(b)].filter((name) => !APART.includes(name)));
  return [...names].find((name) => !same(x?.[name], y?.[name]));
}

function same(a: unknown, b: unknown): boolean {
  return Object.is(a, b) || (typeof a === "object" && JSON.stringify(a) === JSON.stringify(b));
}
