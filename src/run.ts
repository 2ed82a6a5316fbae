import type { Source } from "./errors.ts";

export type Family = "ar" | "mdm";
/** `nll`: exact likelihood. `elbo`: an upper bound on it. `masked_ce`: unweighted, neither. */
export type LossKind = "nll" | "elbo" | "masked_ce";
export type Recipe = "standard" | "regularized" | "ensemble" | "distilled" | "self_distilled";
export type Stage = "pretrain" | "cpt" | "sft";
export type TokenOrder = "left_to_right" | "permuted";
export type Checkpoint = "final" | "best" | "every";

/** A raw value of a log, kept under the name that the file gave it. */
export type Field = string | number | boolean | null | readonly string[];

/** What is known of a training besides its losses; every quantity is in the glossary's unit (see `quantities.ts`). */
export interface Setup {
  run: string;
  family?: Family;
  lossKind?: LossKind;
  /** Schedule weight of a bound's terms, as `1/t`; `none` where masked tokens count alike, which is no bound. */
  lossWeight?: string;
  recipe?: Recipe;
  stage?: Stage;
  tokenOrder?: TokenOrder;
  params?: number;
  paramsNonEmbedding?: number;
  uniqueTokens?: number;
  weightDecay?: number;
  dropout?: number;
  /** Share of input tokens that are masked in training a model that predicts the next token. */
  tokenMasking?: number;
  /** Training FLOP a token. */
  flopsPerToken?: number;
  /** Validation loss of the teacher of a distilled student, nats/token. */
  teacherLoss?: number;
  /** Bits in which the forward pass of training holds weights, activations, and keys and values. */
  weightBits?: number;
  activationBits?: number;
  kvCacheBits?: number;
  learningRate?: number;
  members?: number;
  seed?: number;
  vocab?: number;
  tokenizer?: string;
  evalSet?: string;
  /** The runs whose predictions an ensemble averages. */
  memberRuns?: readonly string[];
  /** The runs that taught a distilled student. */
  teacherRuns?: readonly string[];
}

/** One evaluation of a run; `loss` in nats/token. */
export interface LossPoint {
  source: Source;
  loss: number;
  tokens?: number;
  epochs?: number;
  step?: number;
  compute?: number;
  /** Monte-Carlo samples over which the bound was averaged. */
  mcSamples?: number;
  /** The text of values that are not what their column holds, by property name: an error only for rows that are kept. */
  unreadable?: Readonly<Record<string, string>>;
  /** Raw columns of the row, by the file's own names. */
  fields: Record<string, Field>;
}

/** One training: its setup and its evaluations, in the order of the log. */
export interface Run extends Setup {
  source: Source;
  /** `false` when the schedule was cut off: its last point is not a final loss. */
  complete?: boolean;
  plannedEpochs?: number;
  /** A better measured loss of the final checkpoint (more Monte-Carlo passes) than the last point has, nats/token. */
  finalLoss?: number;
  /** Monte-Carlo samples of `finalLoss`. */
  mcSamplesFinal?: number;
  /** The raw column that stands for the loss where the log has none (an accuracy, say): its values are no losses. */
  insteadOfLoss?: string;
  /** Raw configuration values, by the file's own names. */
  fields: Record<string, Field>;
  /** Of a log that was read as columns these are made when first asked for: `curveOf`, `pointAt` and `evaluationCount` make no more than they give. */
  points: LossPoint[];
}

/** One row that a law is fitted to: a checkpoint of a run; `loss` in nats/token, quantities in the glossary's units. */
export interface Observation extends Setup {
  source: Source;
  checkpoint: Checkpoint;
  loss: number;
  tokens?: number;
  epochs?: number;
  compute?: number;
  /** Monte-Carlo samples over which a bound was averaged. */
  mcSamples?: number;
  /** Raw columns of the run and of its point, by the file's own names. */
  fields: Record<string, Field>;
}
