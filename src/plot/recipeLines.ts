import { settingsOf } from "../analyze/recipes/jointLimit.ts";
import type { Limit } from "../analyze/recipes/limits.ts";
import type { RecipesAt } from "../analyze/recipes/recipes.ts";
import type { Recipe } from "../run.ts";
import { tickLabel } from "./axes.ts";
import { certifiedSizes } from "./certificates.ts";
import { knownSizeLimitOf, memberLimitsOf } from "./recipeLaws.ts";
import { isHollow, isSingle, type Sized, tries, tunedSeries } from "./recipeSeries.ts";
import { levels } from "./rows.ts";
import { RECIPES, ramp } from "./theme.ts";

/** All recipes on one set of unique tokens, as the lines of a figure against total parameters. */

/** What one line joins: the best settings of single models of a recipe by size, or ensembles of one size and setting by members. */
export interface Line {
  recipe: Recipe;
  label: string;
  colour: string;
  rows: readonly Sized[];
  /** Rows at settings that were hardly searched for, or are not certified. */
  hollow: ReadonlySet<Sized>;
  limit: Limit | undefined;
  tried: string;
}

/** Lines of single models, then of ensembles by size. */
export function linesOf(at: RecipesAt, rows: readonly Sized[]): Line[] {
  return [...singles(at, rows), ...ensembles(at, rows)];
}

function singles(at: RecipesAt, rows: readonly Sized[]): Line[] {
  const present = (Object.keys(RECIPES) as Recipe[]).filter((recipe) => recipe !== "ensemble");
  return present.flatMap((recipe): Line[] => {
    const isBase = recipe === "standard" || recipe === "regularized";
    const series = tunedSeries(
      rows.filter((row) => row.recipe === recipe && isSingle(row)),
      isBase ? certifiedSizes(at, recipe) : undefined,
    );
    if (series.rows.length === 0) return [];
    const { label, colour } = RECIPES[recipe];
    const hollow = new Set(series.rows.filter(({ params }) => isHollow(series, params)));
    const limit = isBase ? knownSizeLimitOf(at, recipe) : undefined;
    return [{ recipe, label, colour, rows: series.rows, hollow, limit, tried: tries(label, series) }];
  });
}

function ensembles(at: RecipesAt, rows: readonly Sized[]): Line[] {
  const own = rows.filter(({ recipe }) => recipe === "ensemble");
  const sizes = levels(own.map(({ params }) => params));
  const colours = ramp(RECIPES.ensemble.colour, sizes.length);
  const limits = memberLimitsOf(at);
  return sizes.flatMap((N, i) =>
    settingsOf(own.filter(({ params }) => params === N)).map((same): Line => {
      const limit = limits.find(({ fit }) => fit.observations.some(({ run }) => run === same[0]?.run));
      return {
        recipe: "ensemble",
        label: tickLabel(N),
        colour: colours[i] as string,
        rows: same as Sized[],
        hollow: new Set(),
        limit,
        tried: "",
      };
    }),
  );
}
