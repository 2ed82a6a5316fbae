import { plainName } from "../glossary.ts";
import type { Field } from "../run.ts";
import { numberOf } from "./progress.ts";

/** What the settings of a training say of its steps. */
export interface Schedule {
  tokensPerStep?: number;
  tokensPerSample?: number;
  /** Steps, samples and tokens that are planned. */
  steps?: number;
  samples?: number;
  tokens?: number;
}

/** Names of settings as trainers have them; the last parts of a nested name count (`trainer.num_train_steps`), longer ones first. */
const NAMES = {
  tokensPerStep: ["tokens_per_step", "tokens_per_iteration", "tokens_per_iter", "tokens_per_batch", "data_loader.global_batch_size"],
  tokensPerSample: [
    "seq_length",
    "seq_len",
    "sequence_length",
    "max_sequence_length",
    "max_seq_length",
    "max_seq_len",
    "train_seq_len",
    "max_target_length",
    "context_length",
    "block_size",
  ],
  /** Sequences that one step takes, of all devices and accumulations. */
  samplesPerStep: [
    "global_batch_size",
    "global_train_batch_size",
    "global_batch_size_to_train_on",
    "total_train_batch_size",
    "trainer.train_batch_size",
  ],
  steps: ["max_steps", "max_iters", "train_iters", "num_train_steps", "num_iterations", "train_steps", "total_steps", "train_num_batches"],
  samples: ["train_samples"],
  tokens: ["max_tokens", "planned_tokens", "token_budget"],
  perDevice: ["per_device_train_batch_size"],
  accumulation: ["gradient_accumulation_steps"],
  devices: ["world_size", "num_devices", "num_processes", "n_gpu", "num_gpus"],
  rampup: ["rampup_batch_size"],
} as const;

type Setting = keyof typeof NAMES;

const SETTINGS = new Map<string, Setting>(
  Object.entries(NAMES).flatMap(([setting, names]) => names.map((name) => [plainName(name), setting as Setting] as const)),
);

/**
 * The schedule that settings state: tokens of a step are stated, or sequences × tokens of a sequence where the number of sequences is constant and
 * counts all devices.
 *
 * @param settings by the log's own names.
 */
export function scheduleOf(settings: Readonly<Record<string, Field>>): Schedule {
  const found: Partial<Record<Setting, number>> = {};
  for (const [name, field] of Object.entries(settings)) {
    const parts = name.split(/[./]/);
    const setting = SETTINGS.get(plainName(parts.slice(-2).join("."))) ?? SETTINGS.get(plainName(parts.at(-1) ?? ""));
    const value = numberOf(field);
    if (setting === "rampup" && field !== null && field !== "") found.rampup = 1;
    else if (setting !== undefined && value !== undefined && value > 0) found[setting] ??= value;
  }
  const samplesPerStep =
    found.rampup !== undefined ? undefined : (found.samplesPerStep ?? product(found.perDevice, found.accumulation, found.devices));
  return {
    tokensPerStep: found.tokensPerStep ?? product(samplesPerStep, found.tokensPerSample),
    tokensPerSample: found.tokensPerSample,
    steps: found.steps,
    samples: found.samples,
    tokens: found.tokens,
  };
}

function product(...factors: readonly (number | undefined)[]): number | undefined {
  return factors.reduce<number | undefined>((all, factor) => (all === undefined || factor === undefined ? undefined : all * factor), 1);
}

/**
 * Whether a training is over by its plan: undefined where none is stated, or its progress is not.
 *
 * @param reached the furthest that its log states.
 */
export function isOver(schedule: Schedule, reached: { step?: number; tokens?: number }): boolean | undefined {
  // Trainers number steps from 0 or from 1: one less than planned is the last.
  if (schedule.steps !== undefined && reached.step !== undefined) return reached.step >= schedule.steps - 1;
  if (schedule.tokens !== undefined && reached.tokens !== undefined) return reached.tokens >= schedule.tokens;
  return undefined;
}
