import type { Field } from "../../run.ts";

/** Levels to which objects of a history are taken apart. */
const DEEPEST = 8;
/** A text beyond this is no value of a metric, in characters. */
const LONGEST = 200;

const decoder = new TextDecoder();

/** The value that JSON in bytes `from` to `to` says; what is no JSON (a bare NaN) is its own text. */
export function jsonAt(bytes: Uint8Array, from: number, to: number): unknown {
  const first = bytes[from] as number;
  if (to - from < 32 && (first === 0x2d || (first >= 0x30 && first <= 0x39))) {
    const number = Number(ascii(bytes, from, to));
    if (Number.isFinite(number)) return number;
  }
  const text = decoder.decode(bytes.subarray(from, to));
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Short texts of digits: much faster than a decoder. */
function ascii(bytes: Uint8Array, from: number, to: number): string {
  let text = "";
  for (let at = from; at < to; at++) text += String.fromCharCode(bytes[at] as number);
  return text;
}

/** The plain values of a metric by name: an object is taken apart (`val.loss`); lists, media and histograms are none. */
export function plainValues(name: string, value: unknown, take: (name: string, value: Field) => void, depth = 0): void {
  if (typeof value === "number" || typeof value === "boolean") take(name, value);
  else if (typeof value === "string") {
    if (value.length <= LONGEST) take(name, value);
  } else if (typeof value === "object" && value !== null && !Array.isArray(value) && !("_type" in value) && depth < DEEPEST)
    for (const [part, inner] of Object.entries(value)) plainValues(`${name}.${part}`, inner, take, depth + 1);
}
