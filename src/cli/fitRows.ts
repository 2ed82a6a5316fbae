import {
  bootstrap,
  csvText,
  type Fit,
  type FitOptions,
  fit,
  type Law,
  type Observation,
  place,
  QUANTITIES,
  residuals,
  withIntervalKinds,
  withIntervals,
  withProfiles,
} from "../index.ts";
import type { FitFlags } from "./fit.ts";
import { pairs, range, requireDraws, requireLevel, requireNumber } from "./given.ts";
import { progress } from "./progress.ts";

/** The options of a fit from its flags. */
export function fitOptions(given: FitFlags): How {
  requireNumber("--delta", given.delta, given.delta > 0 && Number.isFinite(given.delta), "a positive number", "1e-3");
  requireNumber("--starts", given.starts, Number.isInteger(given.starts) && given.starts > 0, "a whole number above 0", "64");
  requireDraws(given);
  requireLevel(given.level);
  if (given.noise !== undefined)
    requireNumber("--noise", given.noise, given.noise > 0 && given.noise < 10, "a spread of log loss above 0 and below 10", "0.003");
  const bounds = Object.entries(pairs("--bounds", given.bounds)).map(([name, text]) => [name, range(`--bounds ${name}`, text)] as const);
  return {
    ...(given.loss !== undefined && { loss: given.loss as FitOptions["loss"] }),
    delta: given.delta,
    ...(given.residual !== undefined && { residual: given.residual as FitOptions["residual"] }),
    tied: pairs("--tie", given.tie),
    bounds: Object.fromEntries(bounds),
    starts: given.starts,
    seed: given.seed,
    bootstrap: given.bootstrap,
    noise: given.noise,
    cluster: given.cluster,
    level: given.level,
    intervals: given.intervals,
  };
}

/** How to fit, and how to find the intervals. */
export interface How extends Partial<FitOptions> {
  bootstrap: number;
  noise?: number | undefined;
  /** The column whose values are resampled as wholes. */
  cluster?: string | undefined;
  level?: number;
  /** `all`: every kind side by side. */
  intervals?: string;
}

/** A fit with its intervals, where it can have them. */
export async function fitWithIntervals(law: Law, rows: readonly Observation[], how: How, signal: AbortSignal): Promise<Fit> {
  const { bootstrap: replicates, noise, cluster, level, intervals, ...options } = how;
  let found = fit(law, rows, options);
  for (;;) {
    if (found.status === "not-converged" || (found.status === "exact" && noise === undefined)) return found;
    let whole = found;
    if (replicates > 0) {
      const draws = await bootstrap(found, {
        replicates,
        seed: found.options.seed,
        ...(noise !== undefined && { noise }),
        ...(cluster !== undefined && { cluster }),
        onProgress: progress("refitting"),
        signal,
      });
      whole = withProfiles(withIntervals(found, draws, level), level);
    }
    if (intervals === "all" && whole.solution === found.solution)
      whole = await withIntervalKinds(whole, {
        ...(level !== undefined && { level }),
        onProgress: progress("comparing intervals"),
        signal,
      });
    // Another solution is a better optimum that a profile met: the draws were another fit's, and are made again.
    if (whole.solution === found.solution) return whole;
    found = whole;
  }
}

/** Every row of some fits with what the law says of it. */
export function residualsCsv(fits: readonly Fit[]): string {
  const groups = Object.keys(fits[0]?.group ?? {});
  const used = QUANTITIES.filter((q) => q.name !== "loss" && fits.some((fit) => fit.observations.some((row) => row[q.name] !== undefined)));
  const rows = fits.flatMap((fit) =>
    residuals(fit).map(({ observation, observed, predicted, residual }) => [
      ...groups.map((name) => fit.group[name]),
      observation.run,
      place(observation.source),
      ...used.map((q) => observation[q.name]),
      observed,
      predicted,
      residual,
    ]),
  );
  return csvText([...groups, "run", "source", ...used.map((q) => q.column), "observed", "predicted", "residual"], rows);
}
