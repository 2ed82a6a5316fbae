import type { Observation } from "../../run.ts";
import type { Estimate } from "../predictor.ts";
import type { ChosenByLimit } from "./chooseByLimit.ts";
import { jointLimit, settingsOf } from "./jointLimit.ts";
import type { LimitOptions } from "./limits.ts";
import { membersForWithin } from "./membersForWithin.ts";
import { type MembersOrSize, membersOrSize } from "./membersOrSize.ts";
import type { RecipeLimit } from "./recipeLimits.ts";
import { partOf } from "./recipeParts.ts";
import type { Refused } from "./refused.ts";

/** Ensembles at one set of unique tokens, for `recipes`: their limits, how their setting is chosen, how many members are wanted, and members against size. */

/** Members of one size that come within `WITHIN` of the limit K → ∞. */
export interface MembersWanted {
  params: number;
  within: number;
  members: Estimate;
  /** Largest number of members that was evaluated. */
  measured: number;
}

/** How the setting of one size's ensembles is chosen, where they were trained with several. */
export interface SizeByLimit {
  params: number;
  chosen: ChosenByLimit | Refused;
}

export interface EnsemblesFound {
  limits: readonly RecipeLimit[];
  byLimit: readonly SizeByLimit[];
}

/** nats/token; about the noise of a seed. */
const WITHIN = 0.01;

/** Limits of ensembles, a size each and joint, and the choice of setting at each size with two or more. */
export async function ensemblesOf(rows: readonly Observation[], options: LimitOptions): Promise<EnsemblesFound> {
  const shared = { recipe: "ensemble", counts: "total" } as const;
  const own = rows.filter((row) => row.recipe === shared.recipe);
  if (own.length === 0) {
    const limit = {
      reason: "Cannot take the limit K → ∞: no row has recipe ensemble",
      hint: "evaluate ensembles of 1, 2, 3 and more members of the best regularised setting",
    };
    return { limits: [{ ...shared, kind: "members", what: "ensemble, K → ∞", limit }], byLimit: [] };
  }
  const joint = await partOf(() => jointLimit(own, { ...options, runs: rows }));
  const staged = { ...shared, kind: "members then size", what: "ensemble, K → ∞ then N → ∞" } as const;
  if ("reason" in joint) return { limits: [{ ...staged, limit: joint }], byLimit: [] };
  const several = joint.sizes.filter(({ params }) => settingsOf(own.filter((row) => row.params === params)).length > 1);
  return {
    limits: [
      ...joint.sizes.map((size): RecipeLimit => {
        const limit = "limit" in size ? size.limit : "reason" in size ? size : { reason: "the limit was given" };
        return { ...shared, kind: "members", what: "ensemble, K → ∞", params: size.params, limit };
      }),
      { ...staged, limit: joint.staged },
      { ...shared, kind: "one law", what: "ensemble, K → ∞ and N → ∞, one law", limit: joint.oneLaw },
    ],
    byLimit: several.flatMap((size): SizeByLimit[] => {
      if ("chosen" in size) return [{ params: size.params, chosen: size.chosen }];
      return "reason" in size ? [{ params: size.params, chosen: { reason: size.reason, ...(size.hint && { hint: size.hint }) } }] : [];
    }),
  };
}

/** Of every size with a limit in members, smallest first. */
export function membersOf(limits: readonly RecipeLimit[], level?: number): MembersWanted[] {
  return limits
    .flatMap(({ params, limit }): MembersWanted[] => {
      if (params === undefined || !("fit" in limit)) return [];
      const measured = Math.max(...limit.fit.observations.map(({ members }) => members ?? 1));
      return [{ params, within: WITHIN, members: membersForWithin(limit.fit, WITHIN, level), measured }];
    })
    .sort((a, b) => a.params - b.params);
}

/** Members of the size with the lowest limit K → ∞ against larger single regularised models, at equal total parameters. */
export function membersOrSizeOf(limits: readonly RecipeLimit[], level?: number): MembersOrSize | Refused {
  const single = limits.find(({ recipe, kind, counts }) => recipe === "regularized" && kind === "size" && counts === "total")?.limit;
  if (!single || "reason" in single)
    return {
      reason: `Cannot set members against size: regularised single models have no limit N → ∞ here`,
      hint: "train regularised single models of three or more sizes at the same unique tokens, each tuned",
    };
  const [best] = limits
    .flatMap(({ params, limit }) =>
      params !== undefined && "fit" in limit && limit.limit.value !== undefined ? [{ params, fit: limit.fit, end: limit.limit.value }] : [],
    )
    .sort((a, b) => a.end - b.end);
  if (!best)
    return {
      reason: "Cannot set members against size: no size has a limit K → ∞ here",
      hint: "evaluate ensembles of at least three numbers of members of one size",
    };
  return membersOrSize(best.fit, single.fit, { params: best.params, ...(level !== undefined && { level }) });
}
