import { grouped } from "../../grouped.ts";
import type { Family, Observation } from "../../run.ts";
import { alike, differing, type SetupName } from "../../table/alike.ts";
import { along, type VersusAxis } from "./axis.ts";

/** Curves of final losses along one axis, one of each family at the same other quantities: what a crossing is looked for in. */

/** Final losses of complete schedules that differ in their place along the axis and their seed alone. */
export interface CurvePair {
  ar: readonly Observation[];
  mdm: readonly Observation[];
  /** Settings that are not the same in both, as property names: the comparison is of these too. */
  differ: readonly SetupName[];
}

/** A curve with nothing to compare it with. */
export interface Unpaired {
  family: Family;
  rows: readonly Observation[];
}

/** What follows from the place along an axis. */
const PLACED: Readonly<Record<VersusAxis, readonly SetupName[]>> = {
  epochs: ["tokens", "epochs"],
  tokens: ["tokens", "epochs"],
  compute: ["tokens", "epochs"],
  unique_tokens: ["tokens", "uniqueTokens"],
};
/** What a family decides by itself. */
const OWN: readonly SetupName[] = ["family", "lossKind", "lossWeight", "flopsPerToken", "paramsNonEmbedding"];
/** What one log may leave out though it is that of all. */
const ASSUMED = ["evalSet", "tokenizer"] as const satisfies readonly SetupName[];
/** Settings of the training: a pair that differs in them is formed only where there is no choice. */
const SETTINGS: readonly SetupName[] = ["recipe", "tokenOrder", "weightDecay", "dropout", "tokenMasking", "learningRate"];

/**
 * Pairs of curves with at least two places each: those with the same settings, and where each family has one curve left, these two.
 *
 * Rows at other evaluation sets, tokenizers, stages or numbers of members never meet. An evaluation set or tokenizer that is not logged is taken for that
 * of all, where all that log one log the same: as `comparability` takes it.
 */
export function curvePairs(finals: readonly Observation[], axis: VersusAxis): { pairs: CurvePair[]; unpaired: Unpaired[] } {
  const placed = finals.filter((row) => along(row, axis) !== undefined && (row.family === "ar" || row.family === "mdm"));
  const silent = ASSUMED.filter((name) => new Set(placed.flatMap((row) => row[name] ?? [])).size === 1);
  const pairs: CurvePair[] = [];
  const unpaired: Unpaired[] = [];
  const but = [...PLACED[axis], ...OWN, ...silent];
  for (const cell of grouped(placed, (row) => alike(row, [...but, ...SETTINGS])).values()) {
    const curves = [...grouped(cell, (row) => `${row.family} ${alike(row, but)}`).values()].filter(
      (rows) => new Set(rows.map((row) => along(row, axis))).size >= 2,
    );
    const of = (family: Family): Observation[][] => curves.filter(([row]) => row?.family === family);
    const left = new Set(of("mdm"));
    const alone = of("ar").filter((ar) => {
      const own = alike(ar[0] as Observation, but);
      const mdm = [...left].find((rows) => alike(rows[0] as Observation, but) === own);
      if (!mdm) return true;
      left.delete(mdm);
      pairs.push({ ar, mdm, differ: [] });
      return false;
    });
    const [ar, mdm] = [alone[0], [...left][0]];
    if (ar && mdm && alone.length === 1 && left.size === 1) {
      const differ = differing(ar[0] as Observation, mdm[0] as Observation).filter((name) => SETTINGS.includes(name));
      pairs.push({ ar, mdm, differ });
    } else
      for (const [family, all] of [
        ["ar", alone],
        ["mdm", [...left]],
      ] as const)
        unpaired.push(...all.map((rows) => ({ family, rows })));
  }
  return { pairs, unpaired };
}
