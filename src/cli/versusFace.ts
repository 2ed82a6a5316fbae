import type { Versus } from "../index.ts";
import { recipesFace } from "./recipesFace.ts";

/** The JSON of `isoloss versus`: fits as `fit --json` prints them, rows as the names of their runs, and every key there, null where nothing is known. */
export function versusFace(found: Versus): unknown {
  return withNulls(recipesFace(found));
}

function withNulls(value: unknown): unknown {
  if (value === undefined) return null;
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(withNulls);
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, withNulls(item)]));
}
