import { type Fit, type Observation, summary } from "../index.ts";

/** The JSON of `isoloss recipes`. */

/** The result without rows and draws: fits as `fit --json` prints them, rows as the names of their runs. */
export function recipesFace(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => (isRow(item) ? item.run : recipesFace(item)));
  if ("solution" in value && "observations" in value) return summary(value as Fit);
  const told = Object.entries(value).filter(([name]) => name !== "draws");
  return Object.fromEntries(told.map(([name, item]) => [name, recipesFace(item)]));
}

function isRow(item: unknown): item is Observation {
  return typeof item === "object" && item !== null && "checkpoint" in item && "source" in item;
}
