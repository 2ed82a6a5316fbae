import type { LogText } from "./format.ts";
import { isLossMetric } from "./lossMetric.ts";
import { type Json, leavesOf } from "./nested.ts";
import { stated } from "./progress.ts";
import { numbered, objectOf, partOf } from "./trackerLine.ts";
import type { Id } from "./trackerSections.ts";
import { isStated } from "./values.ts";

/** Keys that name a run wherever they stand. */
export const ID_KEYS = ["run", "run_name", "run_id"];
/** Keys that name a run beside its configuration. */
export const NAME_KEYS = [...ID_KEYS, "name", "id"];

/** The run that an object names by one of `keys`. */
export function idOf(object: Json, keys: readonly string[]): Id {
  for (const key of keys) {
    const value = object[key];
    if ((typeof value === "string" && value !== "") || (typeof value === "number" && ID_KEYS.includes(key))) return [key, String(value)];
  }
  return undefined;
}

const PART = /^(train|training|val|valid|validation|eval|evaluation|test|dev)$/i;

/**
 * Whether `name` names the runs of a log, and not what a line is: a configuration or summary has it, evaluations have several, or the steps begin again
 * where it changes.
 */
export function areRunNames(log: LogText): boolean {
  const evaluated = new Set<string>();
  let told = false;
  let before: { name: string; step: number | undefined } | undefined;
  for (const [, text] of numbered(log.text)) {
    if (!text.includes('"name"')) continue;
    for (const object of objectOf(text)) {
      const { name } = object;
      if (typeof name !== "string" || name === "") continue;
      const { kind, content, configuration } = partOf(object);
      if (kind === "nothing") continue;
      if (kind !== "row" || configuration) {
        told = true;
        continue;
      }
      if (PART.test(name)) return false;
      const fields = leavesOf(content, "/");
      const step = stated("step", fields);
      told ||= before !== undefined && before.name !== name && step !== undefined && before.step !== undefined && step < before.step;
      before = { name, step };
      if (Object.keys(fields).some((key) => isStated(fields[key]) && isLossMetric(key))) evaluated.add(name);
    }
  }
  return told || evaluated.size > 1;
}
