import { type FigureData, type FigureSpec, figures } from "../src/index.ts";
import type { Findings } from "./findings.ts";
import type { Rows } from "./rows.ts";
import { whereOf } from "./where.ts";

/** The figures of the shipped logs by file name without ending, which is that of the kind. */
export type Gallery = Record<string, FigureSpec>;

/** @param synthetic data of the kinds that the shipped runs cannot serve, by kind. */
export function gallery(rows: Rows, found: Findings, synthetic: Record<string, FigureData>): Gallery {
  return Object.fromEntries(
    figures.map((kind) => {
      const where = whereOf(kind);
      const own: FigureData = {
        observations: rows.final(...where),
        fits: found.wanted[kind.id] ?? [],
        ...(kind.curves && { curves: rows.every(...where) }),
        ...(kind.recipes && { recipes: found.recipes }),
      };
      return [kind.id, kind.draw(synthetic[kind.id] ?? own)];
    }),
  );
}
