import type { AccuracyWanted, Recipes } from "../index.ts";
import { count, lossText, short } from "./numbers.ts";
import { downstreamSection, stagesSection } from "./recipesAccuracyReport.ts";
import { distillationSection } from "./recipesDistillationReport.ts";
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
    ...tuningSection(found),
    ...measuredSection(at),
    ...limitsSection(at),
    ...efficiencySection(found),
    ...ensemblesSection(at),
    ...distillationSection(at),
  ];
  const apart: readonly (readonly [number, string])[] = [
    [leftOut.noRecipe, "that state no recipe"],
    [leftOut.noUniqueTokens, "that state no unique_tokens"],
    [leftOut.noParams.length, `that state no params: ${named(leftOut.noParams)}`],
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

/** So many runs are named. */
const NAMED = 3;

function named(runs: readonly string[]): string {
  const more = runs.length - NAMED;
  return `${runs.slice(0, NAMED).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

function noiseLine({ noise, noiseNats }: Recipes): string {
  if (noise === undefined) return "  seed noise: not known, no two runs differ in their seed alone (state it with --noise)";
  const nats = noiseNats === undefined ? "" : `, ${short(noiseNats, 1)} nats/token at the median loss`;
  return `  seed noise: ${short(noise, 2)} of log loss${nats}; drawn with it: measured losses, and limits N → ∞ of one run a size; with replicates the misses of sizes count`;
}

function efficiencySection({ efficiency: { baseline, untuned, entries, withheld, apart } }: Recipes): string[] {
  const laws = Object.values(baseline).flatMap((law): string[] => {
    if ("reason" in law) return [];
    const codes = [...new Set(law.diagnostics.map(({ code }) => code))];
    return [
      `  ${law.what}: ${law.points.length} points, ${law.status}, floor ${estimated(law.limit)}${codes.length > 0 ? `; distrust: ${codes.join(", ")}` : ""}`,
    ];
  });
  const refused = Object.values(baseline).flatMap((law) => ("reason" in law ? [{ refused: law }] : []));
  const body = entries.map((one) => {
    const { uniqueTokens, recipe, what, params, loss, standard, efficiency } = one;
    const here = standard === "run here" ? "" : `, standard ${standard}, not run at this U`;
    return [
      count(uniqueTokens),
      recipe,
      `${what.replace(`${recipe}, `, "")}${params === undefined ? "" : ` at N = ${count(params)}`}`,
      lossText(loss),
      estimated(efficiency.perUnique) || "no data would do",
      estimated(efficiency.perBaseline),
      `${efficiency.comparison}${here}`,
    ];
  });
  return [
    "",
    "Data efficiency: unique tokens that the standard recipe would want for the loss, over those used (D′/D) and by its own loss there (D′/D′₀)",
    ...laws,
    ...refusals(refused),
    ...(untuned.length > 0
      ? [`  not in these laws, since tuned at no column there: standard runs at U = ${untuned.map((x) => count(x)).join(", ")}`]
      : []),
    ...apart.flatMap(({ recipe, uniqueTokens }) => [
      `  Cannot compare ${recipe} with standard: they have no unique tokens in common (${recipe} was run at U = ${uniqueTokens.map((x) => count(x)).join(", ")})`,
      "    train the standard recipe there, tuned; a loss elsewhere than its own runs is asked of its law by isoloss analyze data-efficiency",
    ]),
    ...withheld.map(
      ({ uniqueTokens, what, params, reasons }) =>
        `  not compared, since not known: limit of ${what}${params === undefined ? "" : ` at N = ${count(params)}`} at U = ${count(uniqueTokens)} (${reasons.join(", ")})`,
    ),
    ...(body.length > 0 ? [table(["U", "recipe", "loss of", "loss", "D′/D", "D′/D′₀", "what against what"], body, "  ")] : []),
  ];
}
