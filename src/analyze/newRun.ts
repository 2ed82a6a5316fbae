import { UsageError } from "../errors.ts";
import { format, warning } from "../fit/diagnostic.ts";
import { problem } from "../fit/problem.ts";
import { THRESHOLDS } from "../fit/thresholds.ts";
import type { Diagnostic, Fit } from "../fit/types.ts";
import { unsureSpread } from "../numeric/quantile.ts";
import { random } from "../numeric/random.ts";
import { replicateNoise } from "../table/replicates.ts";
import { logErrors } from "./gaussian.ts";

/** How far a run with another seed ends from the law. */
export interface NewRunNoise {
  /** Standard deviation of log loss. */
  sd: number;
  /** That the sd is known with; Infinity where it was stated. */
  degreesOfFreedom: number;
  origin: "stated" | "replicates" | "residuals";
  /** As words: "from 12 cells of replicates". */
  said: string;
  /** `noise-unknown` where it had to be taken from the residuals, `misfit` where they spread further than seeds do. */
  diagnostics: readonly Diagnostic[];
}

/** Noise values a draw of the parameters: quantiles of their product are then as sure as those of so many times the draws. */
const PER_DRAW = 10;

/**
 * The noise of a new run: as stated, else pooled from runs of the fit that are alike but for their seed, else the residuals' spread
 * √(Σ (ln predicted − ln observed)²/(n − p)).
 *
 * @param stated standard deviation of log loss between runs.
 * @throws UsageError for a stated noise that is not positive, or when there is nothing to take it from.
 * @example
 * newRunNoise(fitted, 0.002).said // "as stated"
 */
export function newRunNoise(fit: Fit, stated?: number): NewRunNoise {
  if (stated !== undefined && !(stated > 0 && stated < 10))
    throw new UsageError(
      `Cannot use a noise of ${stated}: expected a positive number below 10`,
      "a standard deviation of log loss, as 0.002",
    );
  if (stated !== undefined)
    return { sd: stated, degreesOfFreedom: Number.POSITIVE_INFINITY, origin: "stated", said: "as stated", diagnostics: [] };
  const set = problem(fit.law, fit.observations, fit.options);
  const left = set.rows.length - set.unknowns.length;
  const errors = logErrors(set, Float64Array.from(fit.solution));
  const spread = Math.sqrt(errors.reduce((sum, e) => sum + e * e, 0) / Math.max(left, 1));
  // Replicates are known by their loss, which is not what every law predicts.
  const replicates = fit.law.response ? undefined : replicateNoise(set.rows);
  if (replicates) {
    const { sd, degreesOfFreedom, cells } = replicates;
    const wide = left > 0 && spread > THRESHOLDS.misfit * sd;
    const message = `residuals spread ${(spread / sd).toPrecision(2)} times as far as seeds do (${format(spread)} against ${format(sd)}): new runs will miss the law by more than their seed explains`;
    const diagnostics = wide
      ? [warning("misfit", message, `count the misfit as noise with --noise ${format(spread)}, or choose a law that follows the runs`)]
      : [];
    return { sd, degreesOfFreedom, origin: "replicates", said: `from ${plural(cells, "cell")} of replicates`, diagnostics };
  }
  if (left < 1)
    throw new UsageError(
      `Cannot say where a new run would end: no replicates among the rows, and ${set.rows.length} rows for ${set.unknowns.length} parameters leave no residual`,
      "state the spread of log loss between runs with --noise S",
    );
  const unknown = warning(
    "noise-unknown",
    "no two runs differ in their seed alone: the noise of a new run is taken from the residuals, which hold the law's misfit too",
    "state the spread of log loss between seeds with --noise S, or train one setup with several seeds",
  );
  return {
    sd: spread,
    degreesOfFreedom: left,
    origin: "residuals",
    said: `from residuals with ${plural(left, "degree")} of freedom`,
    diagnostics: [unknown],
  };
}

/** Factors on the loss that noise makes, some a draw; a spread known with few degrees of freedom is drawn too. The same at every point, so that curves are smooth. */
export function noiseFactors(fit: Fit, { sd, degreesOfFreedom }: NewRunNoise, draws: number): number[][] {
  // Another part of the hash than the bootstrap's: noise must not repeat what drew the parameters.
  const seed = (fit.draws?.seed ?? 0) + Number.parseInt(fit.data.sha256.slice(5, 10), 16) * 2 ** 32;
  return Array.from({ length: draws }, (_, k) => {
    const draw = random(seed, k);
    return Array.from({ length: PER_DRAW }, () => Math.exp(sd * unsureSpread(degreesOfFreedom, draw) * draw.normal()));
  });
}

function plural(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? "" : "s"}`;
}
