import { predictors } from "../analyze/predictor.ts";
import type { Recipes, RecipesAt } from "../analyze/recipes/recipes.ts";
import { IsolossError } from "../errors.ts";
import type { Observation } from "../run.ts";
import { axisOver, LOSS_TITLE, sizeTitle, tickLabel } from "./axes.ts";
import { certifiedSizes, filledWords } from "./certificates.ts";
import { compose, type FigureKind, having, type Layer, leftOut, type Panel, recipesOf } from "./figure.ts";
import { type End, endOf, endText, heldBy, isKnown } from "./limits.ts";
import { type Plane, panel } from "./marks.ts";
import { outsideNames } from "./outsideNames.ts";
import { bandOf, doubtsOf, lawBeyond, sizeLimitOf } from "./recipeLaws.ts";
import { drawSeries, isSingle, SEARCHED, type Series, type Sized, tries, tunedSeries } from "./recipeSeries.ts";
import { BEYOND, HEIGHT, inTokens, lawIn, type OverU, overOf, reach, WIDTH } from "./recipesOverData.ts";
import { meansAt } from "./rows.ts";
import { RECIPES, ramp } from "./theme.ts";

const id = "data-scaling";

/** Regularized models at one set of unique tokens. */
interface AtU {
  at: RecipesAt;
  uniqueTokens: number;
  colour: string;
  series: Series;
  limit: ReturnType<typeof sizeLimitOf>;
  end: End | undefined;
}

/** Loss against size at every set of unique tokens, and beside it what each recipe reaches there against unique tokens, with its law. */
export const dataScalingFigure: FigureKind = {
  id,
  title: "Loss against size at every U with N laws, and minima and limits of the recipes against U with their laws.",
  needs: "Final losses with recipe, params and unique_tokens at two or more sets of unique tokens; laws in U want three.",
  curves: false,
  recipes: true,
  fits: [],
  draw(data) {
    const rows = having(id, data.observations, ["params", "recipe", "uniqueTokens"]);
    const compared = recipesOf(id, data);
    if (compared.at.length < 2)
      throw new IsolossError(
        `Cannot draw figure "${id}": its rows have one set of unique tokens (${compared.at[0]?.uniqueTokens}), and it shows several`,
        "train the recipes at further unique tokens",
      );
    const sets = setsOf(compared, rows);
    const over = overOf(compared);
    const untuned = compared.at.flatMap(({ uniqueTokens, measured }) =>
      compared.efficiency.untuned.includes(uniqueTokens)
        ? measured.filter(({ recipe }) => recipe === "standard").flatMap((one) => one.rows)
        : [],
    );
    return compose(
      id,
      caption(sets, over, untuned) + leftOut(data.observations, rows),
      [...(sets.length > 0 ? [inSize(sets)] : []), inTokens(over, untuned)],
      1,
    );
  },
};

function setsOf({ at }: Recipes, rows: readonly Sized[]): AtU[] {
  const found = at.flatMap((one) => {
    const own = rows.filter((row) => row.uniqueTokens === one.uniqueTokens && row.recipe === "regularized" && isSingle(row));
    return own.length > 0 ? [{ one, series: tunedSeries(own, certifiedSizes(one, "regularized")) }] : [];
  });
  const colours = ramp(RECIPES.regularized.colour, found.length);
  return found.map(({ one, series }, i) => {
    const limit = sizeLimitOf(one, "regularized");
    return { at: one, uniqueTokens: one.uniqueTokens, colour: colours[i] as string, series, limit, end: limit && endOf(limit) };
  });
}

function inSize(sets: readonly AtU[]): Panel {
  const all = sets.flatMap(({ series }) => [...series.rows]);
  const sizes = all.map(({ params }) => params);
  const to = Math.max(...sizes) * BEYOND;
  const x = axisOver(sizes, { title: sizeTitle(sizes), log: true, most: 6, room: [0.06, 0] });
  const losses = all.map(({ loss }) => loss);
  const plane: Plane = {
    x: { ...x, scale: { ...x.scale, domain: [x.scale.domain[0], to] } },
    y: axisOver([...losses, ...sets.flatMap(({ end }) => (end ? heldBy(end, losses) : []))], { title: LOSS_TITLE, most: 8 }),
  };
  const told = sets.map(({ uniqueTokens, end, series, limit, colour }) => {
    const last = meansAt(series.rows, ({ params }) => params).at(-1)?.y as number;
    const y = limit && end && isKnown(end) ? predictors(limit.fit).best.loss({ N: to }) : last;
    return { y, text: `${tickLabel(uniqueTokens)}: ${end ? endText(end) : "too few sizes"}`, colour };
  });
  const layer = [
    ...sets.flatMap(({ series, limit, end, colour }): Layer[] => [
      ...(limit && end && isKnown(end) ? lawBeyond(limit.fit, "N", { ...reach(limit.fit.observations, "params"), to }, colour) : []),
      ...drawSeries(series, { colour, shape: RECIPES.regularized.shape }, !end || !isKnown(end)),
    ]),
    ...outsideNames(plane.y, HEIGHT, told, "unique tokens: N → ∞ [95 % interval]"),
  ];
  return panel(plane, layer, { title: "Regularized models", width: WIDTH, height: HEIGHT });
}

function caption(sets: readonly AtU[], over: readonly OverU[], untuned: readonly Observation[]): string {
  const band = sets.find(({ limit, end }) => limit && end && isKnown(end))?.limit;
  const laws = over.flatMap((one) => lawIn(one) ?? []);
  return [
    sets.length > 0
      ? `Above: validation loss of regularized models against parameters, one shade a set of unique tokens, each size at its best setting (${sets.map(({ uniqueTokens, series }) => tries(tickLabel(uniqueTokens), series)).join(", ")} settings tried; ${filledWords(sets.map(({ at }) => at))}, or from fewer than ${SEARCHED}), every seed a point${band ? `, with E + A/N^α where that has a limit (${bandOf(band)})` : ""}.`
      : "",
    "Below: what each recipe reaches against unique tokens: small, the best measured loss over its sizes and settings (filled where that setting is certified); large, a limit with its 95 % interval (limits that the runs do not determine are not drawn).",
    laws.length > 0
      ? `Lines there: E + A/U^α (${[...new Set(laws.map(bandOf))].join("; ")}), dashed beyond the runs where the limit U → ∞ is identified; ${laws.map(({ what, freedom }) => `${what}: ${freedom} degree${freedom === 1 ? "" : "s"} of freedom`).join(", ")}.`
      : "",
    untuned.length > 0 ? "Pale circles: the standard recipe at one setting alone, where it was not tuned: not in its law." : "",
    ...laws.map((law) => doubtsOf(law.what, law)),
  ]
    .filter(Boolean)
    .join(" ");
}
