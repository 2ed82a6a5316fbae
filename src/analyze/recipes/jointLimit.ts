import { IsolossError, UsageError } from "../../errors.ts";
import { grouped } from "../../grouped.ts";
import { lawIn } from "../../laws/define.ts";
import { ensembleJoint } from "../../laws/ensembleJoint.ts";
import { power } from "../../laws/power.ts";
import type { Observation } from "../../run.ts";
import { type ChosenByLimit, chooseByLimit } from "./chooseByLimit.ts";
import { limitOver } from "./limitOver.ts";
import type { Limit } from "./limits.ts";
import type { MemberLimit, MemberLimitOptions } from "./memberLimit.ts";
import { orRefused, type Refused } from "./refused.ts";
import { COMPARABLE, requireSame, SETTING } from "./sameSetting.ts";
import { stagedDraws, stagedFindings } from "./secondStage.ts";

export interface JointLimitOptions extends Omit<MemberLimitOptions, "beyond"> {
  /** Limits K → ∞ without runs, as authors publish them: rows whose loss is the limit. */
  limits?: readonly Observation[];
}

/** The limit K → ∞ of one size: fitted, given, or why there is none. */
export type SizeOfMembers = { params: number } & ({ limit: MemberLimit; chosen: ChosenByLimit } | { given: Observation } | Refused);

export interface JointLimit {
  /** The first stage, a size each, smallest first. */
  sizes: readonly SizeOfMembers[];
  /** K → ∞ at each size, then N → ∞ of those limits; its draws refit the second stage for each draw of the first. */
  staged: Limit | Refused;
  /** Both at once, by E + A/N^alpha + B/(N^gamma·K^beta). */
  oneLaw: Limit | Refused;
}

const WHAT = "ensembles, K → ∞ then N → ∞";

/**
 * The loss that ensembles tend to as members are added and then made larger, at one set of unique tokens, in two ways: staged, and by one joint law.
 *
 * Staged: E_N of L(K) = E_N + A/K^alpha at each N, by the setting whose E_N is lowest; then E of E_N = E + A/N^alpha. Where every size has draws, the
 * second stage is refitted for each draw of the first; where a limit is given or exact, its interval is that of the second stage alone.
 *
 * @param rows evaluations of ensembles of several sizes; empty where `options.limits` are all there is.
 * @throws IsolossError for rows that differ in unique tokens, tokenizer, evaluation set or kind of loss; UsageError without rows and limits. What the rows
 * cannot give is refused in its place, with the runs that are missing.
 * @see Kim, Kotha, Liang & Hashimoto 2025, arXiv:2509.14786, section 4.3 and figure 5 (3.17 at 200M unique tokens).
 * @example
 * const limits = [0.15, 0.3, 0.6, 1.4].map((params) => ({ ...observation, params, loss: 3 + 0.1 / params }));
 * Number((await jointLimit([], { limits })).staged.limit.value.toFixed(4)) // 3
 */
export async function jointLimit(rows: readonly Observation[], options: JointLimitOptions = {}): Promise<JointLimit> {
  const { limits = [], fixed, ...rest } = options;
  if (rows.length + limits.length === 0)
    throw new UsageError(
      "Cannot take the joint limit: there are neither ensembles nor limits",
      "see what was read with: isoloss runs PATH",
    );
  requireSame([...rows, ...limits], COMPARABLE, "take the joint limit K → ∞, N → ∞", "split the rows with --where");
  const held = fixed && { fixed };
  const own: SizeOfMembers[] = [];
  for (const [params, at] of grouped(rows, (row) => row.params ?? Number.NaN))
    own.push({ params, ...(await orRefused(() => atOneSize(at, { ...rest, ...held }))) });
  const given = limits.map((row): SizeOfMembers => ({ params: row.params ?? Number.NaN, given: row }));
  const sizes = [...own, ...given].sort((a, b) => a.params - b.params);
  return { sizes, staged: await orRefused(() => staged(sizes, rest)), oneLaw: await orRefused(() => oneLaw(sizes, rest)) };
}

/** The best of the settings that ensembles of one size were trained with. */
async function atOneSize(
  rows: readonly Observation[],
  options: MemberLimitOptions,
): Promise<{ limit: MemberLimit; chosen: ChosenByLimit }> {
  const groups = settingsOf(rows).map((own) => ({ label: settingText(own[0] as Observation), rows: own }));
  const chosen = await chooseByLimit(groups, options);
  return { limit: (chosen.ranked[0] as { limit: MemberLimit }).limit, chosen };
}

/** Ensembles of one size by the setting of their members. */
export function settingsOf(rows: readonly Observation[]): Observation[][] {
  return [...grouped(rows, (row) => SETTING.map((name) => row[name] ?? "").join(" ")).values()];
}

function settingText({ epochs, weightDecay, learningRate }: Observation): string {
  const said = Object.entries({ epochs, "weight decay": weightDecay, "learning rate": learningRate }).filter(([, x]) => x !== undefined);
  return said.map(([name, x]) => `${name} ${x}`).join(", ") || "one setting";
}

async function staged(sizes: readonly SizeOfMembers[], options: MemberLimitOptions): Promise<Limit> {
  const points = sizes.flatMap((size, i) => {
    if ("given" in size) return { row: size.given };
    const loss = "limit" in size ? size.limit.limit.value : undefined;
    return "limit" in size && loss !== undefined ? { row: pointOf(size.limit, size.params, loss, i), limit: size.limit } : [];
  });
  const without = sizes.flatMap((size) => ("reason" in size ? size.params : []));
  const yet = without.length > 0 ? `: N = ${without.join(", ")} ${without.length === 1 ? "has" : "have"} no limit K → ∞ yet` : "";
  const hint = `evaluate ensembles of at least three numbers of members at three sizes or more${yet}`;
  if (points.length === 0) throw new IsolossError(`Cannot take the limit "${WHAT}": no size has a limit K → ∞`, hint);
  const spec = { law: lawIn(power, "N"), what: WHAT, over: ["N"], along: "N", hint };
  const rows = points.map(({ row }) => row);
  const limit = await limitOver({ ...spec, draws: (fit) => stagedDraws(fit, points) }, rows, options);
  return { ...limit, diagnostics: [...limit.diagnostics, ...stagedFindings(limit.fit, points)] };
}

/** A limit as a row of the second stage: what its members share, but for what is of one ensemble alone. */
function pointOf({ fit }: Limit, params: number, loss: number, i: number): Observation {
  const { memberRuns: _, members: _1, weightDecay: _2, fields: _3, ...shared } = fit.observations[0] as Observation;
  const source = { file: "limits K → ∞", line: i + 1 };
  return { ...shared, run: `K → ∞ at N = ${params}`, source, loss, fields: {} };
}

async function oneLaw(sizes: readonly SizeOfMembers[], options: MemberLimitOptions): Promise<Limit> {
  const rows = sizes.flatMap((size) => ("limit" in size ? [...size.limit.fit.observations] : []));
  const hint = "evaluate ensembles of at least three numbers of members at three sizes or more; limits without runs do not enter one law";
  if (rows.length === 0) throw new IsolossError(`Cannot take the limit "${WHAT}" by one law: there are no ensembles with a limit`, hint);
  return limitOver({ law: ensembleJoint, what: `${WHAT}, one law`, over: ["K", "N"], along: "N", hint }, rows, options);
}
