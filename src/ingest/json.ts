import { RunLogError, type Source } from "../errors.ts";
import type { Field } from "../run.ts";

/**
 * The object that a text of JSON holds.
 *
 * @throws RunLogError with the line where it is none.
 */
export function parseObject(text: string, source: Source): Record<string, unknown> {
  let value: unknown;
  try {
    value = parseJson(text);
  } catch (error) {
    throw new RunLogError(
      lineOf(error, text, source),
      `Cannot read JSON: ${(error as Error).message.slice(0, 200)}`,
      /^\s*\{\s*'/.test(text)
        ? "it is a dict as Python prints it, in single quotes: log it with json.dumps"
        : source.line === undefined
          ? "a configuration is one JSON object"
          : "one JSON object a line; a log that is still being written may end in half a line",
    );
  }
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new RunLogError(
      source,
      `Cannot read ${JSON.stringify(value).slice(0, 60)}: expected a JSON object`,
      source.line === undefined ? "a configuration is one JSON object" : '{"tokens": 1000000, "val_loss": 3.2}',
    );
  return value as Record<string, unknown>;
}

/** Python writes NaN and Infinity bare, which JSON has no word for: they are kept as text, so that the row can be named if it is used. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const quoted = text.replace(/"[^"\\]*(?:\\.[^"\\]*)*"|-?\b(?:NaN|Infinity)\b/g, (part) => (part.startsWith('"') ? part : `"${part}"`));
    if (quoted === text) throw error;
    return JSON.parse(quoted);
  }
}

/** The line of a configuration at which the engine gave up, where its message says so. */
function lineOf(error: unknown, text: string, source: Source): Source {
  const position = /position (\d+)/.exec((error as Error).message)?.[1];
  return source.line !== undefined || position === undefined
    ? source
    : { ...source, line: text.slice(0, Number(position)).split("\n").length };
}

/**
 * Lists become lists of text, anything nested its JSON: a raw field is a plain value.
 *
 * @param source where the object stands, for messages.
 * @throws RunLogError for a value that nests too deep to be written.
 */
export function fieldsOf(object: Record<string, unknown>, source: Source = { file: "JSON" }): Record<string, Field> {
  const written = (value: unknown): string => {
    try {
      return JSON.stringify(value);
    } catch {
      throw new RunLogError(source, "Cannot keep a value of the line: it nests too deep", "a log is rows of numbers: check the file");
    }
  };
  return Object.fromEntries(
    Object.entries(object).map(([name, value]): [string, Field] => {
      if (Array.isArray(value)) return [name, value.map((item) => (typeof item === "string" ? item : written(item)))];
      return [name, typeof value === "object" && value !== null ? written(value) : (value as Field)];
    }),
  );
}
