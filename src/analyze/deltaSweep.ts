import { format, warning } from "../fit/diagnostic.ts";
import { metrics } from "../fit/metrics.ts";
import { residuals } from "../fit/residuals.ts";
import { THRESHOLDS } from "../fit/thresholds.ts";
import type { Diagnostic, Fit } from "../fit/types.ts";
import { type Headline, headlineOf } from "./headline.ts";
import { mostMoved, scaleOf } from "./movement.ts";
import { type Refitted, refitted, requireExaminable } from "./refitted.ts";

/** The fit under another loss. */
export interface DeltaStep extends Refitted {
  /** Huber's threshold, in the residual's unit; Infinity for squared loss. */
  delta: number;
  /** Share of residuals inside it. */
  insideDelta: number;
}

export interface DeltaSweep {
  /** The threshold that the others are multiples of: the fit's, or the median residual of a fit of squared loss. */
  centre: number;
  headline: Pick<Headline, "name" | "at">;
  /** By rising delta, squared loss last. */
  steps: readonly DeltaStep[];
  diagnostics: readonly Diagnostic[];
}

/** Four decades about the fit's own. */
const FACTORS = [0.01, 0.1, 1 / 3, 1, 3, 10, 100];

/**
 * The fit again at other thresholds of Huber's loss, a hundredth to a hundred times its own, and with squared loss.
 *
 * `delta-sensitive`: an estimate moves by three quarters of half its interval, or more, between a third and three times the threshold (for a fit of squared loss:
 * to Huber's loss with the median residual for threshold).
 *
 * @param options.compute FLOP at which the headline is asked for.
 * @throws IsolossError for a fit that did not converge, or passes through all rows.
 * @example
 * deltaSweep(fitted).steps.length // 8
 */
export function deltaSweep(fit: Fit, { compute }: { compute?: number } = {}): DeltaSweep {
  requireExaminable(fit);
  const robust = fit.options.loss === "huber";
  const centre = robust ? fit.options.delta : median(residuals(fit).map(({ residual }) => Math.abs(residual)));
  const headline = headlineOf(fit, compute);
  const scale = scaleOf(fit);
  const at = (delta: number): DeltaStep => {
    const options = Number.isFinite(delta) ? { loss: "huber" as const, delta } : { loss: "squared" as const };
    const { set, theta, ...found } = refitted(fit, { options }, scale, headline);
    return { delta, insideDelta: Number.isFinite(delta) ? (metrics(set, theta).insideDelta as number) : 1, ...found };
  };
  const steps = [...FACTORS.map((factor) => at(factor * centre)), at(Number.POSITIVE_INFINITY)];
  const [from, to] = robust ? [steps[2], steps[4]] : [steps[3], steps[7]];
  return {
    centre,
    headline: { name: headline.name, at: headline.at },
    steps,
    diagnostics: sensitive(from as DeltaStep, to as DeltaStep),
  };
}

function sensitive(from: DeltaStep, to: DeltaStep): Diagnostic[] {
  const moved = Object.fromEntries(Object.entries(to.moved).map(([key, by]) => [key, by - (from.moved[key] ?? 0)]));
  const most = mostMoved(moved, THRESHOLDS.movedByDelta);
  if (most === undefined) return [];
  const end = Number.isFinite(to.delta) ? `delta ${format(to.delta)}` : "squared loss";
  return [
    warning(
      "delta-sensitive",
      `${most} is ${format(from.estimates[most] as number)} at delta ${format(from.delta)} and ${format(to.estimates[most] as number)} at ${end}: it moves by ${format(Math.abs(moved[most] as number))} half widths of its interval`,
      "the answer depends on how far rows may lie off: state delta with it, and look for outliers (isoloss audit)",
    ),
  ];
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] as number;
}
