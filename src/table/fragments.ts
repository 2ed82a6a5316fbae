import { curveOf, pointAt } from "../curve.ts";
import type { Run } from "../run.ts";
import { setupText } from "./setupText.ts";

/**
 * Second evaluations at places that a run has already, which reading keeps as runs of their own: each with the run that it belongs to.
 *
 * Such a fragment has the log, id, seed, setup and constant raw columns of an earlier run, fewer evaluations, and none at a place that the earlier one has not.
 */
export function fragmentsOf(runs: readonly Run[]): Map<Run, Run> {
  if (new Set(runs.map(({ run }) => run)).size === runs.length) return new Map();
  const whole = new Map<string, { run: Run; places: Set<number> | undefined }>();
  const fragments = new Map<Run, Run>();
  for (const run of runs) {
    const key = JSON.stringify([run.source.file, run.run, run.seed]);
    const known = whole.get(key);
    if (!known) {
      whole.set(key, { run, places: undefined });
      continue;
    }
    const own = placesOf(run);
    known.places ??= new Set(placesOf(known.run));
    const { places } = known;
    const isInside = own.length > 0 && own.length < places.size && own.every((place) => places.has(place));
    if (isInside && isOfOneTraining(run, known.run)) fragments.set(run, known.run);
  }
  return fragments;
}

function placesOf(run: Run): number[] {
  const { tokens, epochs, step } = curveOf(run);
  return Array.from(tokens ?? epochs ?? step ?? []);
}

/** Whether a run was cut off is read from its last evaluation, which a fragment has not. */
function isOfOneTraining(run: Run, whole: Run): boolean {
  if (setupText(run, ["complete"]) !== setupText(whole, ["complete"])) return false;
  const [own, first, last] = [pointAt(run, 0), pointAt(whole, 0), pointAt(whole, -1)].map((point) => point?.fields ?? {});
  const isSame = (name: string): boolean => first?.[name] !== last?.[name] || own?.[name] === first?.[name];
  return Object.keys(first ?? {}).every(isSame) && JSON.stringify(run.fields) === JSON.stringify(whole.fields);
}
