import { grouped } from "../../grouped.ts";
import type { Observation } from "../../run.ts";
import { type BestSetting, bestByRegularisation, type LossesKnown, regularisationOf } from "./bestSettings.ts";
import { FAMILIES } from "./families.ts";
import type { NoiseOfFamilies } from "./noise.ts";
import { type Verdict, verdict } from "./verdict.ts";

/** Families at one set of unique tokens: at every regularisation of both, and each at its best. */

/** A verdict between two settings, one of each family. */
export interface ComparedSettings {
  ar: BestSetting;
  mdm: BestSetting;
  verdict: Verdict;
}

/** One regularisation that both families were run with. */
export interface SharedSetting extends ComparedSettings {
  /** The same at the longest training that both have had: what is compared where nobody stops early. Undefined where they share no epoch count. */
  longest: ComparedSettings | undefined;
}

/** One set of unique tokens, at one size or over all sizes. */
export interface ConfoundersAt {
  /** U and N; N undefined where each family takes the best of its sizes. */
  uniqueTokens: number;
  params: number | undefined;
  /** The best of each family at each regularisation that it was run with, lowest loss first. */
  settings: readonly BestSetting[];
  /** At every regularisation that both families were run with, each at its best epochs. */
  shared: readonly SharedSetting[];
  /** Each family at its own best. */
  best: ComparedSettings;
  /** Whether the order at some shared regularisation, at the best epochs or the longest, is not that at the best of each. */
  changes: boolean;
}

/** Nothing where only one family was run. */
export function comparedAt(
  rows: readonly Observation[],
  params: number | undefined,
  known: Omit<LossesKnown, "noise"> & { noise: NoiseOfFamilies },
): ConfoundersAt[] {
  const compare = (own: readonly Observation[]): { settings: BestSetting[]; best?: ComparedSettings } => {
    const sides = FAMILIES.map((family) =>
      bestByRegularisation(
        own.filter((row) => row.family === family),
        { ...known, noise: known.noise[family] },
      ),
    );
    const [ar, mdm] = [sides[0]?.[0], sides[1]?.[0]];
    return { settings: sides.flat(), ...(ar && mdm && { best: { ar, mdm, verdict: verdict(ar, mdm) } }) };
  };
  const { settings, best } = compare(rows);
  if (!best) return [];
  const shared = [...grouped(rows, regularisationOf).values()].flatMap((own): SharedSetting[] => {
    const here = compare(own).best;
    return here ? [{ ...here, longest: compare(longestOfBoth(own)).best }] : [];
  });
  return [
    {
      uniqueTokens: rows[0]?.uniqueTokens as number,
      params,
      settings: settings.sort((a, b) => a.loss - b.loss),
      shared,
      best,
      changes: shared.some((own) => otherWay(own, best) || (own.longest !== undefined && otherWay(own.longest, best))),
    },
  ];
}

function longestOfBoth(rows: readonly Observation[]): readonly Observation[] {
  const [ar = [], mdm = []] = FAMILIES.map((family) => rows.flatMap((row) => (row.family === family ? (row.epochs ?? []) : [])));
  const common = ar.filter((epochs) => mdm.includes(epochs));
  return rows.filter(({ epochs }) => epochs === Math.max(...common));
}

/** Whether two comparisons say that different families are lower. */
export function otherWay({ verdict: a }: ComparedSettings, { verdict: b }: ComparedSettings): boolean {
  return a.lower !== undefined && b.lower !== undefined && a.lower !== b.lower;
}
