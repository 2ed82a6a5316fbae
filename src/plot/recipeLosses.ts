import type { Limit } from "../analyze/recipes/limits.ts";
import type { RecipesAt } from "../analyze/recipes/recipes.ts";
import { axisOver, LOSS_TITLE, tickLabel } from "./axes.ts";
import { lawAlong } from "./curve.ts";
import { ACCURACY_RULE, accuraciesOf, bars, ERROR_TITLE, errorPoints, errorWords, meanRows, type Place } from "./errorRates.ts";
import { compose, type FigureKind, having, type Layer, leftOut, type Panel, recipesOf } from "./figure.ts";
import { spread } from "./labels.ts";
import { law, line, type Plane, panel, points, type Row, words } from "./marks.ts";
import { bandOf, doubtsOf } from "./recipeLaws.ts";
import { type Line, linesOf } from "./recipeLines.ts";
import { SEARCHED, type Sized, totalOf } from "./recipeSeries.ts";
import { fullest } from "./recipes.ts";
import { levels, meansAt, pointOf } from "./rows.ts";
import { type Look, RECIPES, TEXT } from "./theme.ts";
import { totalAxis } from "./totalAxis.ts";

/** The shape of a recipe's points as a letter, so that its name says which points are its own. */
const GLYPHS: Readonly<Record<Look["shape"], string>> = {
  circle: "●",
  square: "■",
  diamond: "◆",
  "triangle-up": "▲",
  "triangle-down": "▼",
};
/** How far the axis goes beyond the largest total. */
const ROOM = 1.6;
const WIDTH = 300;
const HEIGHT = 300;

const id = "recipe-losses";

/** Loss of all recipes against the parameters of all members, and beside it, where accuracies are stated, the average error of the same rows. */
export const recipeLosses: FigureKind = {
  id,
  title:
    "Loss of every recipe against the parameters of all members, with the average error on tasks beside it where rows state accuracies.",
  needs: `Final losses with recipe, params and unique_tokens, ensembles with members. ${ACCURACY_RULE}`,
  curves: false,
  recipes: true,
  fits: [],
  draw(data) {
    const all = having(id, data.observations, ["params", "recipe"]) as Sized[];
    const at = fullest(recipesOf(id, data));
    const own = all.filter((row) => row.uniqueTokens === at.uniqueTokens);
    const lines = linesOf(at, own);
    const rows = lines.flatMap((one) => one.rows);
    const accuracies = accuraciesOf(rows);
    const errors = accuracies ? lines.map((one) => errorPoints(one.rows, totalOf, accuracies)) : [];
    const panels = [losses(lines), ...(errors.flat().length > 0 ? [errorPanel(lines, errors)] : [])];
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

function errorPanel(lines: readonly Line[], errors: readonly Row[][]): Panel {
  const plane: Plane = {
    x: totals(lines),
    y: axisOver(
      errors.flat().flatMap(({ y, low = y, high = y }) => [low, high] as number[]),
      { title: ERROR_TITLE, most: 7, room: [0.08, 0.04] },
    ),
  };
  const drawn = lines.map((one, i) => ({ line: one, rows: errors[i] as Row[], means: meanRows(errors[i] as Row[]) }));
  const layer = [
    ...drawn.flatMap(({ line: { colour }, means }) => (means.length > 1 ? [line(means, { colour, width: 1.2, dash: [2, 2] })] : [])),
    ...drawn.flatMap(({ line: { colour, recipe }, means }) => bars(recipe === "ensemble" ? means.slice(-1) : means, colour)),
    ...drawn.flatMap(({ line: one, rows }) => marks(one, rows)),
    ...names(plane, drawn),
  ];
  return panel(plane, layer, { width: WIDTH, height: HEIGHT });
}

function totals(lines: readonly Line[]): Plane["x"] {
  const rows = lines.flatMap((one) => one.rows);
  return totalAxis(levels(rows.map(({ params }) => params)), ROOM * Math.max(...rows.map(totalOf)));
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

function marks({ recipe, colour }: Line, rows: readonly Row[]): Layer[] {
  const { shape } = RECIPES[recipe];
  const size = recipe === "ensemble" ? 22 : recipe === "standard" || recipe === "regularized" ? 36 : 60;
  return [0, 1].flatMap((hollow) => {
    const own = rows.filter((row) => (row.hollow ?? 0) === hollow).map(({ hollow: _, ...row }) => row);
    return own.length > 0 ? [points(own, { colour, shape }, { hollow: hollow === 1, size })] : [];
  });
}

/** Sizes of ensembles below their last point; recipes outside, at the height of theirs. */
function names(plane: Plane, all: readonly { line: Line; means: readonly Place[] }[]): Layer[] {
  const shown = all.filter(({ means }) => means.length > 0);
  const members = shown.filter(({ line: { recipe } }) => recipe === "ensemble");
  const [low, high] = plane.y.scale.domain;
  const outside = [
    ...shown
      .filter(({ line: { recipe } }) => recipe !== "ensemble")
      .map(({ line: { label, recipe }, means }) => ({
        y: means.at(-1)?.y ?? 0,
        text: `${GLYPHS[RECIPES[recipe].shape]} ${label}`,
        recipe,
      })),
    ...members.slice(-1).map(({ means }) => ({
      y: means.at(-1)?.y ?? 0,
      text: `${GLYPHS[RECIPES.ensemble.shape]} ensembles, by size`,
      recipe: "ensemble" as const,
    })),
  ];
  const moved = spread(
    outside.map(({ y }) => y),
    ((high - low) * (TEXT + 3)) / HEIGHT,
  );
  return [
    ...members.flatMap(({ line: { label, colour }, means }) => {
      const { x, y, low: under = y } = means.at(-1) as Place;
      return words([{ x, y: under, text: label }], { colour, align: "center", baseline: "top", dy: 7 });
    }),
    ...outside.map(({ text, recipe }, i) =>
      words([{ y: moved[i], text }], { colour: RECIPES[recipe].colour, outside: true, dx: 6, bold: true }),
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
    `Single models are shown at the best setting of each size (${tried.join(", ")} settings; hollow: fewer than ${SEARCHED}), every seed a point; ensembles by size of a member, every subset of the members a point.`,
    ...single.map(({ label, limit }) => `Law in N of ${label}: ${bandOf(limit as Limit)}. ${doubtsOf("it", limit as Limit)}`.trim()),
    first ? `Laws in K of ${member.length} ensembles: ${bandOf(first)}.` : "",
    "Dashed lines without a law join means.",
  ]
    .filter(Boolean)
    .join(" ");
}
