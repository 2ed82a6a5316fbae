import type { Limit } from "../analyze/recipes/limits.ts";
import type { RecipesAt } from "../analyze/recipes/recipes.ts";
import { IsolossError } from "../errors.ts";
import { axisOver, LOSS_TITLE, sizeTitle, tickLabel } from "./axes.ts";
import { certifiedSizes, filledWords } from "./certificates.ts";
import { compose, type FigureKind, having, type Layer, leftOut, recipesOf } from "./figure.ts";
import { spread } from "./labels.ts";
import { type Plane, panel, words } from "./marks.ts";
import { bandOf, doubtsOf, knownSizeLimitOf, lawBeyond } from "./recipeLaws.ts";
import { drawSeries, isSingle, SEARCHED, type Series, type Sized, tries, tunedSeries } from "./recipeSeries.ts";
import { fullest } from "./recipes.ts";
import { groups, levels, meansAt } from "./rows.ts";
import { type Look, RECIPES, TEXT } from "./theme.ts";

const WIDTH = 340;
const HEIGHT = 280;

type Column = "weightDecay" | "epochs";
type TunedColumn = Column | "learningRate";

const SEARCHED_COLUMNS: readonly TunedColumn[] = ["weightDecay", "epochs", "learningRate"];

const COLUMNS: Readonly<Record<Column, { title: string; look: Pick<Look, "colour" | "shape"> }>> = {
  weightDecay: { title: "weight decay", look: { colour: "#b07a1e", shape: "diamond" } },
  epochs: { title: "epochs", look: { colour: "#8e6cc0", shape: "triangle-up" } },
};

/** Regularized models with one column held at a value for all sizes, and all else tuned. */
interface Held {
  column: Column;
  value: number;
  series: Series;
  /** Whether full tuning chose that value at every size. */
  same: boolean;
}

interface Drawn {
  at: RecipesAt;
  standard: Series;
  regularized: Series;
  limit: Limit | undefined;
  /** Columns that were varied at every size of regularized models. */
  tuned: readonly TunedColumn[];
  held: readonly (Held | { column: Column; reason: string })[];
}

const id = "tuning-ablation";

/** Loss against size of the standard recipe, of regularized models with everything tuned, and of these with weight decay or epochs held at one value. */
export const tuningAblation: FigureKind = {
  id,
  title: "What tuning is worth: loss against parameters with all tuned at every size, and with weight decay or epochs held at one value.",
  needs:
    "Final losses of single models with recipe (standard, regularized), params and unique_tokens, tuned over weight decay, epochs and learning rate.",
  curves: false,
  recipes: true,
  fits: [],
  draw(data) {
    const all = having(id, data.observations, ["params", "recipe"]) as Sized[];
    const at = fullest(recipesOf(id, data));
    const rows = all.filter((row) => row.uniqueTokens === at.uniqueTokens && isSingle(row));
    const own = rows.filter(({ recipe }) => recipe === "regularized");
    if (own.length === 0)
      throw new IsolossError(
        `Cannot draw figure "${id}": no single model on ${at.uniqueTokens} unique tokens has recipe regularized`,
        "train each size at several weight decays, and log recipe regularized",
      );
    const drawn: Drawn = {
      at,
      standard: tunedSeries(
        rows.filter(({ recipe }) => recipe === "standard"),
        certifiedSizes(at, "standard"),
      ),
      regularized: tunedSeries(own, certifiedSizes(at, "regularized")),
      limit: knownSizeLimitOf(at, "regularized"),
      tuned: SEARCHED_COLUMNS.filter((column) => variedAt(own, column).length === levels(own.map(({ params }) => params)).length),
      held: (Object.keys(COLUMNS) as Column[]).map((column) => heldAt(own, column)),
    };
    const plane = planeOf(drawn);
    return compose(
      id,
      caption(drawn) + leftOut(data.observations, all),
      [panel(plane, layers(plane, drawn), { width: WIDTH, height: HEIGHT })],
      1,
    );
  },
};

/**
 * The value that was tried beside others at the most sizes; of several, the one that is best for the smallest size, as of a search on small models
 * that is kept.
 */
function heldAt(rows: readonly Sized[], column: Column): Drawn["held"][number] {
  const sizes = levels(rows.map(({ params }) => params));
  const beside = variedAt(rows, column);
  if (beside.length < Math.max(2, sizes.length))
    return {
      column,
      reason: `${COLUMNS[column].title} not tuned, varied at ${beside.length} of ${sizes.length} ${sizes.length === 1 ? "size" : "sizes"}`,
    };
  const sizesOf = (value: number): number => beside.filter(([, own]) => own.some((row) => row[column] === value)).length;
  const most = Math.max(...valuesOf(rows, column).map(sizesOf));
  const shared = rows.filter((row) => row[column] !== undefined && sizesOf(row[column]) === most);
  const smallest = Math.min(...shared.map(({ params }) => params));
  const value = tunedSeries(shared.filter(({ params }) => params === smallest)).rows[0]?.[column];
  if (most < 2 || value === undefined) return { column, reason: "no value was tried beside others at two sizes" };
  const series = tunedSeries(rows.filter((row) => row[column] === value));
  const full = tunedSeries(rows).rows.filter(({ params }) => series.rows.some((row) => row.params === params));
  return { column, value, series, same: full.every((row) => row[column] === value) };
}

const valuesOf = (rows: readonly Sized[], column: TunedColumn): number[] => levels(rows.flatMap((row) => row[column] ?? []));

/** Sizes with two or more values of a column, and their rows. */
const variedAt = (rows: readonly Sized[], column: TunedColumn): [number, Sized[]][] =>
  groups(rows, ({ params }) => params).filter(([, own]) => valuesOf(own, column).length > 1);

const isHeld = (one: Drawn["held"][number]): one is Held => "series" in one;

function planeOf({ standard, regularized, held }: Drawn): Plane {
  const all = [standard, regularized, ...held.filter(isHeld).map(({ series }) => series)].flatMap(({ rows }) => rows);
  const sizes = all.map(({ params }) => params);
  return {
    x: axisOver(sizes, { title: sizeTitle(sizes), log: true, room: [0.05, 0.05] }),
    y: axisOver(
      all.map(({ loss }) => loss),
      { title: LOSS_TITLE, most: 7, room: [0.06, 0.05] },
    ),
  };
}

function layers(plane: Plane, { standard, regularized, limit, tuned, held }: Drawn): Layer[] {
  const own = limit?.fit.observations.flatMap(({ params }) => params ?? []) ?? [];
  const reach = { from: Math.min(...own), last: Math.max(...own), to: Math.max(...own) };
  const variants = held.filter(isHeld).filter(({ same }) => !same);
  const equal = held.filter(isHeld).filter(({ same }) => same);
  const ends = [
    { series: standard, text: RECIPES.standard.label, colour: RECIPES.standard.colour },
    {
      series: regularized,
      text: [`regularized, ${tunedText(tuned)}`, ...equal.map(nameOf)].join(" = "),
      colour: RECIPES.regularized.colour,
    },
    ...variants.map((one) => ({ series: one.series, text: nameOf(one), colour: COLUMNS[one.column].look.colour })),
  ].flatMap(({ series, ...rest }) => {
    const end = meansAt(series.rows, ({ params }) => params).at(-1);
    return end ? [{ ...rest, y: end.y }] : [];
  });
  const [low, high] = plane.y.scale.domain;
  const moved = spread(
    ends.map(({ y }) => y),
    ((high - low) * (TEXT + 3)) / HEIGHT,
  );
  return [
    ...(limit ? lawBeyond(limit.fit, "N", reach, RECIPES.regularized.colour) : []),
    ...variants.flatMap(({ column, series }) => drawSeries(series, COLUMNS[column].look, true)),
    ...drawSeries(standard, RECIPES.standard, true),
    ...drawSeries(regularized, RECIPES.regularized, !limit),
    ...ends.map(({ text, colour }, i) => words([{ y: moved[i], text }], { colour, outside: true, dx: 6, bold: true })),
  ];
}

const tunedText = (tuned: readonly TunedColumn[]): string =>
  tuned.length === SEARCHED_COLUMNS.length ? "all tuned" : tuned.length > 0 ? `${tuned.map(wordsOf).join(" and ")} tuned` : "not tuned";

const wordsOf = (column: TunedColumn): string => (column === "learningRate" ? "learning rate" : COLUMNS[column].title);

const nameOf = ({ column, value }: Held): string =>
  column === "epochs" ? `${value} epochs held` : `${COLUMNS[column].title} ${value} held`;

function caption({ at, standard, regularized, limit, held }: Drawn): string {
  const tried = [...(standard.rows.length > 0 ? [tries("standard", standard)] : []), tries("regularized", regularized)];
  return [
    `Final validation loss against parameters on ${tickLabel(at.uniqueTokens)} unique tokens, each size at the best setting of what is tuned (${tried.join(", ")} settings; ${filledWords([at])}, or from fewer than ${SEARCHED}; held series have no certificate), every seed a point.`,
    ...held.map((one) =>
      isHeld(one)
        ? `${one.same ? "The same as full tuning at every size, and not drawn for itself" : "Beside it"}: ${COLUMNS[one.column].title} held at ${one.value} with all else at its best (${tries(`${one.series.tried.size} sizes`, one.series)} settings), the value tried beside others at the most sizes, of several the best for the smallest size.`
        : `No series holds ${COLUMNS[one.column].title}: ${one.reason}.`,
    ),
    standard.rows.length === 0 ? "No single model of the standard recipe is among the rows." : "",
    limit ? `Law in N of regularized: ${bandOf(limit)}. ${doubtsOf("it", limit)}` : "",
    "Dashed lines join means of seeds.",
  ]
    .filter(Boolean)
    .join(" ");
}
