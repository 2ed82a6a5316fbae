import { IsolossError, type Observation, type Recipes, type ReportBlock, type ReportSection, recipes, resultBlocks } from "../../index.ts";
import { count, intervalText, lossText } from "../numbers.ts";
import { progress } from "../progress.ts";
import { recipesReport } from "../recipesReport.ts";
import type { ReportFlags } from "./read.ts";
import { byFamily, nameOf } from "./rows.ts";

/** Recipes in a report: where each family's recipes lead on its unique tokens. */

export interface FamilyRecipes {
  family: string;
  rows: readonly Observation[];
  found?: Recipes;
  reason?: string;
}

/** Of every family whose rows state recipes. */
export async function familyRecipes(final: readonly Observation[], given: ReportFlags, signal: AbortSignal): Promise<FamilyRecipes[]> {
  const all: FamilyRecipes[] = [];
  for (const { family: name, rows } of byFamily(final)) {
    if (!rows.some(({ recipe, uniqueTokens }) => recipe !== undefined && uniqueTokens !== undefined)) continue;
    const family = nameOf(name);
    try {
      // Limits are drawn even where laws get no refits: two draws are the fewest.
      const replicates = Math.max(2, given.bootstrap);
      all.push({
        family,
        rows,
        found: await recipes(rows, { replicates, seed: given.seed, signal, onProgress: progress("comparing recipes") }),
      });
    } catch (error) {
      if (!(error instanceof IsolossError)) throw error;
      all.push({ family, rows, reason: `${error.message}${error.hint ? ` (${error.hint})` : ""}` });
    }
  }
  return all;
}

export function recipesSection(all: readonly FamilyRecipes[]): ReportSection | undefined {
  if (all.length === 0) return undefined;
  const blocks = all.flatMap(({ family, rows, found, reason }): ReportBlock[] => [
    { heading: family },
    ...(found
      ? [
          ...resultBlocks(found),
          { fold: `All that isoloss recipes says of ${family}`, blocks: [{ code: recipesReport(found, rows.length, undefined) }] },
        ]
      : [{ text: `Not compared: ${reason}` }]),
  ]);
  const about =
    "A limit is what a fitted law tends to as size or members grow without bound on the same unique tokens; losses in nats/token.";
  return { id: "recipes", title: "Recipes and their limits", blocks: [{ text: about }, ...blocks] };
}

/** The lowest limit that converged and has an interval with two ends, at the set of unique tokens that has most limits: others are of other data. */
export function lowestLimit({ at }: Recipes): string | undefined {
  const known = at.map(({ uniqueTokens, limits }) => ({ uniqueTokens, limits: limits.flatMap(quotable) }));
  const most = known.toSorted((a, b) => b.limits.length - a.limits.length)[0];
  const lowest = most?.limits.toSorted((a, b) => a.value - b.value)[0];
  return lowest && `${lowest.text}: ${lowest.what}, on ${count(most.uniqueTokens)} unique tokens`;
}

function quotable({ what, params, limit }: Recipes["at"][number]["limits"][number]): { what: string; value: number; text: string }[] {
  if (!("limit" in limit) || limit.status !== "converged") return [];
  const { value, interval } = limit.limit;
  if (value === undefined || !interval || interval.low <= 0 || !Number.isFinite(interval.high)) return [];
  const named = `${what}${params === undefined ? "" : ` at N = ${count(params)}`}`;
  return [{ what: named, value, text: `${lossText(value)} (${intervalText(interval)})` }];
}
