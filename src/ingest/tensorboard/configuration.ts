import { printed } from "../printed.ts";
import type { EventFile } from "./events.ts";

/** A text beyond this is prose and no setting, in characters; one of JSON may be longer. */
const LONGEST = 500;

/**
 * What event files state of their training as a whole: texts that were logged once, and hyperparameters, which count more.
 *
 * A text of a JSON object states what the object does (transformers logs its arguments so), another states the tag's own value (as Megatron logs each argument).
 */
export function configurationOf(logs: readonly EventFile[]): Record<string, unknown> {
  const config: [string, unknown][] = [];
  for (const { texts } of logs)
    for (const [tag, [text, ...more]] of texts) if (text !== undefined && more.length === 0) config.push(...settings(tag, text));
  for (const { hparams } of logs) config.push(...Object.entries(hparams));
  return Object.fromEntries(config);
}

function settings(tag: string, text: string): [string, unknown][] {
  const name = tag.replace(/\/text_summary$/, "");
  if (/^\s*\{/.test(text)) {
    try {
      return Object.entries(JSON.parse(text));
    } catch {
      // Text that begins with a brace and is no JSON is text.
    }
  }
  return text.length > LONGEST ? [] : [[name, printed(text)]];
}
