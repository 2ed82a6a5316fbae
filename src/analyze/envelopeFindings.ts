import { warning } from "../fit/diagnostic.ts";
import { THRESHOLDS } from "../fit/thresholds.ts";
import type { Diagnostic } from "../fit/types.ts";
import type { Observation } from "../run.ts";
import type { Envelope } from "./envelope.ts";
import { drawFindings, rangeFindings, rowFindings } from "./frontierFindings.ts";

/** What to make of an envelope; `few` runs are not resampled. */
export function findingsOf(found: Omit<Envelope, "diagnostics">, few: boolean, observations: readonly Observation[]): Diagnostic[] {
  const { points, edge, runs, sizes, compute } = found;
  const list: Diagnostic[] = [];
  if (sizes < THRESHOLDS.levels)
    list.push({
      code: "few-levels",
      severity: "error",
      message: `${sizes} size${sizes === 1 ? " lies" : "s lie"} on the envelope with smaller and larger ones beside ${sizes === 1 ? "it" : "them"}: no exponent`,
      hint: `an exponent wants at least ${THRESHOLDS.levels} sizes, trained to about equal compute`,
    });
  if (edge > 0)
    list.push({
      code: "envelope-edge",
      severity: "note",
      message: `at ${edge} of ${edge + points.length} values of compute the best size is the smallest or largest that was evaluated there; left out`,
      hint: "smaller and larger sizes at that compute would say whether it is the best",
    });
  if (points.length > 0)
    list.push(
      warning(
        "not-annealed",
        "most of the envelope lies inside runs, where the learning rate had not come down: its losses are too high, by how much depends on the schedule",
        "trust approach 2 or 3 where they differ from this one",
      ),
    );
  if (few && sizes >= THRESHOLDS.levels)
    list.push({
      code: "few-runs",
      severity: "note",
      message: `${runs} runs have a curve: too few to resample, so there is no interval`,
      hint: `whole runs are resampled from ${THRESHOLDS.fewRuns} on`,
    });
  const [first, last] = [points[0], points.at(-1)];
  if (first && last && sizes >= THRESHOLDS.levels) list.push(...rangeFindings(compute, first.compute, last.compute, "the envelope"));
  return [...list, ...drawFindings(found), ...rowFindings(observations)];
}
