/** The bytes of the text that a column held last, which the next row often repeats: the same bytes need not be decoded again. */
export interface LastText {
  bytes: Uint8Array;
  /** -1 where the column held no text last, or one too long to be kept. */
  length: number;
}

/** Longer texts are not kept, bytes. */
const MOST = 64;

export function lastText(): LastText {
  return { bytes: new Uint8Array(MOST), length: -1 };
}

export function isLast({ bytes: last, length }: LastText, bytes: Uint8Array, from: number, to: number): boolean {
  if (to - from !== length) return false;
  for (let i = 0; i < length; i++) if (last[i] !== bytes[from + i]) return false;
  return true;
}

export function remember(last: LastText, bytes: Uint8Array, from: number, to: number): void {
  last.length = to - from <= MOST ? to - from : -1;
  for (let i = 0; i < last.length; i++) last.bytes[i] = bytes[from + i] as number;
}

export function forget(last: LastText): void {
  last.length = -1;
}
