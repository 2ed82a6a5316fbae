import type { Observation } from "../run.ts";

/** All that is known of a run but its seed and its place: what runs share that are replicates of each other. */
const SETUP = [
  "family",
  "lossKind",
  "lossWeight",
  "recipe",
  "stage",
  "tokenOrder",
  "params",
  "paramsNonEmbedding",
  "uniqueTokens",
  "tokens",
  "epochs",
  "weightDecay",
  "dropout",
  "tokenMasking",
  "flopsPerToken",
  "teacherLoss",
  "weightBits",
  "activationBits",
  "kvCacheBits",
  "learningRate",
  "members",
  "evalSet",
  "tokenizer",
  "teacherRuns",
  "checkpoint",
] as const satisfies readonly (keyof Observation)[];

export type SetupName = (typeof SETUP)[number];

/** One text for all rows that are alike but for their seed, and for the columns in `but`. */
export function alike(row: Observation, but: readonly SetupName[] = []): string {
  let text = "";
  for (const name of SETUP) {
    const value = row[name];
    // Quotes keep a text from running into the next.
    if (value !== undefined && !but.includes(name)) text += `${name}=${typeof value === "number" ? value : JSON.stringify(value)};`;
  }
  return text;
}

/** What two rows differ in besides their seed, as property names. */
export function differing(a: Observation, b: Observation): SetupName[] {
  return SETUP.filter((name) => JSON.stringify(a[name]) !== JSON.stringify(b[name]));
}
