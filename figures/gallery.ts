import { type FigureData, type FigureSpec, figures } from "../src/index.ts";
import type { Findings } from "./findings.ts";
import { type Rows, SINGLE, UNIQUE } from "./rows.ts";

/** The figures of the shipped logs by file name without ending, which is that of the kind. */
export type Gallery = Record<string, FigureSpec>;

/** @param synthetic data of the kinds that the shipped runs cannot serve, by kind. */
export function gallery(rows: Rows, found: Findings, synthetic: Record<string, FigureData>): Gallery {
  const own = { ...dataOf(rows, found), ...synthetic };
  return Object.fromEntries(
    figures.map((kind) => [kind.id, kind.draw(own[kind.id] ?? { observations: rows.final("family=ar"), recipes: found.recipes })]),
  );
}

/** Rows and fits of the kinds that do not draw the comparison of recipes over all AR runs. */
function dataOf(rows: Rows, found: Findings): Record<string, FigureData> {
  const decay = "weight_decay=0.1";
  const long = new Set(rows.final("recipe=standard", decay, UNIQUE, "epochs=32|128").map((row) => row.run));
  const both = ["recipe=standard", decay];
  const repeated = rows.final("family=ar", "recipe=standard", decay, "params=41660|271674");
  return {
    "loss-by-epochs": {
      observations: rows.final("recipe=standard", decay, UNIQUE),
      curves: rows.every("recipe=standard", decay, UNIQUE).filter((row) => long.has(row.run)),
    },
    "loss-by-params": {
      observations: [
        ...rows.final("family=ar", "recipe=standard", decay, UNIQUE),
        ...rows.final("family=ar", "recipe=regularized|ensemble", UNIQUE),
      ],
      fits: [found.regularized, ...found.ensembles.map(({ fit }) => fit)],
    },
    "weight-decay": {
      observations: [...rows.final("family=ar", SINGLE, UNIQUE, "epochs=16"), ...rows.final("family=mdm", SINGLE, UNIQUE, "epochs=64")],
      fits: found.bowls.map(({ fit }) => fit),
    },
    "repeated-data": { observations: repeated, fits: [found.dataConstrained, found.overfitPenalty] },
    crossover: { observations: rows.final(SINGLE), curves: rows.every(SINGLE) },
    overfit: {
      observations: rows.final(...both, "params=271674", "unique_tokens=25600|51200"),
      curves: rows.every(...both, "params=271674", "unique_tokens=25600|51200"),
    },
    "return-on-repetition": { observations: rows.final(...both), fits: found.byFamily },
    "value-of-repeats": { observations: rows.final(...both), fits: found.byFamily },
    "iso-loss": { observations: rows.final(...both), fits: found.byFamily },
    "critical-compute": { observations: rows.final(...both), fits: found.byFamily },
    "loss-difference": { observations: rows.final(...both), fits: found.byFamily },
    ensembles: { observations: rows.final("recipe=ensemble"), fits: found.ensembles.map(({ fit }) => fit) },
  };
}
