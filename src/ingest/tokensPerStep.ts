import { plainName } from "../glossary.ts";
import type { Field } from "../run.ts";
import { countOf } from "./counts.ts";

/** The tokens of one step, with the product in words; or what is missing to tell them. */
export type StepTokens = { tokens: number; product: string } | { missing: string };

const SEQUENCE = [
  "seq_len",
  "seq_length",
  "sequence_length",
  "train_seq_len",
  "block_size",
  "context_length",
  "context_size",
  "context",
  "ctx_len",
  "n_ctx",
  "max_seq_len",
  "max_seq_length",
  "max_sequence_length",
  "encoder_seq_length",
  "sequence_len",
  "max_target_length",
];
/** Sequences of one step over all devices. */
const GLOBAL = [
  "global_batch_size",
  "global_train_batch_size",
  "total_batch_size",
  "total_train_batch_size",
  "effective_batch_size",
  "global_batch_size_to_train_on",
];
/** Sequences of one step of gradients on one device. */
const PER_DEVICE = [
  "per_device_train_batch_size",
  "micro_batch_size",
  "device_batch_size",
  "batch_size_per_gpu",
  "batch_size_per_device",
  "device_train_microbatch_size",
];
const BATCH = ["batch_size"];
/** Of one device for one trainer, of all for another. */
const EITHER = ["train_batch_size"];
const ACCUMULATION = [
  "gradient_accumulation_steps",
  "grad_accum_steps",
  "grad_accumulation_steps",
  "accumulate_grad_batches",
  "grad_accum",
];
const DATA_PARALLEL = ["data_parallel_size", "dp_size"];
const DEVICES = ["world_size", "num_gpus", "n_gpus", "num_devices", "n_devices", "ddp_world_size"];
const MODEL_PARALLEL = [
  "tensor_model_parallel_size",
  "pipeline_model_parallel_size",
  "context_parallel_size",
  "tensor_parallel_size",
  "pipeline_parallel_size",
];
const RAMPED = ["rampup_batch_size", "batch_size_rampup", "batch_warmup"];

interface Found {
  name: string;
  value: number;
  /** Levels of its full name. */
  depth: number;
}

const OF_EVALUATION = /eval|valid|test/i;

/**
 * The tokens of one step: sequences of a batch × tokens of a sequence, and × steps of accumulation × devices where the batch is one device's.
 * Nothing is guessed: a batch that is one device's by its name needs the number of devices, and two values for one thing are none.
 *
 * @param fields raw values of a run, by full name (`trainer.train_batch_size`).
 * @returns undefined where no size of a batch is stated at all.
 * @example
 * tokensPerStep({ batch_size: 12, block_size: 1024, gradient_accumulation_steps: 40 }) // { tokens: 491520, product: "batch_size 12 × gradient_accumulation_steps 40 × block_size 1024" }
 */
export function tokensPerStep(fields: Readonly<Record<string, Field>>): StepTokens | undefined {
  const named = byLastName(fields);
  const clashes: string[] = [];
  const one = (names: readonly string[]): Found | undefined => {
    const all = names.flatMap((name) => named.get(plainName(name)) ?? []);
    const top = all.reduce((least, { depth }) => Math.min(least, depth), Number.POSITIVE_INFINITY);
    const found = all.filter(({ depth }) => depth === top);
    const [first] = found;
    const other = found.find(({ value }) => value !== first?.value);
    if (first && other) clashes.push(`${first.name} is ${first.value} and ${other.name} ${other.value}`);
    return first;
  };
  // OLMo-core counts this one in tokens (olmo_core.data.DataLoaderConfig).
  const inTokens = Object.entries(fields).find(
    ([name, value]) => name.endsWith("data_loader.global_batch_size") && numeric(value) !== undefined,
  );
  if (inTokens) return { tokens: numeric(inTokens[1]) as number, product: `${inTokens[0]} ${inTokens[1]} (tokens)` };
  // Levanter's is of all devices, where others mean one's.
  const levanter = Object.entries(fields).find(
    ([name, value]) => name.endsWith("trainer.train_batch_size") && numeric(value) !== undefined,
  );
  const whole = levanter ? { name: levanter[0], value: numeric(levanter[1]) as number, depth: 2 } : one(GLOBAL);
  const device = whole ? undefined : one(PER_DEVICE);
  const batch = whole ?? device ?? one(BATCH);
  if (!batch) {
    const either = one(EITHER);
    return (
      either && { missing: `${either.name} may be one device's or that of all: neither a global batch size nor one a device is stated` }
    );
  }
  const sequence = one(SEQUENCE);
  const factors: Found[] = [batch];
  if (!whole) {
    const accumulation = one(ACCUMULATION);
    const parallel = one(DATA_PARALLEL);
    const devices = parallel ?? one(DEVICES);
    const split = parallel ? [] : MODEL_PARALLEL.flatMap((name) => one([name]) ?? []).filter(({ value }) => value > 1);
    if (accumulation && accumulation.value !== 1) factors.push(accumulation);
    if (devices && devices.value !== 1) factors.push(devices);
    if (device && !devices) return { missing: `${device.name} is one device's: the number of devices (world_size) is not stated` };
    if (split.length > 0)
      return {
        missing: `${(split[0] as Found).name} is ${split[0]?.value}: the number of data-parallel copies (data_parallel_size) is not stated`,
      };
  }
  if (!sequence) return { missing: `${batch.name} is ${batch.value}: the tokens of a sequence (seq_len) are not stated` };
  if (isRamped(fields)) return { missing: "the batch grows along the run" };
  if (clashes.length > 0) return { missing: clashes.join("; ") };
  const all = [...factors, sequence];
  return {
    tokens: all.reduce((product, { value }) => product * value, 1),
    product: all.map(({ name, value }) => `${name} ${value}`).join(" × "),
  };
}

/** Numbers by the last part of their names; those of an evaluation are of no step. */
function byLastName(fields: Readonly<Record<string, Field>>): Map<string, Found[]> {
  const named = new Map<string, Found[]>();
  for (const [name, field] of Object.entries(fields)) {
    const parts = name.split(/[./]/);
    const value = numeric(field);
    if (value === undefined || parts.slice(0, -1).some((part) => OF_EVALUATION.test(part))) continue;
    const last = plainName(parts.at(-1) as string);
    named.set(last, [...(named.get(last) ?? []), { name, value, depth: parts.length }]);
  }
  return named;
}

function isRamped(fields: Readonly<Record<string, Field>>): boolean {
  return Object.entries(fields).some(
    ([name, value]) =>
      RAMPED.includes(name.split(/[./]/).at(-1) as string) &&
      value !== null &&
      value !== false &&
      value !== 0 &&
      !(Array.isArray(value) && value.length === 0),
  );
}

function numeric(field: Field): number | undefined {
  const value = typeof field === "number" ? field : typeof field === "string" ? countOf(field) : undefined;
  return value !== undefined && value > 0 ? value : undefined;
}
