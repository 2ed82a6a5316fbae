import type { QuantityName } from "./quantities.ts";
import { QUANTITIES } from "./quantities.ts";
import type { Run, Setup } from "./run.ts";

/** How a logged value is read: `names` is a list of run ids, a list of words is the choice there is. */
export type Kind = "number" | "text" | "names" | "flag" | readonly string[];

type Logged =
  | QuantityName
  | keyof Omit<Setup, "run">
  | "run"
  | "loss"
  | "step"
  | "complete"
  | "plannedEpochs"
  | "finalLoss"
  | "mcSamples"
  | "mcSamplesFinal"
  | "lossUnit"
  | "bytesPerToken"
  | "tokensPerStep"
  | "plannedTokens";

/** Every value that a log can state, by its property name; the column header is the same word in snake_case. */
export const WORDS = {
  run: "text",
  family: ["ar", "mdm"],
  loss: "number",
  lossKind: ["nll", "elbo", "masked_ce"],
  lossWeight: "text",
  mcSamples: "number",
  lossUnit: "text",
  bytesPerToken: "number",
  finalLoss: "number",
  mcSamplesFinal: "number",
  recipe: ["standard", "regularized", "ensemble", "distilled", "self_distilled"],
  stage: ["pretrain", "cpt", "sft"],
  tokenOrder: ["left_to_right", "permuted"],
  params: "number",
  paramsNonEmbedding: "number",
  tokens: "number",
  uniqueTokens: "number",
  epochs: "number",
  plannedEpochs: "number",
  plannedTokens: "number",
  tokensPerStep: "number",
  complete: "flag",
  step: "number",
  compute: "number",
  members: "number",
  weightDecay: "number",
  dropout: "number",
  tokenMasking: "number",
  flopsPerToken: "number",
  teacherLoss: "number",
  weightBits: "number",
  activationBits: "number",
  kvCacheBits: "number",
  learningRate: "number",
  seed: "number",
  vocab: "number",
  tokenizer: "text",
  evalSet: "text",
  memberRuns: "names",
  teacherRuns: "names",
} as const satisfies Record<Logged, Kind> & Partial<Record<keyof Run, Kind>>;

export type Word = keyof typeof WORDS;

/** Words that count what there are millions and billions of: logs write them as `124M`, `1.3B`, `1_000_000` or in columns as `params_m`. */
export const COUNTS: readonly Word[] = ["params", "paramsNonEmbedding", "tokens", "uniqueTokens", "plannedTokens", "tokensPerStep"];

/** A name without what spellings differ in: case, underscores, dashes, dots, slashes, spaces (`N_Params`, `n-params` and `nParams` are one). */
export function plainName(name: string): string {
  const known = PLAIN.get(name);
  if (known !== undefined) return known;
  const plain = name.toLowerCase().replace(/[\s_\-./]/g, "");
  if (PLAIN.size >= MOST_PLAIN) PLAIN.clear();
  PLAIN.set(name, plain);
  return plain;
}

/** The same few columns are asked for at every row. */
const PLAIN = new Map<string, string>();
const MOST_PLAIN = 4096;

/** The column header of a word: `uniqueTokens` → `unique_tokens`. */
export function columnName(word: Word): string {
  return word.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

const BY_PLAIN_NAME = new Map((Object.keys(WORDS) as Word[]).map((word) => [plainName(word), word]));
const BY_SYMBOL = new Map<string, Word>([...QUANTITIES.map((q) => [q.symbol, q.name] as const), ["λ", "weightDecay"]]);

/**
 * The word that `name` spells, or undefined; symbols (`N`, `D`, `U`, `K`, `C`) keep their case, since `d` or `n` mean other things in logs.
 *
 * @example
 * wordOf("unique_tokens") // "uniqueTokens"
 */
export function wordOf(name: string): Word | undefined {
  return BY_SYMBOL.get(name) ?? BY_PLAIN_NAME.get(plainName(name));
}
