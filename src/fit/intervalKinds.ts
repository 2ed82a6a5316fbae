import { acceleration, bcaEnds } from "./bca.ts";
import { cheapKinds, dependence, isOneSided } from "./cheapKinds.ts";
import { diagnoseKinds } from "./disagreement.ts";
import { openDraws } from "./identification.ts";
import { withIntervals } from "./intervals.ts";
import { newton } from "./newton.ts";
import { natural, problem, tiedKeys, type Unknown } from "./problem.ts";
import { profile } from "./profile.ts";
import { restarted } from "./restart.ts";
import { THRESHOLDS } from "./thresholds.ts";
import type { Draws, Fit, Interval, IntervalKind } from "./types.ts";

export interface IntervalKindsOptions {
  /** Share of confidence. Default 0.95. */
  level?: number;
  signal?: AbortSignal;
  /** Called for the profiles, then for the refits that leave one cluster out. */
  onProgress?: (done: number, total: number) => void;
}

/**
 * A fit with every kind of interval of every free parameter side by side, in `intervalKinds`, and its diagnostic `intervals-disagree` over all of
 * them.
 *
 * `bootstrap` (or `parametric`, `members`): percentiles of the fit's draws. `bca`: the same draws, corrected for bias and skewness (Efron 1987).
 * `wald`: estimate ± t·se with s²·(JᵀJ)⁻¹. `sandwich`: the same with A⁻¹·B·A⁻¹, by whole runs. Both are made on the solved scale, with Student's
 * quantile of n − p degrees of freedom (runs less p for the sandwich). `profile`: see `profile`. A kind that does not exist says why in `reason`;
 * one that leans on what the rows do not grant says so in `caution`. If a profile meets a better optimum, what comes back is the fit done again from
 * there, without draws: draw again.
 *
 * @param fit a fit, with draws where the kinds from draws are wanted.
 * @throws UsageError for a level outside 0 to 1; the signal's reason when interrupted.
 * @example
 * (await withIntervalKinds(fitted)).intervalKinds.alpha.wald.interval.method // "wald"
 */
export async function withIntervalKinds(fit: Fit, options: IntervalKindsOptions = {}): Promise<Fit> {
  const { level = 0.95, signal, onProgress } = options;
  const set = problem(fit.law, fit.observations, fit.options);
  const optimum = Float64Array.from(fit.solution);
  const by = fit.draws?.cluster ?? "run";
  const caution = dependence(set, by);
  const profiles: IntervalKind[] = [];
  for (const { key } of fit.status === "exact" ? [] : set.unknowns) {
    const { interval, better } = profile(fit, key, level);
    if (better) return restarted(fit, `the profile of ${key}`, better);
    profiles.push({ interval, ...(caution && { caution }) });
    onProgress?.(profiles.length, set.unknowns.length);
    await new Promise((resume) => setTimeout(resume));
    signal?.throwIfAborted();
  }
  const { draws } = fit;
  const intervals = draws ? withIntervals(fit, draws, level).intervals : {};
  const found = newton(set, optimum, new Float64Array(set.rows.length).fill(1), THRESHOLDS.arrived);
  const seed = fit.options.seed;
  const skewness: { reason: string } | { acceleration: Float64Array } = !draws
    ? { reason: "the fit has no draws" }
    : draws.method === "bootstrap"
      ? await acceleration(set, optimum, by, { seed, ...(signal && { signal }), ...(onProgress && { onProgress }) })
      : { reason: `it corrects resampled runs, and these draws are ${draws.method}` };
  const all = cheapKinds(set, found, draws, intervals, level).map(({ wald, sandwich, ...own }, p): Record<string, IntervalKind> => {
    const u = set.unknowns[p] as Unknown;
    const bca =
      "reason" in skewness
        ? skewness
        : corrected(u, p, fit, draws as Draws, skewness.acceleration[p] as number, intervals[u.key] as Interval, level);
    return {
      ...own,
      bca,
      wald: wald as IntervalKind,
      sandwich: sandwich as IntervalKind,
      profile: profiles[p] ?? { reason: "no degree of freedom is left" },
    };
  });
  const intervalKinds = Object.fromEntries(set.unknowns.map((u, p) => [u.key, all[p] as Record<string, IntervalKind>]));
  for (const [key, other] of tiedKeys(set)) if (intervalKinds[other]) intervalKinds[key] = intervalKinds[other];
  const doubtful = fit.diagnostics.filter((d) => d.code === "not-identified").map((d) => d.parameter);
  const diagnostics = [...fit.diagnostics.filter((d) => d.code !== "intervals-disagree"), ...diagnoseKinds(set.unknowns, all, doubtful)];
  return { ...fit, intervalKinds, diagnostics };
}

function corrected(u: Unknown, p: number, fit: Fit, draws: Draws, a: number, percentiles: Interval, level: number): IntervalKind {
  if (isOneSided(u, percentiles)) return { reason: "the draws have no end on one side" };
  const sorted = openDraws(
    u,
    draws.theta.map((theta) => theta[p] as number),
  ).sort((x, y) => x - y);
  const ends = bcaEnds(sorted, natural(u, fit.solution[p] as number), a, level);
  return ends ? { interval: { ...ends, level, method: "bca" } } : { reason: "all draws lie on one side of the estimate" };
}
