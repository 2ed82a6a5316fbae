import type { Recipes } from "../index.ts";
import { count, lossText, short } from "./numbers.ts";
import { limitsSection, measuredSection } from "./recipesLimitsReport.ts";
import { tuningSection } from "./recipesTuningReport.ts";
import { estimated, refusals } from "./recipesWords.ts";
import { table } from "./table.ts";

/** The text of `isoloss recipes`: a section a question, each with what could not be done and why. */

export function recipesReport(found: Recipes, rows: number): string {
  const { at, noise, leftOut } = found;
  const sets = at.map(({ uniqueTokens }) => count(uniqueTokens)).join(", ");
  return [
    `Recipes on ${rows} rows at unique tokens ${sets}; losses in nats/token`,
    noise === undefined
      ? "  seed noise: not known, no two runs differ in their seed alone (state it with --noise)"
      : `  seed noise: ${short(noise, 2)} of log loss`,
    ...(leftOut.noRecipe > 0 ? [`  left out: ${leftOut.noRecipe} rows that state no recipe`] : []),
    ...(leftOut.noUniqueTokens > 0 ? [`  left out: ${leftOut.noUniqueTokens} rows that state no unique_tokens`] : []),
    ...tuningSection(at),
    ...measuredSection(at),
    ...limitsSection(at),
    ...efficiencySection(found),
    ...ensemblesSection(found),
    ...distillationSection(found),
  ].join("\n");
}

function efficiencySection({ efficiency: { baseline, untuned, entries } }: Recipes): string[] {
  const laws = Object.values(baseline).flatMap((law): string[] => {
    if ("reason" in law) return refusals([{ refused: law }]);
    const codes = [...new Set(law.diagnostics.map(({ code }) => code))];
    return [
      `  ${law.what}: ${law.points.length} points, ${law.status}, floor ${estimated(law.limit)}${codes.length > 0 ? `; distrust: ${codes.join(", ")}` : ""}`,
    ];
  });
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
    ...(untuned.length > 0
      ? [`  not in these laws, since tuned at no column there: standard runs at U = ${untuned.map((x) => count(x)).join(", ")}`]
      : []),
    ...(body.length > 0 ? [table(["U", "recipe", "loss of", "loss", "D′/D", "D′/D′₀", "what against what"], body, "  ")] : []),
  ];
}

function ensemblesSection({ at }: Recipes): string[] {
  const body = at.flatMap(({ uniqueTokens, members }) =>
    members.map((one) => [count(uniqueTokens), count(one.params), estimated(one.members), String(one.measured)]),
  );
  const none = body.length === 0 ? ["  no size has a limit K → ∞: evaluate ensembles of 1, 2, 3 and more members of one setting"] : [];
  return [
    "",
    "Ensembles: members to come within 0.01 of the limit K → ∞",
    ...none,
    ...(body.length > 0 ? [table(["U", "N", "members", "measured to"], body, "  ")] : []),
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
    return [`  U = ${count(uniqueTokens)}: ${range}`, table(["student", "loss", "share kept", "less regularised"], body, "  ")];
  });
  const refused = at.flatMap(({ uniqueTokens, distillation: found }) => ("reason" in found ? [{ uniqueTokens, refused: found }] : []));
  return ["", "Distillation: share of the ensemble's gain that students keep", ...lines, ...refusals(refused)];
}

const percent = (x: number): string => `${(100 * x).toFixed(0)} %`;
