import type { Recipes, RecipesAt } from "../analyze/recipes/recipes.ts";

/** What the figures of a comparison of recipes share. */

/** The set of unique tokens at which the most recipes were measured, of several the largest: a figure of one U draws that. */
export function fullest({ at }: Pick<Recipes, "at">): RecipesAt {
  return at.reduce((best, next) => {
    const more = next.measured.length - best.measured.length;
    return more > 0 || (more === 0 && next.uniqueTokens > best.uniqueTokens) ? next : best;
  });
}
