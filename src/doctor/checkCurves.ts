import { DATA_THRESHOLDS } from "../dataThresholds.ts";
import type { Problem } from "../errors.ts";
import { noteAt } from "../finding.ts";
import type { Run } from "../run.ts";

/**
 * Curves that look like a sample of what was logged: as many evaluations as a tracking service gives at most, at steps that are not regular.
 *
 * Uneven steps alone prove nothing: trainers log at ends of epochs and at powers of two besides.
 */
export function checkCurves(run: Run): Problem[] {
  const { points } = run;
  if (!DATA_THRESHOLDS.sampledRows.some((most) => points.length === most)) return [];
  const places = points.map((point) => point.step ?? point.tokens ?? point.epochs ?? Number.NaN);
  const steps = places.slice(1).map((place, i) => place - (places[i] as number));
  // Regular steps are equal or grow; the last of a run may be a short one.
  const shrinking = steps.slice(1, -1).some((step, i) => step < (steps[i] as number) * (1 - 1e-6));
  if (!shrinking) return [];
  return [
    noteAt(
      run.source,
      "sampled-history",
      `run "${run.run}" has just ${points.length} evaluations, at uneven steps: as many as a tracking service samples from a history`,
      "the last and the lowest loss may be missing: export every evaluation (of Weights & Biases with scan_history, not history)",
    ),
  ];
}
