import type { FigureSpec } from "../../src/index.ts";
import { filesIn, read } from "../tree.ts";

// Figures of the gallery as their golden specs hold them: what draws them can be tested without a fit.

const ENDING = ".vl.json";

export const GALLERY: readonly string[] = filesIn("figures")
  .filter((path) => path.endsWith(ENDING))
  .map((path) => path.slice("figures/".length, -ENDING.length))
  .sort();

export function goldenSpec(id: string): FigureSpec {
  return JSON.parse(read(`figures/${id}${ENDING}`));
}
