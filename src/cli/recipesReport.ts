import type { AccuracyWanted, Recipes } from "../index.ts";
import { count, lossText, short } from "./numbers.ts";
import { downstreamSection, stagesSection } from "./recipesAccuracyReport.ts";
import { ensemblesSection } from "./recipesEnsemblesReport.ts";
import { limitsSection, measuredSection } from "./recipesLimitsReport.ts";
import { tuningSection } from "./recipesTuningReport.ts";
import { estimated, refusals } from "./recipesWords.ts";
import { table } from "./table.ts";

/** The text of `isoloss recipes`: a section a question, each with what could not be done and why. */

export function recipesReport(found: Recipes, rows: number, accuracy: AccuracyWanted | undefined): string {
  const { at, leftOut } = found;
  const rowsText = (times: number): string => `${times} ${times === 1 ? "row" : "rows"}`;
  const sets = at.map(({ uniqueTokens }) => count(uniqueTokens)).join(", ");
  const losses = [
    noiseLine(found),
    ...tuningSection(at),
    ...measuredSection(at),
    ...limitsSection(at),
    ...efficiencySection(found),
    ...ensemblesSection(at),
    ...distillationSection(found),
  ];
  const apart: readonly (readonly [number, string])[] = [
    [leftOut.noRecipe, "that state no recipe"],
    [leftOut.noUniqueTokens, "that state no unique_tokens"],
    [leftOut.laterStage, "of later stages, compared by accuracy alone"],
    [leftOut.noLoss, "that state accuracies and no loss"],
  ];
  const leftOutLines = apart.flatMap(([times, what]) =>
    times === 0 ? [] : [`  left out${sets ? "" : " of losses"}: ${rowsText(times)} ${what}`],
  );
  return [
    `Recipes on ${rowsText(rows)}${sets ? ` at unique tokens ${sets}; losses in nats/token` : ""}`,
    ...leftOutLines,
    ...(sets ? losses : []),
    ...downstreamSection(found, accuracy),
    ...stagesSection(found),
  ].join("\n");
}

function noiseLine({ noise, noiseNats }: Recipes): string {
  if (noise === undefined) return "  seed noise: not known, no two runs differ in their seed alone (state it with --noise)";
  const nats = noiseNats === undefined ? "" : `, ${short(noiseNats, 1)} nats/token at the median loss`;
  return `  seed noise: ${short(noise, 2)} of log loss${nats}; limits N → ∞ and measured losses are drawn with it`;
}

function efficiencySection({ efficiency: { baseline, untuned, entries } }: Recipes): string[] {
  const laws = Object.values(baseline).flatMap((law): string[] => {
    if ("reason" in law) return [];
    const codes = [...new Set(law.diagnostics.map(({ code }) => code))];
    return [
      `  ${law.what}: ${law.points.length} points, ${law.status}, floor ${estimated(law.limit)}${codes.length > 0 ? `; distrust: ${codes.join(", ")}` : ""}`,
    ];
  });
  const refused = Object.values(baseline).flatMap((law) => ("reason" in law ? [{ refused: law }] : []));
  const body = entries.map(({ uniqueTokens, recipe, what, loss, efficiency: { perUnique, perBaseline, comparison } }) => [
    count(uniqueTokens),
    recipe,
    what.replace(`${recipe}, `, ""),
    lossText(loss),
    estimated(perUnique) || "no data would do",
    estimated(perBaseline),
    comparison,
  ]);
  return [
    "",
    "Data efficiency: unique tokens that the standard recipe would want for the loss, over those used (D′/D) and by its own loss there (D′/D′₀)",
    ...laws,
    ...refusals(refused),
    ...(untuned.length > 0
      ? [`  not in these laws, since tuned at no column there: standard runs at U = ${untuned.map((x) => count(x)).join(", ")}`]
      : []),
    ...(body.length > 0 ? [table(["U", "recipe", "loss of", "loss", "D′/D", "D′/D′₀", "what against what"], body, "  ")] : []),
  ];
}

function distillationSection({ at }: Recipes): string[] {
  const lines = at.flatMap(({ uniqueTokens, distillation: found }) => {
    if ("reason" in found) return [];
    const body = found.students.map(({ runs, loss, share, difference }) => [
      runs.join(", "),
      lossText(loss),
      "low" in share ? `${percent(share.low)} to ${percent(share.high)}` : "none",
      "reason" in difference ? "" : estimated({ ...difference, missing: 0 }),
    ]);
    const range = found.range ? `${percent(found.range.low)} to ${percent(found.range.high)} over all students and choices` : "no share";
    const without = found.students.flatMap(({ share }) => ("reason" in share ? [share.reason] : []));
    return [
      `  U = ${count(uniqueTokens)}: ${range}`,
      table(["student", "loss", "share kept", "less regularised"], body, "  "),
      ...[...new Set(without)].map((reason) => `  no share: ${reason}`),
    ];
  });
  const refused = at.flatMap(({ uniqueTokens, distillation: found }) => ("reason" in found ? [{ uniqueTokens, refused: found }] : []));
  return ["", "Distillation: share of the ensemble's gain that students keep", ...lines, ...refusals(refused)];
}

const percent = (x: number): string => `${(100 * x).toFixed(0)} %`;
