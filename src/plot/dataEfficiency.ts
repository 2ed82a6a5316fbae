import type { Limit } from "../analyze/recipes/limits.ts";
import type { RecipesAt } from "../analyze/recipes/recipes.ts";
import { IsolossError } from "../errors.ts";
import { axisOver, LOSS_TITLE, tickLabel } from "./axes.ts";
import { certifiedSizes, filledWords } from "./certificates.ts";
import { compose, type FigureKind, having, type Layer, leftOut, recipesOf } from "./figure.ts";
import { spread } from "./labels.ts";
import { drawEnd, endText, heldBy, isKnown, timesText } from "./limits.ts";
import { type Plane, panel, points, segments, words } from "./marks.ts";
import { bandOf, doubtsOf, knownSizeLimitOf, lawBeyond, sizeLimitOf } from "./recipeLaws.ts";
import { drawSeries, isSingle, SEARCHED, type Series, tries, tunedSeries } from "./recipeSeries.ts";
import { fullest } from "./recipes.ts";
import { pointOf } from "./rows.ts";
import { INK, QUIET, RECIPES, TEXT } from "./theme.ts";
import { totalAxis } from "./totalAxis.ts";
import { baselineOf, type Ensemble, ensembleOf, type FoundBaseline, type Level, levelsOf } from "./worthOfLimits.ts";

const WIDTH = 350;
const HEIGHT = 330;
/** How many times the largest total the laws are drawn to. */
const BEYOND = 3;

const id = "data-efficiency";

/** Loss against total parameters by recipe with the limit of each, and what each limit is worth in unique tokens of the standard recipe. */
export const dataEfficiencyFigure: FigureKind = {
  id,
  title: "Recipes against total parameters with their limits, and the data efficiency of each limit.",
  needs:
    "Final losses with recipe, params and unique_tokens; a right axis wants the standard recipe at three or more unique_tokens, or a law in U (--baseline).",
  curves: false,
  recipes: true,
  baseline: true,
  fits: [],
  draw(data) {
    const rows = having(id, data.observations, ["params", "recipe", "uniqueTokens"]);
    const compared = recipesOf(id, data);
    const at = fullest(compared);
    const own = rows.filter(({ uniqueTokens }) => uniqueTokens === at.uniqueTokens);
    const single = (recipe: "standard" | "regularized"): Series =>
      tunedSeries(
        own.filter((row) => row.recipe === recipe && isSingle(row)),
        certifiedSizes(at, recipe),
      );
    const [standard, regularized] = [single("standard"), single("regularized")];
    const ensemble = ensembleOf(at, own, data.fits ?? []);
    const size = sizeLimitOf(at, "regularized");
    if (!size && !ensemble)
      throw new IsolossError(
        `Cannot draw figure "${id}": at ${at.uniqueTokens} unique tokens no recipe has a limit`,
        "train regularised models of three or more sizes, or evaluate ensembles of three or more numbers of members; isoloss recipes PATH says what is missing",
      );
    const known = knownSizeLimitOf(at, "regularized");
    const baseline = baselineOf(compared, data);
    const levels = levelsOf(at, ensemble, baseline);
    const totals = [...standard.rows, ...regularized.rows].map(({ params }) => params);
    const most = Math.max(...totals, ...(ensemble ? ensemble.rows.map((row) => ensemble.params * (row.members ?? 1)) : []));
    const losses = [...standard.rows, ...regularized.rows, ...(ensemble?.rows ?? [])].map(({ loss }) => loss);
    const plane: Plane = {
      x: totalAxis(totals, most * BEYOND),
      y: axisOver([...losses, ...levels.flatMap(({ end }) => heldBy(end, losses))], { title: LOSS_TITLE, most: 8 }),
    };
    const layer = [
      ...levels.flatMap(({ end, colour }) => drawEnd(plane, end, colour)),
      ...(known ? inSize(known, most * BEYOND) : []),
      ...(ensemble ? inMembers(ensemble, most * BEYOND) : []),
      ...drawSeries(standard, RECIPES.standard, true),
      ...drawSeries(regularized, RECIPES.regularized, known === undefined),
      ...rightAxis(plane, levels, baseline),
    ];
    return compose(
      id,
      caption({ at, standard, regularized, ensemble, levels, baseline }) + leftOut(data.observations, rows),
      [panel(plane, layer, { width: WIDTH, height: HEIGHT })],
      1,
    );
  },
};

function inSize({ fit }: Limit, to: number): Layer[] {
  const sizes = fit.observations.flatMap(({ params }) => params ?? []);
  return lawBeyond(fit, "N", { from: Math.min(...sizes), last: Math.max(...sizes), to }, RECIPES.regularized.colour);
}

function inMembers({ fit, params, rows }: Ensemble, to: number): Layer[] {
  const { colour, shape } = RECIPES.ensemble;
  const last = Math.max(...rows.map((row) => row.members ?? 1));
  return [
    ...lawBeyond(fit, "K", { from: 1, last, to: to / params, scale: params }, colour),
    points(
      rows.map((row) => pointOf(row, params * (row.members ?? 1))),
      { colour, shape },
      { size: 26, opacity: 0.8 },
    ),
  ];
}

/** Ticks at the losses that matter, and outside each name with its limit and, below, its data efficiency. */
function rightAxis({ x, y }: Plane, levels: readonly Level[], baseline: FoundBaseline | { reason: string }): Layer[] {
  const has = "law" in baseline;
  const shown = levels.filter(({ end }) => isKnown(end));
  const [low, high] = y.scale.domain;
  const right = x.scale.domain[1];
  const pixel = (high - low) / HEIGHT;
  const moved = spread(
    shown.map(({ end }) => end.y),
    pixel * (has ? 2 * TEXT + 9 : TEXT + 5),
  );
  const half = has ? (pixel * (TEXT + 2)) / 2 : 0;
  return [
    ...(has ? [segments([{ x: right, y: low, y2: high }], { colour: INK, width: 1 })] : []),
    ...shown.flatMap(({ name, end, colour, efficiency }, i): Layer[] => [
      ...(has ? [words([{ y: end.y, text: "–" }], { outside: true })] : []),
      words([{ y: (moved[i] as number) + half, text: `${name}: ${endText(end)}` }], { colour, outside: true, dx: 9, bold: true }),
      ...(efficiency
        ? [words([{ y: (moved[i] as number) - half, text: `= ${timesText(efficiency)} the data` }], { colour, outside: true, dx: 9 })]
        : []),
    ]),
    words([{ y: high, text: `loss [95 % interval]${has ? ", and data efficiency D′/D" : ""}` }], {
      colour: QUIET,
      outside: true,
      dx: 9,
      dy: -12,
    }),
  ];
}

interface Told {
  at: RecipesAt;
  standard: Series;
  regularized: Series;
  ensemble: Ensemble | undefined;
  levels: readonly Level[];
  baseline: FoundBaseline | { reason: string };
}

function caption({ at, standard, regularized, ensemble, levels, baseline }: Told): string {
  const best = levels.flatMap((level) => level.best ?? []);
  const unclear = levels.filter(({ end }) => !isKnown(end));
  const size = sizeLimitOf(at, "regularized");
  const known = knownSizeLimitOf(at, "regularized");
  return [
    `Final validation loss against total parameters (N·K for K members of N) on ${tickLabel(at.uniqueTokens)} unique tokens, where the most recipes were measured.`,
    `Circles: the standard recipe, squares: the regularized one, at the best setting of each size (${[tries("standard", standard), tries("regularized", regularized)].join(", ")} settings tried; ${filledWords([at])}, or from fewer than ${SEARCHED}); every seed is a point.`,
    known ? `Squares’ line: E + A/N^α, ${bandOf(known)}.` : "",
    ensemble
      ? `Diamonds: ensembles of ${tickLabel(ensemble.params)} models, ${ensemble.limit ? "the size with the lowest limit, and" : "with"} E + A/K^α along N·K${ensemble.limit ? `, ${bandOf(ensemble.limit)}` : " as given"}.`
      : "",
    `Laws are dashed beyond the runs; dotted: limits, with 95 % intervals as bars at the right edge${best.length > 0 ? `, and the best measured loss of the ${best.join(" and the ")} recipe` : ""}.`,
    "law" in baseline
      ? `Data efficiency D′/D: the unique tokens D′ at which the standard recipe’s law in U, ${baseline.from}, has that loss, over those at hand; a limit against measured losses is the headline comparison, not like for like.`
      : `No data efficiency is shown: ${baseline.reason}.`,
    size ? doubtsOf("the regularized limit", size) : "",
    ...unclear.map(({ name, end }) => `Not drawn: ${name} (${endText(end)}).`),
  ]
    .filter(Boolean)
    .join(" ");
}
