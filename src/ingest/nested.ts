import { RunLogError, type Source } from "../errors.ts";
import type { Field } from "../run.ts";

/** Deeper than any configuration is; a file that nests further is damaged or hostile. */
const DEEPEST = 64;

/** An object of JSON. */
export type Json = Readonly<Record<string, unknown>>;

/**
 * The value that a text of JSON holds. Python's bare NaN and Infinity are kept as text.
 *
 * @throws RunLogError with the line where it is none, and where it nests deeper than 64 levels.
 */
export function parseDocument(text: string, file: string): unknown {
  refuseDeep(text, { file });
  try {
    return JSON.parse(text);
  } catch (error) {
    const quoted = text.replace(/"[^"\\]*(?:\\.[^"\\]*)*"|-?\b(?:NaN|Infinity)\b/g, (part) => (part.startsWith('"') ? part : `"${part}"`));
    const bare = quoted === text ? undefined : parsed(quoted);
    if (bare) return bare.value;
    const position = Number(/position (\d+)/.exec((error as Error).message)?.[1] ?? text.length);
    const line = text.slice(0, position).split("\n").length;
    throw new RunLogError(
      { file, line },
      `Cannot read JSON: ${(error as Error).message.slice(0, 200)}`,
      position >= text.trimEnd().length
        ? "the file ends too early: copy it again, or wait until the trainer has written it"
        : "it is neither one JSON document nor one object a line",
    );
  }
}

function parsed(text: string): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

/**
 * Refuses a text whose brackets nest deeper than a configuration's, before anything is built of it.
 *
 * @throws RunLogError with the line (of a document) at which it does.
 */
export function refuseDeep(text: string, source: Source): void {
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 0x22) {
      for (i++; i < text.length && text.charCodeAt(i) !== 0x22; i++) if (text.charCodeAt(i) === 0x5c) i++;
    } else if (code === 0x7b || code === 0x5b) {
      if (++depth > DEEPEST)
        throw new RunLogError(
          source.line === undefined ? { ...source, line: text.slice(0, i).split("\n").length } : source,
          `Cannot read JSON: it nests deeper than ${DEEPEST} levels`,
          "a log is rows of numbers: check the file",
        );
    } else if (code === 0x7d || code === 0x5d) depth--;
  }
}

export function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * The leaves of an object by their paths: `{"eval": {"loss": 3}}` is `eval/loss`; lists become lists of text.
 *
 * @param between what joins the names.
 */
export function leavesOf(object: Json, between: "/" | "."): Record<string, Field> {
  return Object.fromEntries(leaves(object, between, ""));
}

function* leaves(object: Json, between: string, above: string): Generator<[string, Field]> {
  for (const [name, value] of Object.entries(object)) {
    const path = above === "" ? name : `${above}${between}${name}`;
    if (isObject(value)) yield* leaves(value, between, path);
    else if (Array.isArray(value)) yield [path, value.map((item) => (typeof item === "string" ? item : JSON.stringify(item)))];
    else yield [path, value as Field];
  }
}
