import { lawIn } from "../../laws/define.ts";
import { power } from "../../laws/power.ts";
import type { Observation } from "../../run.ts";
import { limitOver } from "./limitOver.ts";
import type { Limit, LimitOptions } from "./limits.ts";
import { type MemberLosses, memberLosses } from "./memberLosses.ts";
import { COMPARABLE, requireSame, SETTING } from "./sameSetting.ts";

const ACTION = "take the limit K → ∞";

export interface MemberLimitOptions extends LimitOptions {
  /** Rows among which the runs that `memberRuns` names are looked for, to see that they differ in the seed alone. */
  runs?: readonly Observation[];
}

export interface MemberLimit extends Limit {
  /** Undefined where no member was evaluated alone. */
  members: MemberLosses | undefined;
}

/**
 * The loss that an ensemble tends to as members are added, at one size, setting and set of unique tokens: E of L(K) = E + A/K^alpha.
 *
 * Where rows are subsets of trained members, members are resampled and left out, not rows. Two numbers of members determine the law only with E held:
 * `fixed: { E }`, marked `exact`.
 *
 * @param rows evaluations of ensembles of K members each, loss in nats/token of averaged logits.
 * @throws IsolossError for two numbers of members with E free, or rows or members that differ in more than the seed.
 * @see Kim, Kotha, Liang & Hashimoto 2025, arXiv:2509.14786, section 4.2 and figure 4 (E 3.34 for 300M members).
 * @example
 * const ensembles = [1, 2, 3, 4].map((members) => ({ ...observation, recipe: "ensemble", members, loss: 3 + 0.25 / members }));
 * Number((await memberLimit(ensembles)).limit.value.toFixed(4)) // 3
 */
export async function memberLimit(rows: readonly Observation[], options: MemberLimitOptions = {}): Promise<MemberLimit> {
  const all = [...rows, ...(options.beyond ?? [])];
  const names = new Set(all.flatMap((row) => row.memberRuns ?? []));
  const members = (options.runs ?? []).filter((row) => names.has(row.run) && !row.memberRuns);
  const hint = "members of one ensemble differ in the seed alone: choose one setting with --where";
  requireSame(all, [...COMPARABLE, ...SETTING], ACTION, hint);
  requireSame(members, [...COMPARABLE, ...SETTING], `${ACTION} of one ensemble of them`, hint);
  const size = rows[0]?.params;
  const what = `ensemble${size === undefined ? "" : ` of N = ${size}`}, K → ∞`;
  const missing = "evaluate ensembles of further numbers of members, or hold the limit, isoloss fit power --in K --fix E=… (marked exact)";
  const limit = await limitOver({ law: lawIn(power, "K"), what, over: ["K"], along: "K", hint: missing }, rows, options);
  return { ...limit, members: memberLosses(rows, options.runs) };
}
