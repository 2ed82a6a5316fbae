import type { Curve } from "../curve.ts";
import { DATA_THRESHOLDS } from "../dataThresholds.ts";
import type { Problem } from "../errors.ts";
import { noteAt, warningAt } from "../finding.ts";
import { numberText } from "../numberText.ts";
import type { Run } from "../run.ts";
import { placeOf } from "./ends.ts";

/** The course of a run: spikes, divergence, and evaluations that are only a sample. */
export function checkCurves(run: Run, curve: Curve): Problem[] {
  return [...sampled(run, curve), ...spikes(run, curve)];
}

/**
 * Curves that look like a sample of what was logged: as many evaluations as a tracking service gives at most, at steps that are not regular.
 *
 * Uneven steps alone prove nothing: trainers log at ends of epochs and at powers of two besides.
 */
function sampled(run: Run, curve: Curve): Problem[] {
  const count = curve.loss.length;
  if (!DATA_THRESHOLDS.sampledRows.some((most) => count === most) || !isUneven(curve.step ?? curve.tokens ?? curve.epochs)) return [];
  return [
    noteAt(
      run.source,
      "sampled-history",
      `run "${run.run}" has just ${count} evaluations, at uneven steps: as many as a tracking service samples from a history`,
      "the last and the lowest loss may be missing: export every evaluation (of Weights & Biases with scan_history, not history)",
    ),
  ];
}

/** Regular steps are equal or grow; the last of a run may be a short one. */
function isUneven(places: Float64Array | undefined): boolean {
  if (!places) return false;
  for (let i = 2; i < places.length - 1; i++) {
    const [before, step] = [(places[i - 1] as number) - (places[i - 2] as number), (places[i] as number) - (places[i - 1] as number)];
    if (step < before * (1 - 1e-6)) return true;
  }
  return false;
}

interface Rise {
  at: number;
  /** Loss before and after. */
  from: number;
  to: number;
}

/** Sudden rises only: a loss that climbs as the data repeat does so by steps like those before. */
function spikes(run: Run, { loss }: Curve): Problem[] {
  const rises: Rise[] = [];
  const [least, factor] = DATA_THRESHOLDS.spike;
  const change = (i: number): number => Math.log((loss[i] as number) / (loss[i - 1] as number));
  for (let i = 4; i < loss.length; i++) {
    const rise = change(i);
    if (!(rise >= least)) continue;
    const usual = Math.max(Math.abs(change(i - 1)), Math.abs(change(i - 2)), Math.abs(change(i - 3)));
    if (rise >= factor * usual) rises.push({ at: i, from: loss[i - 1] as number, to: loss[i] as number });
  }
  if (rises.length === 0) return [];
  const lost = rises.find(({ at, from, to }) => !returns(loss, at, from + (to - from) / 4));
  const { at, from, to } = lost ?? rises.reduce((a, b) => (b.to / b.from > a.to / a.from ? b : a));
  const jump = `jumps from ${numberText(from, 4)} to ${numberText(to, 4)} nats/token`;
  const others = rises.length > 1 ? ` (and ${rises.length - 1} more such jumps)` : "";
  return lost
    ? [
        warningAt(
          placeOf(run, at),
          "diverged",
          `run "${run.run}" ${jump} and does not come back: it ends at ${numberText(loss.at(-1) as number, 4)}${others}`,
          'a diverged run says nothing of size or data: leave it out with --where "run!=…", or take its best checkpoint (--checkpoint best), and say so',
        ),
      ]
    : [
        noteAt(
          placeOf(run, at),
          "loss-spike",
          `run "${run.run}" ${jump} and comes back${others}`,
          "a final loss long after a spike stands; look at the curve where the end is near, and at the gradient norm or the data of that step",
        ),
      ];
}

function returns(loss: Float64Array, from: number, level: number): boolean {
  for (let i = from + 1; i < loss.length; i++) if ((loss[i] as number) <= level) return true;
  return false;
}
