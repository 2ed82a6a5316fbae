import { format, warning } from "../../fit/diagnostic.ts";
import { type BootstrapOptions, bootstrap } from "../../fit/draws.ts";
import { fit } from "../../fit/fit.ts";
import { withIntervals } from "../../fit/intervals.ts";
import { freeParameters, type Problem, problem } from "../../fit/problem.ts";
import { profile } from "../../fit/profile.ts";
import { restarted } from "../../fit/restart.ts";
import { THRESHOLDS } from "../../fit/thresholds.ts";
import type { Diagnostic, Fit, FitOptions } from "../../fit/types.ts";
import type { Law } from "../../laws/law.ts";
import type { Family, Observation } from "../../run.ts";
import { orReason } from "../outcome.ts";
import { determined, type EqualityTest, equality, type Separation, tested } from "./equality.ts";
import { partOf, requireBothFamilies } from "./families.ts";
import { type LikelihoodRatio, likelihoodRatio } from "./likelihoodRatio.ts";
import { isRepeats, KNOWN_LEVEL } from "./repeatsKnown.ts";

export interface PairedFitsOptions {
  /** Parameters with a value of their own in each family; the rest is shared. Default all that are fitted. */
  separate?: readonly string[];
  /** Parameters that are not fitted, by family: a base law from earlier runs. The same names in both. */
  held?: Readonly<Record<Family, Readonly<Record<string, number>>>>;
  /** How both are fitted. */
  fit?: Partial<Omit<FitOptions, "separate">>;
  draws?: BootstrapOptions;
  /** Share of draws inside the intervals. Default 0.95. */
  level?: number;
}

/** One law fitted to both families. */
export interface PairedFits {
  /** The one fit of all rows. */
  joint: Fit;
  /** Each family as a fit of its own, with paired draws. */
  ar: Fit;
  mdm: Fit;
  separate: readonly string[];
  shared: readonly string[];
  /** What was held, and so is taken for granted by every number here. */
  held: Readonly<Record<Family, Readonly<Record<string, number>>>>;
  /** One a separate parameter. */
  tests: readonly EqualityTest[];
  /** All of them shared at once, against the fit; undefined where there is none. */
  together: LikelihoodRatio | undefined;
  /** The fit against one that shares nothing: whether what is shared may be, or why that cannot be told; undefined where nothing is shared. */
  sharing: LikelihoodRatio | { reason: string } | undefined;
  diagnostics: readonly Diagnostic[];
}

/**
 * The same law for both families, with parameters shared or separate, and tests of which of them differ.
 *
 * A test refits with one parameter shared: 2(ρ₀ − ρ₁)/σ² against F(1, n − p), σ² as in a profile interval. Beside it stands the difference over the draws, in
 * which runs of each family are resampled within it.
 *
 * @param law as `findLaw` gives it.
 * @param rows of both families; loss in nats/token.
 * @throws IsolossError for a row without a family, one family only, or rows that do not determine the law for both; where the joint fit does not converge.
 * @throws UsageError for a parameter that the law does not have.
 * @see Muennighoff et al. 2023, arXiv:2305.16264, eq. 14; Prabhudesai et al. 2025, arXiv:2507.15857, table 1.
 * @example
 * const paired = await pairedFits(chinchilla, rows, { separate: ["E"], fit: { starts: 4 }, draws: { replicates: 10 } });
 * paired.tests.map((test) => test.parameter) // ["E"]
 */
export async function pairedFits(law: Law, rows: readonly Observation[], options: PairedFitsOptions = {}): Promise<PairedFits> {
  requireBothFamilies(rows, "fit both families");
  const wanted = separation(law, options);
  const { joint: bare, tests, together } = profiled(determined(fit(law, rows, { ...options.fit, separate: wanted })));
  const joint = withIntervals(bare, await bootstrap(bare, options.draws), options.level);
  const set = problem(joint.law, joint.observations, joint.options);
  const names = wanted.parameters;
  const shared = freeParameters(law, joint.options)
    .map((p) => p.name)
    .filter((name) => !names.includes(name));
  const sharing = shared.length === 0 ? undefined : orReason(() => againstSeparate(joint, set, shared));
  return {
    joint,
    ar: partOf(joint, "ar"),
    mdm: partOf(joint, "mdm"),
    separate: names,
    shared,
    held: { ar: { ...joint.options.fixed, ...options.held?.ar }, mdm: { ...joint.options.fixed, ...options.held?.mdm } },
    tests: names.map((name, i) => equality(joint, set, name, tests[i] as LikelihoodRatio, options.level)),
    together,
    sharing,
    diagnostics: sharing && "p" in sharing ? diagnoseSharing(sharing, shared, names) : [],
  };
}

/** The same rows with nothing shared, and the fit against it. */
function againstSeparate(joint: Fit, set: Problem, shared: readonly string[]): LikelihoodRatio {
  const own = joint.options.separate as Separation;
  const options = { ...joint.options, separate: { ...own, parameters: [...own.parameters, ...shared] } };
  const apart = determined(fit(joint.law, joint.observations, options));
  return likelihoodRatio(apart, { separate: own }, [Object.fromEntries(set.unknowns.map((u, p) => [u.key, joint.solution[p] as number]))]);
}

function diagnoseSharing({ p, statistic, freedom }: LikelihoodRatio, shared: readonly string[], own: readonly string[]): Diagnostic[] {
  if (p >= THRESHOLDS.differ) return [];
  return [
    warning(
      "sharing-rejected",
      `the families do not share ${shared.join(", ")}: a fit with nothing shared is better by more than chance (F ${format(statistic)} with ${freedom.join(" and ")} degrees of freedom, p ${format(p)})`,
      `what is shared wrongly bends ${own.join(", ") || "the rest"}: give each family its own, or hold each family's base law`,
    ),
  ];
}

function separation(law: Law, { separate, held, fit: how = {} }: PairedFitsOptions): Separation {
  const own = { by: "family", parameters: separate ?? [], ...(held && { held }) };
  if (separate) return own;
  return { ...own, parameters: freeParameters(law, { fixed: {}, tied: {}, ...how, separate: own }).map((p) => p.name) };
}

/** Better optima that profiles may meet before the search is given up. */
const RESTARTS = 3;

/**
 * The fit with its tests and with profiles of the repeats that data bear (what a bound is read from where draws rest on a flat floor); where one of them meets a
 * better optimum, of the fit done again from there.
 */
function profiled(joint: Fit, left = RESTARTS): ReturnType<typeof tested> {
  const found = tested(joint);
  const { unknowns } = problem(joint.law, joint.observations, joint.options);
  const made = unknowns.filter(({ parameter }) => isRepeats(parameter)).map(({ key }) => profile(found.joint, key, KNOWN_LEVEL));
  const met = made.find(({ better }) => better !== undefined);
  if (met?.better && left > 0) return profiled(determined(restarted(found.joint, `the profile of ${met.key}`, met.better)), left - 1);
  return { ...found, joint: { ...found.joint, profiles: Object.fromEntries(made.map(({ key, interval }) => [key, interval])) } };
}
