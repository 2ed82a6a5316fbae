import type { Observation } from "../../../src/run.ts";

/** A final row of a small comparison, complete in what comparability asks for. */
export function measured(run: string, over: Partial<Observation> = {}): Observation {
  const family = over.family ?? "ar";
  return {
    run,
    source: { file: "runs.csv", line: 2 },
    checkpoint: "final",
    family,
    lossKind: family === "ar" ? "nll" : "elbo",
    ...(family === "mdm" && { lossWeight: "1/t", mcSamples: 16 }),
    recipe: "standard",
    evalSet: "held-out",
    tokenizer: "bpe",
    vocab: 512,
    params: 1e6,
    paramsNonEmbedding: 9e5,
    uniqueTokens: 1e5,
    epochs: 1,
    tokens: 1e5 * (over.epochs ?? 1),
    weightDecay: 0.1,
    dropout: 0,
    tokenMasking: 0,
    tokenOrder: "left_to_right",
    learningRate: 1e-3,
    loss: 4,
    fields: {},
    ...over,
  };
}

/** A row without some of what it states. */
export function silent(row: Observation, ...names: (keyof Observation)[]): Observation {
  return Object.fromEntries(Object.entries(row).filter(([name]) => !names.includes(name as keyof Observation))) as unknown as Observation;
}
