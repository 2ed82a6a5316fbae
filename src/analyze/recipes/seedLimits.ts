import { IsolossError } from "../../errors.ts";
import { grouped } from "../../grouped.ts";
import type { Observation } from "../../run.ts";
import { field } from "../../table/column.ts";
import { SEEDS } from "../../table/seeds.ts";
import { settingsOf } from "./jointLimit.ts";
import { type MemberLimit, type MemberLimitOptions, memberLimit } from "./memberLimit.ts";
import { orRefused, type Refused } from "./refused.ts";

/** In which seeds the members of an ensemble differ. */
export type VariedSeed = "initialisation" | "order" | "both";

/** The limit K → ∞ of ensembles of one setting whose members differ in one kind of seed. */
export interface SeedLimit {
  varied: VariedSeed;
  params: number;
  limit: MemberLimit | Refused;
}

/**
 * Limits K → ∞ by what the members of an ensemble differ in: the seed of the initialisation, that of the order of the data, or both.
 *
 * Members are the runs that `memberRuns` names; an ensemble is of the kind in which all its members' seeds vary. Its K = 1 are the members' own runs.
 *
 * @param rows ensembles of two and more members with `memberRuns`, and these runs with raw columns init_seed (or train_seed, model_seed) and data_seed
 * (or order_seed, shuffle_seed); at one set of unique tokens, loss in nats/token.
 * @returns a limit, or why there is none, for each size, setting and kind of seed.
 * @throws IsolossError where no ensemble's members state both seeds.
 * @see Kim, Kotha, Liang & Hashimoto 2025, arXiv:2509.14786, figure 16: either seed alone gives most of the gain, the order of the data more.
 * @example
 * const member = (i) => ({ ...observation, recipe: "regularized", run: `m${i}`, fields: { train_seed: i, data_seed: 42 } });
 * const ensemble = (k) => ({ ...observation, recipe: "ensemble", run: `k${k}`, members: k, memberRuns: ["m0", "m1", "m2", "m3"].slice(0, k), loss: 3 + 0.2 / k });
 * (await seedLimits([...[0, 1, 2, 3].map(member), ...[2, 3, 4].map(ensemble)], { replicates: 10 }))[0].varied // "initialisation"
 */
export async function seedLimits(rows: readonly Observation[], options: MemberLimitOptions = {}): Promise<SeedLimit[]> {
  const singles = new Map(rows.filter(({ memberRuns }) => !memberRuns).map((row) => [row.run, row]));
  const ensembles = rows.filter(({ memberRuns, params }) => (memberRuns?.length ?? 0) > 1 && params !== undefined);
  const membersOf = (row: Observation): Observation[] => (row.memberRuns ?? []).flatMap((run) => singles.get(run) ?? []);
  const kinds = grouped(ensembles, (row) => variedIn(membersOf(row), row.memberRuns?.length ?? 0));
  const found: SeedLimit[] = [];
  for (const [varied, own] of kinds) {
    if (varied === undefined) continue;
    for (const setting of [...grouped(own, (row) => row.params).values()].flatMap(settingsOf)) {
      const members = [...new Set(setting.flatMap(membersOf))].map((row) => ({ ...row, members: 1, memberRuns: [row.run] }));
      const limit = await orRefused(() => memberLimit([...members, ...setting], { ...options, runs: rows }));
      found.push({ varied, params: setting[0]?.params as number, limit });
    }
  }
  if (found.length === 0)
    throw new IsolossError(
      `Cannot tell which seed makes the members of an ensemble differ: of ${ensembles.length} ensembles none has members that state both seeds`,
      "log init_seed and data_seed of every run, and member_runs of every ensemble; train sets of members that differ in one of them alone",
    );
  return found;
}

/** Undefined where a member is missing or does not state both seeds, or members share a seed that others do not. */
function variedIn(members: readonly Observation[], count: number): VariedSeed | undefined {
  const distinct = Object.values(SEEDS).map((names) => {
    const seeds = members.flatMap(
      (row) => names.map((name) => field(row, name)).find((value) => value !== undefined && value !== null) ?? [],
    );
    return seeds.length === count ? new Set(seeds).size : 0;
  });
  const [initialisation, order] = distinct as [number, number];
  if (initialisation === count && order === count) return "both";
  if (initialisation === count && order === 1) return "initialisation";
  return initialisation === 1 && order === count ? "order" : undefined;
}
