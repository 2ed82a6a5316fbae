import { plainName } from "../glossary.ts";
import type { Field } from "../run.ts";
import { numberOf } from "./progress.ts";
import { tokensPerStep } from "./tokensPerStep.ts";

/** What the settings of a training say of its steps. */
export interface Schedule {
  tokensPerStep?: number;
  tokensPerSample?: number;
  /** Steps and tokens that are planned. */
  steps?: number;
  tokens?: number;
}

/** Names of settings as trainers have them; the last parts of a nested name count (`trainer.num_train_steps`). */
const NAMES = {
  tokensPerStep: ["tokens_per_step", "tokens_per_iteration", "tokens_per_iter"],
  tokensPerSample: ["seq_length", "seq_len", "sequence_length", "max_sequence_length", "max_seq_len", "max_target_length"],
  steps: ["max_steps", "max_iters", "train_iters", "num_train_steps", "num_iterations", "train_steps", "total_steps", "train_num_batches"],
  tokens: ["max_tokens", "planned_tokens", "token_budget"],
} as const;

type Setting = keyof typeof NAMES;

const SETTINGS = new Map<string, Setting>(
  Object.entries(NAMES).flatMap(([setting, names]) => names.map((name) => [plainName(name), setting as Setting] as const)),
);

/** Whether a setting is one of the schedule, by its name. */
export function isScheduled(name: string): boolean {
  return settingOf(name) !== undefined;
}

function settingOf(name: string): Setting | undefined {
  return SETTINGS.get(plainName(name.split(/[./]/).at(-1) ?? ""));
}

/**
 * The schedule that settings state: the tokens of a step as such, or as the product of batch and sequence (`tokensPerStep`).
 *
 * @param settings by the log's own names.
 */
export function scheduleOf(settings: Readonly<Record<string, Field>>): Schedule {
  const found: Schedule = {};
  for (const [name, field] of Object.entries(settings)) {
    const setting = settingOf(name);
    const value = numberOf(field);
    if (setting !== undefined && value !== undefined && value > 0) found[setting] ??= value;
  }
  const product = found.tokensPerStep === undefined ? tokensPerStep(settings) : undefined;
  return product && "tokens" in product ? { ...found, tokensPerStep: product.tokens } : found;
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
