import { quantileSorted } from "simple-statistics";
import type { Recipes } from "../analyze/recipes/recipes.ts";
import { tunedIn } from "../analyze/recipes/recipeTuning.ts";
import { IsolossError } from "../errors.ts";
import type { Observation } from "../run.ts";
import { bestOver } from "../table/bestOver.ts";
import { LOSS_TITLE, tickLabel } from "./axes.ts";
import { categories } from "./categories.ts";
import { compose, type FigureKind, having, type Layer, type Panel, recipesOf } from "./figure.ts";
import { boxes, type Plane, panel, type Row, segments, WHITE, words } from "./marks.ts";
import { fullest } from "./recipes.ts";
import { groups, levels } from "./rows.ts";
import { FAINT, INK } from "./theme.ts";
import { searched, TUNED, type TunedColumn, tunedAt, tunedTitle, valuesOf } from "./tunedColumns.ts";

/** Pixels: four digits in the width of a page have room in a cell where a row has one map. */
const CELL = { width: 46, height: 23 };
/** From the lowest losses to the highest: one hue, ever lighter, so that grey print keeps the order. */
const SHADES = ["#0f3f3b", "#17665f", "#2f8f86", "#69b3ab", "#a5d3cd", "#dcefec"] as const;
/** The first shades, on which words are white. */
const DARK = 3;

/** The best of what was run at one place of the grid. */
interface Cell {
  x: number;
  y: number;
  loss: number;
  rows: readonly Observation[];
}

interface Map2 {
  params: number;
  cells: readonly Cell[];
}

/** The two columns of the map, and their values. */
interface Grid {
  x: TunedColumn;
  y: TunedColumn;
  xs: readonly number[];
  ys: readonly number[];
}

const id = "tuning-heatmap";

/** Loss over the two hyperparameters that were tuned most, one map a size. */
export const tuningHeatmap: FigureKind = {
  id,
  title: "Heat map of loss over the two hyperparameters that were tuned most, as weight decay and epochs, one map a model size.",
  needs: "Final losses with recipe, params and unique_tokens of single models at several values of two hyperparameters.",
  curves: false,
  recipes: true,
  fits: [],
  draw(data) {
    having(id, data.observations, ["params", "recipe", "uniqueTokens"]);
    const compared = recipesOf(id, data);
    const rows = judged(data.observations, compared);
    const grid = gridOf(rows);
    const sizes = levels(rows.flatMap(({ params }) => params ?? [])).flatMap((params): Map2[] => {
      const cells = cellsOf(
        rows.filter((row) => row.params === params),
        grid,
      );
      return cells.length > 1 ? [{ params, cells }] : [];
    });
    const losses = sizes.flatMap(({ cells }) => cells.map(({ loss }) => loss)).sort((a, b) => a - b);
    const steps = SHADES.slice(1).map((_, i) => quantileSorted(losses, (i + 1) / SHADES.length));
    const panels = sizes.map((size, i) => drawMap(size, grid, steps, { first: i === 0, last: i === sizes.length - 1 }));
    return compose(id, caption(rows, grid, sizes, fullest(compared).uniqueTokens), panels, 1);
  },
};

/** Single models of the fullest set, of the regularised recipe where there are any. */
function judged(rows: readonly Observation[], recipes: Recipes): Observation[] {
  const at = fullest(recipes);
  const found = searched(rows, at, "regularized");
  return found.length > 0 ? found : searched(rows, at, "standard");
}

/** Epochs against weight decay where both were tuned, else the two columns that take the most values within a size. */
function gridOf(rows: readonly Observation[]): Grid {
  const sizes = groups(rows, ({ params }) => params).map(([, own]) => own);
  const most = (column: TunedColumn): number => Math.max(0, ...sizes.map((own) => valuesOf(own, column).length));
  const tuned = TUNED.filter((column) => most(column) > 1).sort((a, b) => most(b) - most(a));
  const [x, y] = tuned.includes("weight_decay") && tuned.includes("epochs") ? (["weight_decay", "epochs"] as const) : tuned;
  if (x === undefined || y === undefined)
    throw new IsolossError(
      `Cannot draw figure "${id}": within a size its rows vary in ${tuned.length === 0 ? "no hyperparameter" : `${tuned[0]} alone`}, and it shows two`,
      `run a size at several values of two of ${TUNED.join(", ")}`,
    );
  return { x, y, xs: valuesOf(rows, x), ys: valuesOf(rows, y) };
}

function cellsOf(rows: readonly Observation[], { x, y }: Grid): Cell[] {
  const placed = rows.filter((row) => tunedAt(row, x) !== undefined && tunedAt(row, y) !== undefined);
  if (placed.length === 0) return [];
  const rest = tunedIn(placed).filter((column) => column !== x && column !== y);
  const best = rest.length > 0 ? bestOver(placed, rest, [x, y]) : placed;
  return groups(best, (row) => `${tunedAt(row, x)} ${tunedAt(row, y)}`).map(([, same]) => ({
    x: tunedAt(same[0] as Observation, x) as number,
    y: tunedAt(same[0] as Observation, y) as number,
    loss: same.reduce((sum, row) => sum + row.loss, 0) / same.length,
    rows: same,
  }));
}

const shadeOf = (loss: number, steps: readonly number[]): number => steps.filter((step) => loss > step).length;

function drawMap({ params, cells }: Map2, grid: Grid, steps: readonly number[], { first, last }: { first: boolean; last: boolean }): Panel {
  const { xs } = grid;
  // A row in which a size has no run at all would only push the maps apart.
  const ys = grid.ys.filter((value) => cells.some(({ y }) => y === value));
  const plane: Plane = {
    x: categories(xs.map(String), last ? tunedTitle(grid.x) : null),
    // The unit would be longer than the axis.
    y: categories(ys.map(String), tunedTitle(grid.y).split(" (")[0] as string),
  };
  const placed = cells.map((cell) => ({ ...cell, column: xs.indexOf(cell.x), row: ys.indexOf(cell.y), shade: shadeOf(cell.loss, steps) }));
  const lowest = placed.reduce((best, cell) => (cell.loss < best.loss ? cell : best));
  const every = xs.flatMap((_, column) => ys.map((__, row) => ({ column, row })));
  const blank = every.filter(({ column, row }) => !placed.some((cell) => cell.column === column && cell.row === row));
  const layer: Layer[] = [
    ...(blank.length > 0 ? [segments(blank.map(crossed), { colour: FAINT, width: 1 })] : []),
    ...SHADES.flatMap((colour, shade) => {
      const own = placed.filter((cell) => cell.shade === shade);
      return own.length > 0 ? [boxes(own.map(tileOf), { fill: colour })] : [];
    }),
    ...[true, false].flatMap((dark) => {
      const own = placed.filter(({ shade }) => shade < DARK === dark);
      const rows = own.map(({ column, row, loss }) => ({ x: column, y: row, text: loss.toFixed(2) }));
      return rows.length > 0 ? [words(rows, { align: "center", colour: dark ? WHITE : INK })] : [];
    }),
    boxes([tileOf(lowest)], { stroke: INK, strokeWidth: 3 }),
  ];
  const size = { width: xs.length * CELL.width, height: ys.length * CELL.height };
  return panel(plane, layer, { title: `${tickLabel(params)} parameters`, ...(first && { subtitle: LOSS_TITLE }), ...size });
}

interface Placed extends Cell {
  column: number;
  row: number;
}

/** A mean over seeds has no one run: it names all of its own. */
function tileOf({ column, row, loss, rows }: Placed): Row {
  return { ...square(column, row), loss, runs: rows.map(({ run }) => run).join(", ") };
}

const square = (column: number, row: number): Row => ({ x: column - 0.5, x2: column + 0.5, y: row - 0.5, y2: row + 0.5 });

const crossed = ({ column, row }: { column: number; row: number }): Row => ({
  x: column - 0.3,
  x2: column + 0.3,
  y: row - 0.3,
  y2: row + 0.3,
});

function caption(rows: readonly Observation[], { x, y }: Grid, sizes: readonly Map2[], uniqueTokens: number): string {
  const seeds = levels(sizes.flatMap(({ cells }) => cells.map((cell) => cell.rows.length)));
  const drawn = new Set(sizes.flatMap(({ cells }) => cells.flatMap((cell) => cell.rows)));
  const rest = tunedIn(rows).filter((column) => column !== x && column !== y);
  const left = rows.filter((row) => !drawn.has(row)).length;
  return [
    `Final validation loss over ${x.replace("_", " ")} and ${y.replace("_", " ")} on ${tickLabel(uniqueTokens)} unique tokens, one map a model size; a cell is the mean over its seeds (${seeds.length > 1 ? `${seeds[0]} to ${seeds.at(-1)}` : seeds[0]} a cell)${rest.length > 0 ? `, at its best ${rest.map((column) => column.replace("_", " ")).join(" and ")}` : ""}.`,
    "Frame: the lowest cell of a size. Struck through: not run. The darker, the lower; each shade holds as many cells of the figure as the next.",
    left > 0
      ? `${left} runs are not drawn: they lack one of the two, or are not the best of their cell, or their size has one cell alone.`
      : "",
  ]
    .filter(Boolean)
    .join(" ");
}
