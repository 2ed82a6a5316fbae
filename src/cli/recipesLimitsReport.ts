import type { Limit, RecipesAt } from "../index.ts";
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
  const body = at.flatMap(({ uniqueTokens, limits }) =>
    limits.flatMap(({ what, params, limit }) =>
      "limit" in limit
        ? [[count(uniqueTokens), params === undefined ? what : `${what} at N = ${count(params)}`, ...limitCells(limit)]]
        : [],
    ),
  );
  const refused = at.flatMap(({ uniqueTokens, limits }) => {
    const without = limits.filter(({ limit }) => "reason" in limit).map(({ what }) => what);
    // Refused one way, it is refused the other way too, for the same runs.
    const again = without.filter(
      (what) => /, one law$|N without embeddings$/.test(what) && without.some((other) => twinOf(what) === other),
    );
    return limits.flatMap(({ what, limit }) => ("reason" in limit && !again.includes(what) ? [{ uniqueTokens, refused: limit }] : []));
  });
  const head = ["U", "limit of", "loss", "95 % interval", "freedom", "one left out", "largest held out", "status"];
  return [
    "",
    "Limits: what the fitted laws tend to; freedom is places less parameters; largest held out is its loss less the prediction of the others",
    ...(body.length > 0 ? [table(head, body, "  ")] : []),
    ...refusals(refused),
  ];
}

const twinOf = (what: string): string =>
  what.replace(/, N without embeddings$/, "").replace("K → ∞ and N → ∞, one law", "K → ∞ then N → ∞");

function limitCells({ limit: { value, interval }, freedom, leaveOneOut, heldOut, status }: Limit): string[] {
  const error = "points" in heldOut ? heldOut.points.reduce((far, { error: e }) => (Math.abs(e) > Math.abs(far) ? e : far), 0) : undefined;
  return [
    value === undefined ? "none" : lossText(value),
    status === "exact" ? "exact" : interval ? intervalText(interval) : "none",
    String(freedom),
    "low" in leaveOneOut ? `${lossText(leaveOneOut.low)} to ${lossText(leaveOneOut.high)}` : "",
    error === undefined ? "" : `${error > 0 ? "+" : ""}${short(error, 2)}${"exact" in heldOut && heldOut.exact ? " (exact)" : ""}`,
    status === "exact" ? "" : status,
  ];
}
