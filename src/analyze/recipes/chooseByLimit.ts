import { IsolossError } from "../../errors.ts";
import type { Observation } from "../../run.ts";
import { type MemberLimit, type MemberLimitOptions, memberLimit } from "./memberLimit.ts";
import { orRefused, type Refused, wanting } from "./refused.ts";

/** Evaluations of the ensembles of one setting. */
export interface EnsembleGroup {
  /** As "wd 0.8, 32 epochs". */
  label: string;
  rows: readonly Observation[];
  /** Parameters held for this setting, as { E: 3.34 }. */
  fixed?: Readonly<Record<string, number>>;
}

export interface ChosenByLimit {
  /** Setting with the lowest limit K → ∞. */
  byLimit: string;
  /** Setting with the lowest loss at the most members that all settings were evaluated with; undefined where they share no K. */
  byLoss: string | undefined;
  /** Setting with the lowest loss of one member; undefined where a setting has none evaluated alone. */
  alone: string | undefined;
  /** The number of members of `byLoss`. */
  members: number | undefined;
  differ: boolean;
  /** Settings with a limit, lowest first, and those without. */
  ranked: readonly { label: string; limit: MemberLimit }[];
  left: readonly ({ label: string } & Refused)[];
}

/**
 * The setting of an ensemble's members that is best with ever more of them: by the fitted limit K → ∞, not by the loss at the members at hand.
 *
 * @param groups at one size and set of unique tokens, a setting each.
 * @throws IsolossError where no setting has a limit.
 * @see Kim, Kotha, Liang & Hashimoto 2025, arXiv:2509.14786, section 4.2 and figure 15: members trained for twice as long with half the weight
 * decay are worse alone and better together.
 * @example
 * const of = (E, A) => [1, 2, 3, 4].map((members) => ({ ...observation, members, loss: E + A / members }));
 * (await chooseByLimit([{ label: "regularized", rows: of(3.3, 0.2) }, { label: "overfitted", rows: of(3.2, 0.8) }])).byLimit // "overfitted"
 */
export async function chooseByLimit(groups: readonly EnsembleGroup[], options: MemberLimitOptions = {}): Promise<ChosenByLimit> {
  const ranked: { label: string; limit: MemberLimit }[] = [];
  const left: ({ label: string } & Refused)[] = [];
  for (const { label, rows, fixed } of groups) {
    const found = await orRefused(() => memberLimit(rows, { ...options, ...(fixed && { fixed }) }));
    if ("reason" in found) left.push({ label, ...found });
    else ranked.push({ label, limit: found });
  }
  const limitValue = (entry: { limit: MemberLimit }): number => entry.limit.limit.value ?? Number.POSITIVE_INFINITY;
  ranked.sort((a, b) => limitValue(a) - limitValue(b));
  const [best] = ranked;
  if (!best) throw noneHasOne(left);
  const shared = membersShared(ranked.map(({ limit }) => limit.fit.observations));
  const losses = ranked.map(({ label, limit }) => ({ label, loss: meanAt(limit.fit.observations, shared) }));
  const byLoss = shared === undefined ? undefined : losses.reduce((a, b) => (b.loss < a.loss ? b : a)).label;
  const single = ranked.map(({ label, limit }) => ({ label, loss: limit.members?.mean ?? Number.NaN }));
  const alone = single.some(({ loss }) => Number.isNaN(loss)) ? undefined : single.reduce((a, b) => (b.loss < a.loss ? b : a)).label;
  return { byLimit: best.label, byLoss, alone, members: shared, differ: byLoss !== undefined && byLoss !== best.label, ranked, left };
}

function noneHasOne(left: ChosenByLimit["left"]): IsolossError {
  const [first, ...others] = left;
  if (first && others.length === 0) return new IsolossError(first.reason, first.hint);
  const why = first ? ` (${first.label}: ${wanting(first)}; and ${others.length} more)` : "";
  return new IsolossError(
    `Cannot choose a setting by its limit K → ∞: none of ${left.length} settings has one${why}`,
    "evaluate ensembles of at least three numbers of members of one setting",
  );
}

function membersShared(sets: readonly (readonly Observation[])[]): number | undefined {
  const common = (sets[0] ?? [])
    .map((row) => row.members as number)
    .filter((k) => sets.every((rows) => rows.some((row) => row.members === k)));
  return common.length > 0 ? Math.max(...common) : undefined;
}

function meanAt(rows: readonly Observation[], members: number | undefined): number {
  const losses = rows.filter((row) => row.members === members).map((row) => row.loss);
  return losses.reduce((a, b) => a + b, 0) / losses.length;
}
