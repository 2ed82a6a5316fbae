import { RunLogError } from "../errors.ts";
import { asText } from "./asText.ts";
import { concatenated } from "./concatenated.ts";
import type { About, Parsed } from "./format.ts";
import { formatOf, HEAD } from "./index.ts";
import { plainBytes } from "./plainBytes.ts";

/**
 * The runs of one log that comes in pieces; reads no disk. One of a format with a `reader` is never held as a whole.
 *
 * @param most bytes that are held of a log of another format.
 * @throws RunLogError when the log is empty, of no known format, too large, or cannot be read.
 */
export async function parsePieces(about: About, pieces: AsyncIterable<Uint8Array>, most: number): Promise<Parsed> {
  const coming = pieces[Symbol.asyncIterator]();
  try {
    const { first, ended } = await beginning(coming);
    const head = first.subarray(0, HEAD);
    const text = new TextDecoder().decode(head).replace(/^\uFEFF/, "");
    const format = formatOf(about.file, { bytes: head, text }, ended ? first.length : Number.POSITIVE_INFINITY);
    const reader = format.content === "text" ? format.reader?.(about) : undefined;
    if (reader) {
      reader.push(first.subarray(hasMark(first) ? 3 : 0));
      for (let next = await coming.next(); !next.done; next = await coming.next()) reader.push(plainBytes(next.value));
      return reader.end();
    }
    const bytes = await joined(about.file, { [Symbol.asyncIterator]: () => coming }, most, first);
    return format.content === "binary"
      ? await format.parse({ ...about, bytes })
      : format.parse({ ...about, text: asText(about.file, bytes) });
  } finally {
    await coming.return?.();
  }
}

/** Pieces as one, after what was read of them before; more than `most` bytes are refused. */
export async function joined(
  file: string,
  pieces: AsyncIterable<Uint8Array>,
  most: number,
  first: Uint8Array = new Uint8Array(),
): Promise<Uint8Array> {
  const held = [first];
  let size = first.length;
  for await (const piece of pieces) {
    size += piece.length;
    if (size > most)
      throw new RunLogError(
        { file },
        `Cannot read: it holds more than ${most / 2 ** 20} MiB of text`,
        "split it by run, or keep fewer evaluations a run",
      );
    held.push(piece);
  }
  return plainBytes(concatenated(held));
}

/** So much of a log as its format is told by, or all of it. */
async function beginning(coming: AsyncIterator<Uint8Array>): Promise<{ first: Uint8Array; ended: boolean }> {
  const held: Uint8Array[] = [];
  let size = 0;
  while (size < HEAD) {
    const next = await coming.next();
    if (next.done) return { first: plainBytes(concatenated(held)), ended: true };
    held.push(next.value);
    size += next.value.length;
  }
  return { first: plainBytes(concatenated(held)), ended: false };
}

/** A mark of the byte order is no part of a text. */
const hasMark = (bytes: Uint8Array): boolean => bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
