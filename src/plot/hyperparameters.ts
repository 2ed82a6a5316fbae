import type { CertifiedCell } from "../analyze/recipes/certificate.ts";
import type { Recipes } from "../analyze/recipes/recipes.ts";
import type { SingleRecipe } from "../analyze/recipes/recipeTuning.ts";
import { IsolossError } from "../errors.ts";
import type { Observation } from "../run.ts";
import { axisOver, LOSS_TITLE, tickLabel } from "./axes.ts";
import { compose, type FigureKind, having, type Layer, type Panel, recipesOf } from "./figure.ts";
import { spread } from "./labels.ts";
import { line, type Plane, panel, points, words } from "./marks.ts";
import { fullest } from "./recipes.ts";
import { levels, meansAt, pointOf } from "./rows.ts";
import { INK, RECIPES, ramp, TEXT } from "./theme.ts";
import { searched, settingWords, TUNED, type TunedColumn, tunedAt, tunedTitle, valuesOf } from "./tunedColumns.ts";

const COLUMNS = 2;
const WIDTH = 235;
const HEIGHT = 190;
/** Two values show no optimum: a column is drawn where some size has more. */
const FEWEST = 3;

/** One size's runs along one column, all else as in its best setting. */
interface Along {
  params: number;
  colour: string;
  cell: CertifiedCell;
  rows: readonly Observation[];
}

/** One column that a recipe was tuned over. */
interface Search {
  recipe: SingleRecipe;
  column: TunedColumn;
  sizes: readonly Along[];
  /** Columns of the certificate. */
  tuned: readonly string[];
  /** Rows that a logarithmic axis has no place for. */
  zeros: number;
}

const id = "hyperparameters";

/** Loss against each tuned hyperparameter, one line a size through its best setting, which is ringed where its certificate holds. */
export const hyperparameters: FigureKind = {
  id,
  title:
    "Loss against each tuned hyperparameter around the best setting of every size, and whether that is certified to be locally optimal.",
  needs: "Final losses with recipe, params and unique_tokens of runs at several learning rates, weight decays, epochs or batch sizes.",
  curves: false,
  recipes: true,
  fits: [],
  draw(data) {
    having(id, data.observations, ["params", "recipe", "uniqueTokens"]);
    const compared = recipesOf(id, data);
    const searches = searchesOf(data.observations, compared);
    if (searches.length === 0)
      throw new IsolossError(
        `Cannot draw figure "${id}": no size was run at ${FEWEST} values of a hyperparameter with all else as in its best setting`,
        `vary one of ${TUNED.join(", ")} around the best setting of a size`,
      );
    const panels = searches.map((search, i) => drawSearch(search, i % COLUMNS === 0));
    return compose(id, caption(searches, fullest(compared).uniqueTokens), panels, Math.min(COLUMNS, panels.length));
  },
};

function searchesOf(rows: readonly Observation[], recipes: Recipes): Search[] {
  const at = fullest(recipes);
  return at.tuning.certificates.flatMap(({ recipe, certificate }): Search[] => {
    if ("reason" in certificate) return [];
    const among = searched(rows, at, recipe);
    const cells = certificate.cells.toSorted((a, b) => sizeOf(a) - sizeOf(b));
    const colours = ramp(RECIPES[recipe].colour, cells.length);
    return TUNED.flatMap((column): Search[] => {
      const found = cells.map((cell, i) => ({
        params: sizeOf(cell),
        colour: colours[i] as string,
        cell,
        rows: besides(among, cell, column),
      }));
      const sizes = found
        .map((one) => ({ ...one, rows: one.rows.filter((row) => (tunedAt(row, column) ?? 0) > 0) }))
        .filter((one) => valuesOf(one.rows, column).length > 1);
      const shown = found.filter(({ params }) => sizes.some((one) => one.params === params));
      const zeros = count(shown) - count(sizes);
      const bent = sizes.some((one) => valuesOf(one.rows, column).length >= FEWEST);
      return bent ? [{ recipe, column, sizes, tuned: certificate.tuned, zeros }] : [];
    });
  });
}

const count = (sizes: readonly Along[]): number => sizes.reduce((sum, { rows }) => sum + rows.length, 0);

const sizeOf = ({ rows }: CertifiedCell): number => rows[0]?.params ?? Number.NaN;

/** Runs of a cell's size that differ from its best setting in one column alone. */
function besides(rows: readonly Observation[], cell: CertifiedCell, column: TunedColumn): Observation[] {
  // A column in which the kept rows themselves differ was not tuned: it holds nothing.
  const held = TUNED.filter((other) => other !== column && valuesOf(cell.rows, other).length === 1);
  const best = cell.rows[0] as Observation;
  return rows.filter((row) => row.params === best.params && held.every((other) => tunedAt(row, other) === tunedAt(best, other)));
}

function drawSearch({ recipe, column, sizes }: Search, first: boolean): Panel {
  const { label, shape } = RECIPES[recipe];
  const at = (row: Observation): number => tunedAt(row, column) as number;
  const all = sizes.flatMap(({ rows }) => rows);
  const plane: Plane = {
    x: axisOver(all.map(at), { title: tunedTitle(column), log: true, most: 6, room: [0.05, 0.05] }),
    y: axisOver(
      all.map((row) => row.loss),
      { title: first ? LOSS_TITLE : null, most: 6, room: [0.07, 0.06] },
    ),
  };
  const rings = sizes.flatMap(({ cell }) => ((tunedAt(cell.rows[0] as Observation, column) ?? 0) > 0 ? [best(cell, column)] : []));
  const lines = sizes.flatMap(({ colour, rows }): Layer[] => [
    line(meansAt(rows, at), { colour, width: 1.4 }),
    points(
      rows.map((row) => pointOf(row, at(row))),
      { colour, shape },
      { size: 26 },
    ),
  ]);
  const frame = { title: label, subtitle: "best setting ringed: whole if certified, else dashed", width: WIDTH, height: HEIGHT };
  return panel(plane, [...rings, ...lines, ...names(plane, sizes, at)], frame);
}

/** A ring around the best setting of a size, dashed where its certificate does not hold. */
function best({ rows, loss, certified }: CertifiedCell, column: TunedColumn): Layer {
  const place = { x: tunedAt(rows[0] as Observation, column), y: loss, certified: String(certified) };
  return points([place], { colour: INK, shape: "circle" }, { hollow: true, size: 140, ...(!certified && { dash: [2.5, 2.5] }) });
}

/** Sizes beside the ends of their lines: right of the plot, or in it where a line ends early. */
function names(plane: Plane, sizes: readonly Along[], at: (row: Observation) => number): Layer[] {
  const far = Math.max(...sizes.flatMap(({ rows }) => rows.map(at)));
  const ends = sizes.map(({ params, colour, rows }) => ({ ...(meansAt(rows, at).at(-1) as { x: number; y: number }), params, colour }));
  const [early, last] = [ends.filter(({ x }) => x < far), ends.filter(({ x }) => x === far)];
  const [low, high] = plane.y.scale.domain;
  const moved = spread(
    last.map(({ y }) => y),
    ((high - low) * (TEXT + 2)) / HEIGHT,
  );
  return [
    ...early.map(({ x, y, params, colour }) => words([{ x, y, text: tickLabel(params) }], { colour: colour, dx: 6, bold: true })),
    ...last.map(({ params, colour }, i) =>
      words([{ y: moved[i], text: tickLabel(params) }], { colour: colour, outside: true, dx: 5, bold: true }),
    ),
  ];
}

function caption(searches: readonly Search[], uniqueTokens: number): string {
  const recipes = [...new Map(searches.map((search) => [search.recipe, search])).values()].map(({ recipe, tuned }) => {
    const own = searches.filter((search) => search.recipe === recipe).flatMap(({ sizes }) => sizes);
    const cells = new Map(own.map(({ params, cell }) => [params, cell]));
    return levels([...cells.keys()]).reduce(
      (text, params, i) =>
        `${text}${i > 0 ? "; " : ""}${tickLabel(params)}: ${certificateWords(cells.get(params) as CertifiedCell, tuned)}`,
      `Best settings of the ${RECIPES[recipe].label} recipe: `,
    );
  });
  const zeros = searches.reduce((sum, search) => sum + search.zeros, 0);
  return [
    `Final validation loss against each tuned hyperparameter on ${tickLabel(uniqueTokens)} unique tokens, one line a model size (parameters), with all other hyperparameters as in that size’s best setting.`,
    "Every seed is a point; lines join the means of seeds.",
    "Ring: the best setting, certified (all of its neighbours in the grid were run, and none is better); dashed ring: the best setting, not certified.",
    ...recipes.map((text) => `${text}.`),
    zeros > 0 ? `${zeros} runs at 0 have no place on a logarithmic axis and are not drawn.` : "",
  ]
    .filter(Boolean)
    .join(" ");
}

function certificateWords({ rows, certified, atEdge, missing, neighbours }: CertifiedCell, tuned: readonly string[]): string {
  const setting = settingWords(
    rows[0] as Observation,
    TUNED.filter((column) => tuned.includes(column)),
  );
  const better = neighbours.filter(({ status }) => status === "better").length;
  const why = [
    certified ? "certified" : "not certified",
    missing.length > 0 ? `${missing.length} neighbour${missing.length === 1 ? "" : "s"} not run` : "",
    better > 0 ? `${better} better` : "",
    atEdge ? "at an end of the grid" : "",
  ];
  return `${setting} (${why.filter(Boolean).join(", ")})`;
}
