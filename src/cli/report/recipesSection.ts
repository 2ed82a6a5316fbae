import {
  type Diagnostic,
  findingsToTell,
  IsolossError,
  type Observation,
  type Recipes,
  type ReportBlock,
  type ReportSection,
  recipes,
} from "../../index.ts";
import { count, intervalText, lossText } from "../numbers.ts";
import { progress } from "../progress.ts";
import { recipesReport } from "../recipesReport.ts";
import { estimated } from "../recipesWords.ts";
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
          ...recipeBlocks(found),
          { fold: `All that isoloss recipes says of ${family}`, blocks: [{ code: recipesReport(found, rows.length, undefined) }] },
        ]
      : [{ text: `Not compared: ${reason}` }]),
  ]);
  const about =
    "A limit is what a fitted law tends to as size or members grow without bound on the same unique tokens; losses in nats/token.";
  return { id: "recipes", title: "Recipes and their limits", blocks: [{ text: about }, ...blocks] };
}

function recipeBlocks({ at, efficiency }: Recipes): ReportBlock[] {
  const measured = at.flatMap(({ uniqueTokens, measured: own }) =>
    own.map(({ recipe, loss, rows, setting }) => [
      `${recipe}, U = ${count(uniqueTokens)}`,
      lossText(loss),
      typeof setting.params === "number" ? count(setting.params) : "",
      String(rows.length),
    ]),
  );
  const limits = at.flatMap(({ uniqueTokens, limits: own }) =>
    own.flatMap(({ what, params, limit }) =>
      "limit" in limit
        ? [
            [
              `${what}${params === undefined ? "" : ` at N = ${count(params)}`}, U = ${count(uniqueTokens)}`,
              limit.limit.value === undefined ? "none" : lossText(limit.limit.value),
              limit.status === "exact" || !limit.limit.interval ? "none" : intervalText(limit.limit.interval),
              String(limit.freedom),
              limit.status,
              [...new Set(limit.diagnostics.map(({ code }) => code))].join(", "),
            ],
          ]
        : [],
    ),
  );
  const worth = efficiency.entries.map(({ uniqueTokens, recipe, what, loss, efficiency: { perUnique, comparison } }) => [
    `${recipe}, ${what.replace(`${recipe}, `, "")}, U = ${count(uniqueTokens)}`,
    lossText(loss),
    estimated(perUnique) || "no data would do",
    comparison,
  ]);
  const table = (caption: string, head: readonly string[], rows: string[][]): ReportBlock[] =>
    rows.length > 0 ? [{ table: { caption, head, rows } }] : [];
  const without = at.flatMap(({ limits: own }) => own.flatMap(({ limit }) => ("reason" in limit ? [limit.reason] : [])));
  return [
    ...table("Measured: the best setting of each recipe", ["recipe", "loss", "N", "runs"], measured),
    ...table(
      "Limits, best first at each set of unique tokens",
      ["limit", "loss", "95 % interval", "degrees of freedom", "status", "to distrust"],
      limits,
    ),
    ...distrusted(at),
    ...(without.length > 0
      ? [{ fold: `Limits that the runs do not give (${new Set(without).size})`, blocks: [...new Set(without)].map((text) => ({ text })) }]
      : []),
    ...table(
      "Data efficiency: unique tokens that the standard recipe would want for the same loss, over those used",
      ["recipe", "loss", "times the tokens", "what against what"],
      worth,
    ),
  ];
}

/** Findings of all limits, one a code, with how many limits share it. */
function distrusted(at: Recipes["at"]): ReportBlock[] {
  const found = new Map<string, { finding: Diagnostic; of: string; times: number }>();
  for (const { uniqueTokens, limits } of at)
    for (const { what, limit } of limits)
      for (const finding of "limit" in limit ? limit.diagnostics : []) {
        const known = found.get(finding.code) ?? { finding, of: `${what}, U = ${count(uniqueTokens)}`, times: 0 };
        found.set(finding.code, { ...known, times: known.times + 1 });
      }
  if (found.size === 0) return [];
  const findings = [...found.values()].map(({ finding, of, times }) => ({
    ...finding,
    message: `${finding.code}, ${of}: ${finding.message}${times > 1 ? ` (and the same code for ${times - 1} more)` : ""}`,
  }));
  return [{ fold: "What to distrust of these limits, and what to do", blocks: [{ findings: findingsToTell(findings) }] }];
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
