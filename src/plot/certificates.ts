import type { RecipesAt } from "../analyze/recipes/recipes.ts";
import type { SingleRecipe } from "../analyze/recipes/recipeTuning.ts";

/** What the certificates of a search say of the points that figures draw at the best setting of each size. */

/** Sizes at which the best setting of a recipe is certified: all of its neighbours in the grid were run, and none is better. */
export function certifiedSizes({ tuning }: RecipesAt, recipe: SingleRecipe): ReadonlySet<number> {
  const found = tuning.certificates.find((one) => one.recipe === recipe)?.certificate;
  return new Set(found && "cells" in found ? found.cells.flatMap(({ certified, rows }) => (certified ? (rows[0]?.params ?? []) : [])) : []);
}

/** The part of a caption that says what a filled point is, and what a certificate does not speak of. */
export function filledWords(at: readonly RecipesAt[]): string {
  const found = at.flatMap(({ tuning }) => tuning.certificates.flatMap(({ certificate }) => ("cells" in certificate ? certificate : [])));
  const tuned = [...new Set(found.flatMap((one) => one.tuned))];
  const untuned = [...new Set(found.flatMap((one) => one.untuned))].filter((column) => !tuned.includes(column));
  const grid = tuned.length > 0 ? ` in ${tuned.map(spoken).join(", ")}` : "";
  const rest = untuned.length > 0 ? `, ${untuned.map(spoken).join(", ")} not tuned` : "";
  return `filled: certified, all neighbours${grid} run and none better${rest}; hollow: not certified`;
}

const spoken = (column: string): string => column.replaceAll("_", " ");
