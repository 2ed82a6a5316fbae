import type { Estimate } from "../../analyze/predictor.ts";
import { limitUnknown } from "../../analyze/recipes/knownLimit.ts";
import type { Recipes } from "../../analyze/recipes/recipes.ts";
import type { Diagnostic } from "../../fit/types.ts";
import { countText, estimateText, intervalText, lossText, numberText, valueText } from "../../numberText.ts";
import { findingsToTell } from "../fitWords.ts";
import type { ReportBlock } from "../report.ts";

/** Recipes compared: measured minima, limits, what each is worth in data, and what the runs do not give. */
export function recipesBlocks({ at, efficiency, noise, noiseNats }: Recipes): ReportBlock[] {
  const measured = at.flatMap(({ uniqueTokens, measured: own }) =>
    own.map(({ recipe, loss, rows, setting }) => [
      `${recipe}, U = ${countText(uniqueTokens)}`,
      lossText(loss),
      typeof setting.params === "number" ? countText(setting.params) : "",
      String(rows.length),
    ]),
  );
  const worth = efficiency.entries.map(({ uniqueTokens, recipe, what, params, loss, standard, efficiency: { perUnique, comparison } }) => [
    `${recipe}, ${what.replace(`${recipe}, `, "")}${params === undefined ? "" : ` at N = ${countText(params)}`}, U = ${countText(uniqueTokens)}`,
    lossText(loss),
    estimated(perUnique) || "no data would do",
    `${comparison}${standard === "run here" ? "" : `, standard ${standard}, not run at this U`}`,
  ]);
  const without = new Set(at.flatMap(({ limits }) => limits.flatMap(({ limit }) => ("reason" in limit ? [limit.reason] : []))));
  const seeds =
    noise === undefined
      ? "Seed noise is not known: no two runs differ in their seed alone."
      : `Seed noise ${numberText(noise, 2)} of log loss${noiseNats === undefined ? "" : `, ${numberText(noiseNats, 1)} nats/token at the median loss`}.`;
  return [
    { text: `Losses in nats/token. ${seeds}` },
    ...table("Measured: the best setting of each recipe, mean of its runs", ["recipe", "loss", "N", "runs"], measured),
    ...table(
      "Limits, best first at each set of unique tokens",
      ["limit", "loss", "95 % interval", "degrees of freedom", "status", "to distrust"],
      limitRows(at),
    ),
    ...distrusted(at),
    ...(without.size > 0
      ? [{ fold: `Limits that the runs do not give (${without.size})`, blocks: [...without].map((text) => ({ text })) }]
      : []),
    ...table(
      "Data efficiency: unique tokens that the standard recipe would want for the same loss, over those used",
      ["recipe", "loss", "times the tokens", "what against what"],
      worth,
    ),
  ];
}

/** A limit that the runs do not determine is no number: it is said to be not known. */
function limitRows(at: Recipes["at"]): string[][] {
  return at.flatMap(({ uniqueTokens, limits, measured }) =>
    limits.flatMap(({ recipe, kind, what, params, limit }) => {
      if ("reason" in limit) return [];
      const reached = kind === "members" ? undefined : measured.find((one) => one.recipe === recipe)?.loss;
      const unknown = limitUnknown(limit, reached);
      const { value, interval } = limit.limit;
      const codes = limit.diagnostics.filter(({ severity }) => severity !== "note").map(({ code }) => code);
      return [
        [
          `${what}${params === undefined ? "" : ` at N = ${countText(params)}`}, U = ${countText(uniqueTokens)}`,
          unknown.length > 0 || value === undefined
            ? "not known"
            : limit.status === "exact"
              ? lossText(value)
              : estimateText(value, interval),
          limit.status === "exact" || !interval ? "none" : intervalText(interval),
          String(limit.freedom),
          limit.status,
          [...new Set([...unknown, ...codes])].join(", "),
        ],
      ];
    }),
  );
}

/** Findings of all limits, one a code, with how many limits share it. */
function distrusted(at: Recipes["at"]): ReportBlock[] {
  const found = new Map<string, { finding: Diagnostic; of: string; times: number }>();
  for (const { uniqueTokens, limits } of at)
    for (const { what, limit } of limits)
      for (const finding of "limit" in limit ? limit.diagnostics : []) {
        const known = found.get(finding.code) ?? { finding, of: `${what}, U = ${countText(uniqueTokens)}`, times: 0 };
        found.set(finding.code, { ...known, times: known.times + 1 });
      }
  if (found.size === 0) return [];
  const findings = [...found.values()].map(({ finding, of, times }) => ({
    ...finding,
    message: `${finding.code}, ${of}: ${finding.message}${times > 1 ? ` (and the same code for ${times - 1} more)` : ""}`,
  }));
  return [{ fold: "What to distrust of these limits, and what to do", blocks: [{ findings: findingsToTell(findings) }] }];
}

function table(caption: string, head: readonly string[], rows: string[][]): ReportBlock[] {
  return rows.length > 0 ? [{ table: { caption, head, rows } }] : [];
}

function estimated({ value, interval }: Estimate): string {
  if (value !== undefined) return valueText(value, interval);
  return interval ? intervalText(interval) : "";
}
