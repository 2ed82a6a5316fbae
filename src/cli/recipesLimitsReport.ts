import { type HeldOutCheck, type Limit, limitUnknown, type RecipeLimit, type RecipesAt } from "../index.ts";
import { count, intervalText, lossText, short } from "./numbers.ts";
import { settingText } from "./recipesTuningReport.ts";
import { refusals } from "./recipesWords.ts";
import { table } from "./table.ts";

/** Measured minima and limits in the report of `isoloss recipes`, best first at each set of unique tokens. */

export function measuredSection(at: readonly RecipesAt[]): string[] {
  const body = at.flatMap(({ uniqueTokens, measured }) =>
    measured.map(({ recipe, loss, setting, rows }) => [
      count(uniqueTokens),
      recipe,
      lossText(loss),
      `${settingText({ ...setting, members: setting.members === 1 ? null : (setting.members ?? null) }, ["params"])}`,
      String(rows.length),
    ]),
  );
  return [
    "",
    "Measured: the best setting of each recipe, mean over its runs",
    table(["U", "recipe", "loss", "setting", "runs"], body, "  "),
  ];
}

export function limitsSection(at: readonly RecipesAt[]): string[] {
  const body = at.flatMap(({ uniqueTokens, limits, measured }) =>
    limits.flatMap(({ recipe, kind, what, params, limit }) => {
      if ("reason" in limit) return [];
      const lowest = kind === "members" ? undefined : measured.find((one) => one.recipe === recipe)?.loss;
      const name = params === undefined ? what : `${what} at N = ${count(params)}`;
      return [[count(uniqueTokens), name, ...limitCells(limit), trustText(limit, lowest)]];
    }),
  );
  const refused = at.flatMap(({ uniqueTokens, limits }) => {
    const without = limits.filter(({ limit }) => "reason" in limit);
    // Refused one way, it is refused the other way too, for the same runs.
    const again = without.filter((one) => without.some((other) => other !== one && isTwin(one, other)));
    return without.flatMap((one) => ("reason" in one.limit && !again.includes(one) ? [{ uniqueTokens, refused: one.limit }] : []));
  });
  const head = ["U", "limit of", "loss", "95 % interval", "freedom", "one left out", "largest held out", "status, and what to distrust"];
  return [
    "",
    "Limits: what the fitted laws tend to; freedom is places less parameters; largest held out is its loss less the prediction of the others, and whether",
    "  it lies in the interval of that prediction; a limit that is `not known` is no number to compare, and is compared with nothing below",
    ...(body.length > 0 ? [table(head, body, "  ")] : []),
    ...refusals(refused),
  ];
}

/** Whether the first is the second by another count of N, or in one law. */
function isTwin(one: RecipeLimit, other: RecipeLimit): boolean {
  if (one.recipe !== other.recipe || other.counts !== "total") return false;
  return one.kind === "one law" ? other.kind === "members then size" : one.kind === other.kind && one.counts !== other.counts;
}

function limitCells({ limit: { value, interval }, freedom, leaveOneOut, heldOut, status }: Limit): string[] {
  return [
    value === undefined ? "none" : lossText(value),
    status === "exact" && !interval ? "exact" : interval ? intervalText(interval) : "none",
    String(freedom),
    "low" in leaveOneOut ? `${lossText(leaveOneOut.low)} to ${lossText(leaveOneOut.high)}` : "",
    "points" in heldOut ? heldOutText(heldOut) : "",
  ];
}

/** As "+0.044, outside 3.547 to 3.571". */
function heldOutText({ points, exact }: HeldOutCheck): string {
  const [first] = points;
  if (!first) return "";
  const far = points.reduce((most, point) => (Math.abs(point.error) > Math.abs(most.error) ? point : most), first);
  const { error, observed, interval } = far;
  const where = interval && (observed < interval.low || observed > interval.high ? "outside" : "inside");
  const marks = [...(exact ? ["exact"] : []), ...(interval ? [] : ["no draws"])];
  const said = interval ? `, ${where} ${intervalText(interval)}` : "";
  return `${error > 0 ? "+" : ""}${short(error, 2)}${said}${marks.length > 0 ? ` (${marks.join(", ")})` : ""}`;
}

/** As "flat; not known: flat, exponent-runaway; distrust: points-scatter": findings that a limit stands or falls with, then the others. */
function trustText(limit: Limit, measured: number | undefined): string {
  const unknown = limitUnknown(limit, measured);
  const others = limit.diagnostics.filter(({ severity, code }) => severity !== "note" && code !== limit.status && !unknown.includes(code));
  const codes = [...new Set(others.map(({ code }) => code))];
  return [
    limit.status,
    ...(unknown.length > 0 ? [`not known: ${unknown.join(", ")}`] : []),
    ...(codes.length > 0 ? [`distrust: ${codes.join(", ")}`] : []),
  ].join("; ");
}
