import { type Curve, curveOf, evaluationCount } from "../curve.ts";
import type { Run } from "../run.ts";
import { type Candidate, type Count, candidateOf, candidatesOf } from "./candidates.ts";
import { requireReadable } from "./readable.ts";
import { kept } from "./where.ts";

/**
 * The lowest evaluation of each run among those that conditions keep, in the order of the runs; a long log is gone through, never held as rows.
 *
 * @throws RunLogError for an evaluation that is kept and cannot be read.
 */
export function lowestOf(runs: readonly Run[], params: Count, conditions: readonly string[]): Candidate[] {
  if (conditions.length === 0) return runs.flatMap((run) => (evaluationCount(run) > 0 ? lowestIn(run, params) : []));
  const candidates = { [Symbol.iterator]: () => candidatesOf(runs, "best", params) };
  const best = new Map<Run, Candidate>();
  for (const candidate of kept(candidates, ({ row }: Candidate) => row, conditions)) {
    requireReadable(candidate);
    const before = best.get(candidate.run);
    if (!before || candidate.row.loss < before.row.loss) best.set(candidate.run, candidate);
  }
  return [...best.values()];
}

function lowestIn(run: Run, params: Count): Candidate {
  const candidate = candidateOf(run, "best", params);
  const curve = curveOf(run);
  requireReadableAll(candidate, curve);
  let best = 0;
  for (let i = 1; i < curve.loss.length; i++) if ((curve.loss[i] as number) < (curve.loss[best] as number)) best = i;
  return candidate(best);
}

/**
 * Makes sure that every evaluation of a run can be read, over its columns: only one that they do not show to be readable is looked at as a row.
 *
 * @throws RunLogError for the first that cannot.
 */
export function requireReadableAll(candidate: (i: number) => Candidate, curve: Curve): void {
  // What holds for the whole run is read with its first evaluation.
  for (let i = 0; i < curve.loss.length; i++) if (i === 0 || !isReadable(curve, i)) requireReadable(candidate(i));
}

function isReadable({ loss, tokens, epochs, compute, unreadable }: Curve, i: number): boolean {
  const value = loss[i] as number;
  return (
    value > 0 && value < Number.POSITIVE_INFINITY && !unreadable?.[i] && isSound(tokens, i) && isSound(epochs, i) && isSound(compute, i)
  );
}

/** Absent, or a finite number from 0; products with N may still overflow where it is this large. */
function isSound(column: Float64Array | undefined, i: number): boolean {
  const value = column?.[i];
  return value === undefined || Number.isNaN(value) || (value >= 0 && value < 1e150);
}
