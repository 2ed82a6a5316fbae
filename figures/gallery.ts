import { type FigureSpec, figures } from "../src/index.ts";
import type { Findings } from "./findings.ts";
import { type Rows, SINGLE, UNIQUE } from "./rows.ts";

/** The figures of the shipped runs, by file name without ending. */
export function gallery(rows: Rows, found: Findings): Record<string, FigureSpec> {
  const decay = "weight_decay=0.1";
  const long = new Set(rows.final("recipe=standard", decay, UNIQUE, "epochs=32|128").map((row) => row.run));
  const repeated = rows.final("family=ar", "recipe=standard", decay, "params=41660|271674");
  const data = {
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
    ensembles: { observations: rows.final("recipe=ensemble"), fits: found.ensembles.map(({ fit }) => fit) },
  } satisfies Record<string, Parameters<(typeof figures)[number]["draw"]>[0]>;
  return Object.fromEntries(figures.map((kind) => [kind.id, kind.draw(data[kind.id as keyof typeof data])]));
}
