import { isLossMetric } from "./lossMetric.ts";
import { isObject, type Json } from "./nested.ts";

/** The object of a line; none of a line that is cut or broken: reading it will say so. */
export function objectOf(line: string): Json[] {
  try {
    const value: unknown = JSON.parse(line);
    return isObject(value) ? [value] : [];
  } catch {
    return [];
  }
}

export interface Part {
  kind: "row" | "settings" | "summary" | "nothing";
  content: Json;
  /** What a row states of its training. */
  configuration?: Json;
}

/** What a line is to its training. */
export function partOf(object: Json): Part {
  const { event, metrics, step, config, summary } = object;
  if (typeof event === "string" && (object.tracker !== undefined || isObject(metrics))) {
    if (event === "hparams") return { kind: "settings", content: isObject(object.hparams) ? object.hparams : {} };
    if (event === "log")
      return { kind: "row", content: { ...(isObject(metrics) ? metrics : {}), ...(typeof step === "number" && { step }) } };
    if (event === "summary" || event === "finish") return { kind: "summary", content: [summary, metrics].find(isObject) ?? {} };
    return { kind: "nothing", content: {} };
  }
  if (isObject(summary)) return { kind: "summary", content: object };
  if (isObject(config)) {
    const { config: _, ...row } = object;
    const measures = Object.entries(row).some(([name, value]) => value !== null && (name === "loss" || isLossMetric(name)));
    return measures ? { kind: "row", content: row, configuration: config } : { kind: "settings", content: config };
  }
  return { kind: "row", content: object };
}

/** The lines that are not blank, with their numbers. */
export function* numbered(text: string): Generator<[line: number, text: string]> {
  let line = 0;
  for (let at = 0; at <= text.length; ) {
    line++;
    const next = text.indexOf("\n", at);
    const part = text.slice(at, next < 0 ? text.length : next);
    if (part.trim() !== "") yield [line, part];
    if (next < 0) return;
    at = next + 1;
  }
}
