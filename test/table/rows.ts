import type { Observation } from "../../src/run.ts";

/** A final observation of one cell of a sweep. */
export const row = (params: number | undefined, weightDecay: number, seed: number, loss: number): Observation => ({
  run: `${params}-${weightDecay}-${seed}`,
  source: { file: "f", line: seed },
  checkpoint: "final",
  loss,
  ...(params === undefined ? {} : { params }),
  weightDecay,
  seed,
  fields: { folder: "x", mix: "c4" },
});

export const rows = [
  row(100, 1, 0, 3.1),
  row(20, 0.1, 0, 4),
  row(100, 0.1, 0, 3.5),
  row(20, 1, 0, 3.9),
  row(20, 1, 1, 4.3),
  row(3, 1, 0, 5),
];
