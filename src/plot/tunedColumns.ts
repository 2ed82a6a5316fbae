import type { RecipesAt } from "../analyze/recipes/recipes.ts";
import { type SingleRecipe, singlesOf } from "../analyze/recipes/recipeTuning.ts";
import type { Observation } from "../run.ts";
import { field } from "../table/column.ts";
import { titleOf } from "./axes.ts";
import { levels } from "./rows.ts";

/** Hyperparameters that logs are tuned over, as the figures of a search read and name them. */

export const TUNED = ["batch_size", "learning_rate", "weight_decay", "epochs"] as const;
export type TunedColumn = (typeof TUNED)[number];

const TITLES: Readonly<Record<TunedColumn, string>> = {
  batch_size: "Batch size (as logged)",
  learning_rate: "Learning rate",
  weight_decay: titleOf("weightDecay"),
  epochs: titleOf("epochs"),
};
export const tunedTitle = (column: TunedColumn): string => TITLES[column];

/** Undefined where a row does not state it as a number. */
export function tunedAt(row: Observation, column: TunedColumn): number | undefined {
  const value = field(row, column);
  return typeof value === "number" ? value : undefined;
}

/** Distinct values of a column, ascending. */
export function valuesOf(rows: readonly Observation[], column: TunedColumn): number[] {
  return levels(rows.flatMap((row) => tunedAt(row, column) ?? []));
}

/** Single models at one set of unique tokens among which a recipe's settings are judged, as `recipes` does it: regularised ones among standard ones too. */
export function searched(rows: readonly Observation[], { uniqueTokens }: RecipesAt, recipe: SingleRecipe): Observation[] {
  const own = rows.filter((row) => row.uniqueTokens === uniqueTokens);
  const regularized = singlesOf(own, "regularized");
  const standard = singlesOf(own, "standard");
  if (recipe === "standard") return standard;
  const sizes = new Set(regularized.map(({ params }) => params));
  return [...standard.filter(({ params }) => sizes.has(params)), ...regularized];
}

/** As "weight decay 0.1, 16 epochs"; what a row does not state is passed over. */
export function settingWords(row: Observation, columns: readonly TunedColumn[]): string {
  const said = columns.flatMap((column) => {
    const value = tunedAt(row, column);
    if (value === undefined) return [];
    return column === "epochs" ? `${value} epochs` : `${column.replace("_", " ")} ${value}`;
  });
  return said.join(", ");
}
