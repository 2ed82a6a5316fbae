import { curveOf } from "../curve.ts";
import type { Run } from "../run.ts";
import { setupText } from "./setupText.ts";

/**
 * Second evaluations at places that a run has already, which reading keeps as runs of their own: each with the run that it belongs to.
 *
 * Such a fragment has the id and setup of an earlier run, fewer evaluations, and none at a place that the earlier one has not.
 */
export function fragmentsOf(runs: readonly Run[]): Map<Run, Run> {
  if (new Set(runs.map(({ run }) => run)).size === runs.length) return new Map();
  const whole = new Map<string, { run: Run; places: Set<number> | undefined }>();
  const fragments = new Map<Run, Run>();
  for (const run of runs) {
    const known = whole.get(run.run);
    if (!known) {
      whole.set(run.run, { run, places: undefined });
      continue;
    }
    const own = placesOf(run);
    known.places ??= new Set(placesOf(known.run));
    const { places } = known;
    if (own.length < places.size && own.every((place) => places.has(place)) && samePlan(run, known.run)) fragments.set(run, known.run);
  }
  return fragments;
}

function placesOf(run: Run): number[] {
  const { tokens, epochs, step } = curveOf(run);
  return Array.from(tokens ?? epochs ?? step ?? []);
}

/** Whether a run was cut off is read from its last evaluation, which a fragment has not. */
function samePlan(run: Run, other: Run): boolean {
  return setupText(run, ["complete"]) === setupText(other, ["complete"]);
}
