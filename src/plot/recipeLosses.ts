import type { Limit } from "../analyze/recipes/limits.ts";
import type { RecipesAt } from "../analyze/recipes/recipes.ts";
import { axisOver, LOSS_TITLE, tickLabel } from "./axes.ts";
import { filledWords } from "./certificates.ts";
import { lawAlong } from "./curve.ts";
import { ACCURACY_RULE, accuraciesOf, errorPoints, errorWords } from "./errorRates.ts";
import { compose, type FigureKind, having, type Layer, leftOut, type Panel, recipesOf } from "./figure.ts";
import { law, line, type Plane, panel } from "./marks.ts";
import { errorsAlone } from "./recipeErrors.ts";
import { bandOf, doubtsOf } from "./recipeLaws.ts";
import { type Line, linesOf } from "./recipeLines.ts";
import { errorPanel, HEIGHT, marks, names, totalsOver, WIDTH } from "./recipePanel.ts";
import { SEARCHED, type Sized, totalOf } from "./recipeSeries.ts";
import { fullest } from "./recipes.ts";
import { isOfSubsets, levels, meansAt, pointOf } from "./rows.ts";

const id = "recipe-losses";

/** Loss of all recipes against the parameters of all members, and beside it, where accuracies are stated, the average error of the same rows. */
export const recipeLosses: FigureKind = {
  id,
  title:
    "Loss of every recipe against the parameters of all members, with the average error on tasks beside it where rows state accuracies.",
  needs: `Final losses with recipe, params and unique_tokens, ensembles with members. ${ACCURACY_RULE}`,
  curves: false,
  recipes: true,
  accuracies: true,
  fits: [],
  draw(data) {
    if (data.recipes?.at.length === 0) return errorsAlone(id, data.recipes);
    const all = having(id, data.observations, ["params", "recipe"]) as Sized[];
    const at = fullest(recipesOf(id, data));
    const own = all.filter((row) => row.uniqueTokens === at.uniqueTokens);
    const lines = linesOf(at, own);
    const rows = lines.flatMap((one) => one.rows);
    const accuracies = data.accuracies ?? accuraciesOf(rows);
    const errors = accuracies ? lines.map((one) => errorPoints(one.rows, totalOf, accuracies)) : [];
    const panels = [losses(lines), ...(errors.flat().length > 0 ? [errorPanel(totals(lines), lines, errors)] : [])];
    const hasBars = errors.flat().some(({ low }) => low !== undefined);
    const said = [
      caption(at, lines),
      errorWords(accuracies, errors.flat(), rows),
      hasBars ? "Of the ensembles of a size only the largest have a bar." : "",
      others(own.length - rows.length),
    ];
    return compose(id, said.filter(Boolean).join(" ") + leftOut(data.observations, all), panels, 2);
  },
};

function losses(lines: readonly Line[]): Panel {
  const plane: Plane = {
    x: totals(lines),
    y: axisOver(
      lines.flatMap(({ rows }) => rows.map(({ loss }) => loss)),
      { title: LOSS_TITLE, most: 7, room: [0.08, 0.04] },
    ),
  };
  const layer = [
    ...lines.flatMap((one) => curve(one)),
    ...lines.flatMap((one) =>
      marks(
        one,
        one.rows.map((row) => ({ ...pointOf(row, totalOf(row)), hollow: Number(one.hollow.has(row)) })),
      ),
    ),
    ...names(
      plane,
      lines.map((one) => ({ line: one, means: meansAt(one.rows, totalOf) })),
    ),
  ];
  return panel(plane, layer, { width: WIDTH, height: HEIGHT });
}

function totals(lines: readonly Line[]): Plane["x"] {
  const rows = lines.flatMap((one) => one.rows);
  return totalsOver(levels(rows.map(({ params }) => params)), rows.map(totalOf));
}

/** The law where there is one, over what it describes, else a line through the means. */
function curve({ recipe, colour, rows, limit }: Line): Layer[] {
  const means = meansAt(rows, totalOf);
  if (means.length < 2) return [];
  if (!limit) return [line(means, { colour, width: 1.2, dash: [2, 2] })];
  const isMembers = recipe === "ensemble";
  const scale = isMembers ? (rows[0]?.params ?? 1) : 1;
  const range = [(means[0]?.x ?? 1) / scale, (means.at(-1)?.x ?? 1) / scale] as const;
  return [
    law(
      lawAlong(limit.fit, isMembers ? "K" : "N", range).map((row) => ({ ...row, x: (row.x as number) * scale })),
      { colour, width: 1.6, shade: 0.14 },
    ),
  ];
}

const others = (count: number): string => (count > 0 ? `${count} rows at other settings are not drawn.` : "");

function caption(at: RecipesAt, lines: readonly Line[]): string {
  const tried = lines.flatMap((one) => one.tried || []);
  const single = lines.filter(({ recipe, limit }) => recipe !== "ensemble" && limit);
  const member = lines.filter(({ recipe, limit }) => recipe === "ensemble" && limit);
  const first = member[0]?.limit;
  return [
    `Final validation loss against the parameters of all members, by recipe, on ${tickLabel(at.uniqueTokens)} unique tokens.`,
    `Single models are shown at the best setting of each size (${tried.join(", ")} settings; ${filledWords([at])}, or from fewer than ${SEARCHED}; no certificate is of distilled models), every seed a point; ensembles by size of a member${isOfSubsets(lines.flatMap(({ rows }) => rows)) ? ", every subset of the members a point" : ""}.`,
    ...single.map(({ label, limit }) => `Law in N of ${label}: ${bandOf(limit as Limit)}. ${doubtsOf("it", limit as Limit)}`.trim()),
    first ? `Laws in K of ${member.length} ensembles: ${bandOf(first)}.` : "",
    "Dashed lines join means, where there is no law with a limit that the runs determine.",
  ]
    .filter(Boolean)
    .join(" ");
}
