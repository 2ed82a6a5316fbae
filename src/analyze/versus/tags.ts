import { grouped } from "../../grouped.ts";
import type { Field, Observation } from "../../run.ts";

/** What the runs of one side state of how they were trained and measured. */

/** A value and how many runs have it; undefined for those that do not log it. */
export interface Tally {
  value: Field | undefined;
  runs: number;
}

const LOGGED = {
  lossKind: "loss_kind",
  lossWeight: "loss_weight",
  mcSamples: "mc_samples",
  evalSet: "eval_set",
  tokenizer: "tokenizer",
  vocab: "vocab",
  recipe: "recipe",
  weightDecay: "weight_decay",
  dropout: "dropout",
  tokenMasking: "token_masking",
  tokenOrder: "token_order",
  learningRate: "learning_rate",
  checkpoint: "checkpoint",
} as const satisfies Partial<Record<keyof Observation, string>>;

export type Logged = keyof typeof LOGGED;

/** Tallies by header; `params` and `compute` say what is counted. */
export type Tags = Readonly<Record<(typeof LOGGED)[Logged] | "params_counted" | "compute_from", readonly Tally[]>>;

export const headerOfTag = (name: Logged): string => LOGGED[name];

export function tagsOf(rows: readonly Observation[]): Tags {
  const logged = Object.entries(LOGGED).map(([name, header]) => [header, tally(rows, (row) => row[name as Logged])]);
  return {
    ...Object.fromEntries(logged),
    params_counted: tally(rows, ({ paramsNonEmbedding }) => (paramsNonEmbedding === undefined ? undefined : "embeddings told apart")),
    compute_from: tally(rows, computeFrom),
  };
}

/** Values by how many runs have them, most first. */
export function tally(rows: readonly Observation[], of: (row: Observation) => Field | undefined): Tally[] {
  return [...grouped(rows, of)]
    .map(([value, own]) => ({ value, runs: runsOf(own) }))
    .sort((a, b) => b.runs - a.runs || (String(a.value) < String(b.value) ? -1 : 1));
}

export function runsOf(rows: readonly Observation[]): number {
  return new Set(rows.map(({ run }) => run)).size;
}

/** The table fills in 6·N·D where compute is not logged, so an equal one may be either. */
function computeFrom({ compute, params, tokens }: Observation): string | undefined {
  if (compute === undefined) return undefined;
  return params !== undefined && tokens !== undefined && Math.abs(compute / (6 * params * tokens) - 1) < 1e-9 ? "6·N·D" : "logged";
}
