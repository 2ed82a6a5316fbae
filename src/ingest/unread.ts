import { concatenated } from "./concatenated.ts";

/** A row that is longer is no row of a log, bytes. */
export const MOST_ROW = 2 ** 24;

/** The end of what has come of a text, which no row end is in yet. */
export interface Unread {
  /** What there is to read with these bytes; undefined while it is too little to be worth another look. */
  with: (bytes: Uint8Array) => Uint8Array | undefined;
  /** Keeps what was left of `whole` from some byte on. */
  keep: (whole: Uint8Array, from: number) => void;
  /** All that is left. */
  rest: () => Uint8Array;
  size: () => number;
}

/** Of a row without end every byte is looked at and moved a few times only, however small the pieces are. */
export function unread(): Unread {
  let held: Uint8Array[] = [];
  let size = 0;
  let wanted = 0;
  const rest = (): Uint8Array => concatenated(held);
  return {
    with: (bytes) => {
      if (size === 0) return bytes;
      const enough = size + bytes.length >= wanted;
      // A copy, where it is kept: the reader of the file may use its bytes for the next piece.
      held.push(enough ? bytes : bytes.slice());
      size += bytes.length;
      return enough ? rest() : undefined;
    },
    keep: (whole, from) => {
      held = from < whole.length ? [whole.slice(from)] : [];
      size = whole.length - from;
      wanted = from === 0 ? 2 * size : 0;
    },
    rest,
    size: () => size,
  };
}
