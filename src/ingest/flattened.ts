import { RunLogError } from "../errors.ts";
import type { Field } from "../run.ts";
import type { Configuration } from "./configuration.ts";
import { interpolated } from "./interpolated.ts";
import { isObject } from "./nested.ts";

const MOST_DEPTH = 32;
const MOST_VALUES = 20_000;

/** What Weights & Biases keeps of its own among a run's configuration. */
const HOUSEKEEPING: readonly string[] = ["_wandb", "wandb_version"];

/**
 * The values of a configuration under their full names: `{ optimizer: { lr: 1e-3 } }` is `optimizer.lr`, what Weights & Biases wraps as
 * `{ value, desc }` is its value, and what names another value, as Hydra writes `${optimizer.lr}`, is that value. A list is one of texts.
 *
 * @throws RunLogError for one that is nested deeper than 32 levels or holds more than 20,000 values.
 * @example
 * flattened({ source: { file: "config.yaml" }, values: { optimizer: { lr: { value: 1e-3, desc: null } } } })["optimizer.lr"] // 0.001
 */
export function flattened({ source, values }: Configuration): Record<string, Field> {
  const fields: [string, Field][] = [];
  const waiting: { name: string; value: unknown; depth: number }[] = [{ name: "", value: values, depth: 0 }];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { name, depth } = next;
    const value = unwrapped(next.value);
    if (depth > MOST_DEPTH || (Array.isArray(value) && isDeep(value)))
      throw unusable(source, `it is nested deeper than ${MOST_DEPTH} levels`);
    if (isObject(value))
      for (const [key, part] of Object.entries(value).reverse()) {
        if (depth > 0 || !HOUSEKEEPING.includes(key))
          waiting.push({ name: name === "" ? key : `${name}.${key}`, value: part, depth: depth + 1 });
      }
    else fields.push([name, fieldOf(value)]);
    if (fields.length + waiting.length > MOST_VALUES) throw unusable(source, `it holds more than ${MOST_VALUES} values`);
  }
  return interpolated(Object.fromEntries(fields));
}

function unwrapped(value: unknown): unknown {
  return isObject(value) && "value" in value && Object.keys(value).every((key) => key === "value" || key === "desc") ? value.value : value;
}

/** Whether lists and objects in a list go deeper than is followed. */
function isDeep(list: readonly unknown[]): boolean {
  let level: readonly unknown[] = list;
  for (let depth = 0; depth < MOST_DEPTH; depth++) {
    level = level.flatMap((item) => (typeof item === "object" && item !== null ? Object.values(item) : []));
    if (level.length === 0) return false;
    if (level.length > MOST_VALUES) return true;
  }
  return true;
}

function fieldOf(value: unknown): Field {
  if (Array.isArray(value)) return value.map((item) => (typeof item === "string" ? item : JSON.stringify(item)));
  if (typeof value === "number" && !Number.isFinite(value)) return String(value);
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? value : null;
}

function unusable(source: Configuration["source"], why: string): RunLogError {
  return new RunLogError(
    source,
    `Cannot use the configuration: ${why}`,
    "a training is described by some hundred values; move away what is no configuration",
  );
}
