import { IsolossError } from "../../errors.ts";
import { grouped } from "../../grouped.ts";
import type { Family, Observation } from "../../run.ts";
import { regularisationOf } from "./bestSettings.ts";
import { FAMILIES } from "./families.ts";
import { type RiseTest, riseTest } from "./riseTest.ts";

/** The rows that laws of repeats are fitted to: one regularisation, as the laws know of none. */

export interface LawRows {
  rows: readonly Observation[];
  /** Of each family; the same where both were trained with one. */
  regularisation: Readonly<Record<Family, string>>;
  runs: Readonly<Record<Family, number>>;
  /** Rows at other regularisations, or without N, D or U. */
  leftOut: number;
}

/** Rows at the regularisation that both families were run at most; without a common one, each at its own most frequent. */
export function lawRows(rows: readonly Observation[]): LawRows {
  const usable = rows.filter(
    ({ params, tokens, uniqueTokens }) => params !== undefined && tokens !== undefined && uniqueTokens !== undefined,
  );
  const [ar, mdm] = FAMILIES.map((family) =>
    grouped(
      usable.filter((row) => row.family === family),
      regularisationOf,
    ),
  ) as [Map<string, Observation[]>, Map<string, Observation[]>];
  if (ar.size === 0 || mdm.size === 0)
    throw new IsolossError(
      `Cannot fit laws of repeats to both families: of ${rows.length} rows ${usable.length} state params, tokens and unique_tokens`,
      "log the three in every run of both families",
    );
  const count = (groups: Map<string, Observation[]>, name: string): number => groups.get(name)?.length ?? 0;
  const most = (names: readonly string[], times: (name: string) => number): string =>
    names.reduce((best, name) => (times(name) > times(best) ? name : best));
  const common = [...ar.keys()].filter((name) => mdm.has(name));
  const fewer = (name: string): number => Math.min(count(ar, name), count(mdm, name));
  const both = common.length > 0 ? most(common, fewer) : undefined;
  const regularisation = {
    ar: both ?? most([...ar.keys()], (name) => count(ar, name)),
    mdm: both ?? most([...mdm.keys()], (name) => count(mdm, name)),
  };
  const kept = new Set([...(ar.get(regularisation.ar) ?? []), ...(mdm.get(regularisation.mdm) ?? [])]);
  return {
    rows: rows.filter((row) => kept.has(row)),
    regularisation,
    runs: { ar: count(ar, regularisation.ar), mdm: count(mdm, regularisation.mdm) },
    leftOut: rows.length - kept.size,
  };
}

/** What a law that cannot rise may be fitted to: rows up to the lowest loss of each group that rises. */
export function withoutRising(rows: readonly Observation[], { rising }: Pick<RiseTest, "rising">): Observation[] {
  const past = new Set(rising.flatMap((group) => group.past));
  return rows.filter((row) => !past.has(row));
}

/** What figures fit laws of repeats to: the rows that `versus` reads its laws from; of a family alone, those at its most frequent regularisation. */
export function fallingLawRows(rows: readonly Observation[]): Observation[] {
  const families = FAMILIES.filter((family) => rows.some((row) => row.family === family));
  const alone = [...grouped(rows, regularisationOf).values()].reduce((most, own) => (own.length > most.length ? own : most), []);
  return withoutRising(families.length === 2 ? lawRows(rows).rows : alone, riseTest(rows));
}
