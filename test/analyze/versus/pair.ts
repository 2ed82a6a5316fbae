import type { Family, Observation } from "../../../src/run.ts";

/** Final observations along epochs of one family at N 1e8 and U 1e8, with losses of a stated curve; `more` changes single fields. */
export function finals(
  family: Family,
  epochs: readonly number[],
  loss: (epochs: number) => number,
  more: Partial<Observation> = {},
): Observation[] {
  return epochs.map((own, i) => ({
    run: `${family}-${more.seed ?? 0}-${own}-${more.weightDecay ?? 0}`,
    source: { file: `${family}.csv`, line: i + 2 },
    checkpoint: "final",
    family,
    lossKind: family === "ar" ? "nll" : "elbo",
    params: 1e8,
    uniqueTokens: 1e8,
    epochs: own,
    tokens: 1e8 * own,
    compute: 6 * 1e8 * 1e8 * own,
    loss: loss(own),
    fields: {},
    ...more,
  }));
}
