import { grouped } from "../../grouped.ts";
import type { Observation } from "../../run.ts";
import { partOf } from "../recipes/recipeParts.ts";
import type { Refused } from "../recipes/refused.ts";
import { type CurveCrossover, crossoverOfCurves } from "./crossoverOfCurves.ts";
import type { Crossovers } from "./crossovers.ts";
import { idOf } from "./versusRows.ts";

/** The longest run of each family at one size and set of unique tokens, compared along the two. */
export interface LongestRuns {
  at: Readonly<Record<string, number>>;
  /** Names of the runs. */
  runs: readonly [string, string];
  /** Planned epochs of each, as its last evaluation has them. */
  epochs: readonly [number, number];
  crossing: CurveCrossover | Refused;
}

/** Where evaluations along the longest runs of each pair cross, smoothed: two trainings as they went, learning rates not yet at 0. */
export async function longestRuns(crossings: Crossovers | Refused, curves: readonly Observation[]): Promise<LongestRuns[]> {
  if ("reason" in crossings || curves.length === 0) return [];
  const along = grouped(curves, idOf);
  const found: LongestRuns[] = [];
  for (const { at, ar, mdm } of crossings.groups) {
    const [first, second] = [longest(ar), longest(mdm)];
    const [a, b] = [along.get(idOf(first)) ?? [], along.get(idOf(second)) ?? []];
    if (a.length === 0 || b.length === 0) continue;
    found.push({
      at,
      runs: [first.run, second.run],
      epochs: [first.epochs as number, second.epochs as number],
      crossing: await partOf(() => crossoverOfCurves(a, b, { along: "epochs" })),
    });
  }
  return found;
}

const longest = (rows: readonly Observation[]): Observation =>
  rows.reduce((most, row) => ((row.epochs ?? 0) > (most.epochs ?? 0) ? row : most));
