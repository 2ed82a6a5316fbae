import { THRESHOLDS } from "../fit/thresholds.ts";
import type { Observation } from "../run.ts";
import { computeAsked, sized } from "./comparable.ts";
import { type BudgetOptions, computeBudgets } from "./computeBudgets.ts";
import { estimateOf, type Frontier, frontierOf, type Place, placeOf } from "./frontier.ts";
import { drawsOf } from "./isoflopDraws.ts";
import { findingsOf } from "./isoflopFindings.ts";
import { type Optimum, type Profile, profileOf } from "./isoflopProfile.ts";
import { type PowerLaw, powerLaw } from "./powerLaw.ts";
import type { Estimate } from "./predictor.ts";

/** Share of draws without a minimum above which a bracket is loose. */
const LOOSE = 0.05;

export interface IsoflopOptions extends BudgetOptions {
  /** Parabolas use sizes within this factor of the one with the lowest loss. Default all sizes. */
  near?: number;
  /** Where the optimal size is asked for, FLOP. Default the largest compute of the rows. */
  compute?: number;
  /** Draws for the intervals; 0 for none. Default 1000. */
  replicates?: number;
  /** Default 0. */
  seed?: number;
  /** Share of draws inside an interval. Default 0.95. */
  level?: number;
  /** Standard deviation of log loss between runs, instead of resampling. */
  noise?: number;
}

/** One budget: where its parabola turns, or why that says nothing. */
export interface IsoflopBudget {
  /** FLOP. */
  compute: number;
  /** Largest over smallest compute of its rows. */
  spread: number;
  rows: number;
  sizes: number;
  smallest: number;
  largest: number;
  /** Only a `bracketed` budget has an optimum and is part of the power law. */
  state: Profile["state"];
  /** A minimum that noise could undo: the parabola rises to an end by less than losses scatter about it, or draws have none. */
  loose: boolean;
  /** Why there is no optimum; empty where there is one. */
  reason: string;
  /** N_opt, parameters. */
  params: Estimate;
  /** D_opt = C/(6·N_opt), tokens. */
  tokens: Estimate;
  /** Loss at the minimum, nats/token. */
  loss: Estimate;
}

export interface Isoflop extends Frontier {
  budgets: IsoflopBudget[];
  /** Budgets in the power law. */
  used: number;
  /** Rows in no budget. */
  unused: number;
  /** How the intervals came about; empty without any. */
  note: string;
}

/**
 * Approach 2: at each compute a parabola of the loss (nats/token) in ln N, L = L_opt + k·(ln N − ln N_opt)², then N_opt = k·C^a through the minima.
 *
 * A minimum counts where it has sizes on both sides and the parabola opens upwards; where that hangs on noise, `loosely-bracketed` says so.
 * A budget with fewer than 8 runs is drawn again with noise around its parabola, a larger one by resampling its runs; in a draw in which a budget
 * has no minimum it does not count.
 *
 * @param observations final rows of whole runs, with N and C (logged, or 6·N·D), C in FLOP.
 * @param options.compute where sizes are asked for, FLOP.
 * @returns budgets, and the frontier; without two bracketed budgets its values are undefined and `few-budgets` says so.
 * @throws IsolossError for rows without N or C, and where no compute is shared by enough sizes; UsageError for options out of range.
 * @see Hoffmann et al. 2022, arXiv:2203.15556, section 3.2 and figure 3.
 * @example
 * isoflop(rows, { tolerance: 0.5, replicates: 0 }).used >= 0 // true
 */
export function isoflop(observations: readonly Observation[], options: IsoflopOptions = {}): Isoflop {
  const { level = 0.95 } = options;
  const compute = computeAsked(options.compute, sized(observations));
  const { budgets, unused } = computeBudgets(observations, options);
  const profiles = budgets.map((budget) => profileOf(budget, options));
  const used = profiles.filter(({ optimum }) => optimum !== undefined);
  const law = lawOf(
    used,
    used.map(({ optimum }) => optimum),
  );
  const { draws, method, note } = drawsOf(used, options);
  const how = { level, method };
  const places = draws.map((optima): Place | undefined => {
    const drawn = lawOf(used, optima);
    return drawn && placeOf(drawn, compute);
  });
  const frontier = frontierOf(law && placeOf(law, compute), places, compute, how);
  const listed = profiles.map((profile): IsoflopBudget => {
    const { optimum, budget, state, clear, reason } = profile;
    const at = used.indexOf(profile);
    const of = (read: (found: Optimum) => number): Estimate =>
      estimateOf(optimum && read(optimum), at < 0 ? [] : draws.map((optima) => optima[at] && read(optima[at])), how);
    const params = of((found) => found.params);
    return {
      compute: budget.compute,
      spread: budget.spread,
      rows: profile.rows.length,
      sizes: profile.sizes,
      smallest: Math.exp(Math.min(...profile.x)),
      largest: Math.exp(Math.max(...profile.x)),
      state,
      loose: optimum !== undefined && (!clear || params.missing > LOOSE),
      reason,
      params,
      tokens: of((found) => budget.compute / (6 * found.params)),
      loss: of(({ loss }) => loss),
    };
  });
  const result = { ...frontier, budgets: listed, used: used.length, unused: unused.length, note };
  return { ...result, diagnostics: findingsOf(result, law, observations) };
}

/** Two budgets give a slope; whether that is a law, three would say. */
function lawOf(profiles: readonly Profile[], optima: readonly (Optimum | undefined)[]): PowerLaw | undefined {
  const found = profiles.flatMap(({ budget }, i) => {
    const optimum = optima[i];
    return optimum ? [{ compute: budget.compute, params: optimum.params }] : [];
  });
  if (found.length < THRESHOLDS.levels - 1) return undefined;
  return powerLaw(
    found.map(({ compute }) => compute),
    found.map(({ params }) => params),
  );
}
