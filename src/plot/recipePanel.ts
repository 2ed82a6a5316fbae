import { axisOver } from "./axes.ts";
import { bars, ERROR_TITLE, meanRows, type Place } from "./errorRates.ts";
import type { Layer, Panel } from "./figure.ts";
import { spread } from "./labels.ts";
import { line, type Plane, panel, points, type Row, words } from "./marks.ts";
import type { Line } from "./recipeLines.ts";
import { type Look, RECIPES, TEXT } from "./theme.ts";
import { totalAxis } from "./totalAxis.ts";

/** Panels of all recipes against total parameters: marks, names, and the panel of errors on tasks. */

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
export const WIDTH = 300;
export const HEIGHT = 300;

export type Named = Pick<Line, "recipe" | "label" | "colour">;

/** Parameters of all members, with ticks at the sizes. */
export function totalsOver(sizes: readonly number[], totals: readonly number[]): Plane["x"] {
  return totalAxis(sizes, ROOM * Math.max(...totals));
}

/** Average errors of lines, each with the points of its rows in percent. */
export function errorPanel(x: Plane["x"], lines: readonly Named[], errors: readonly Row[][]): Panel {
  const plane: Plane = {
    x,
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

/** Points of one line, hollow where a row says so. */
export function marks({ recipe, colour }: Named, rows: readonly Row[]): Layer[] {
  const { shape } = RECIPES[recipe];
  const size = recipe === "ensemble" ? 22 : recipe === "standard" || recipe === "regularized" ? 36 : 60;
  return [0, 1].flatMap((hollow) => {
    const own = rows.filter((row) => (row.hollow ?? 0) === hollow).map(({ hollow: _, ...row }) => row);
    return own.length > 0 ? [points(own, { colour, shape }, { hollow: hollow === 1, size })] : [];
  });
}

/** Sizes of ensembles below their last point; recipes outside, at the height of theirs. */
export function names(plane: Plane, all: readonly { line: Named; means: readonly Place[] }[]): Layer[] {
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
      return words([{ x, y: under, text: label }], { colour: colour, align: "center", baseline: "top", dy: 7 });
    }),
    ...outside.map(({ text, recipe }, i) =>
      words([{ y: moved[i], text }], { colour: RECIPES[recipe].colour, outside: true, dx: 6, bold: true }),
    ),
  ];
}
