import { RunLogError } from "../errors.ts";

/** A place in a protobuf message; fields are read one after the other, without copies. */
export interface Cursor {
  file: string;
  bytes: Uint8Array;
  view: DataView;
  at: number;
  /** End of the message that is being read. */
  end: number;
}

/** How a field is encoded: the last three bits of its key. */
export const VARINT = 0;
export const FIXED64 = 1;
export const LENGTH = 2;
export const FIXED32 = 5;

/** The key of a field in its message: `key(5, LENGTH)` is a string, bytes, message or packed list numbered 5. */
export function key(field: number, wire: number): number {
  return field * 8 + wire;
}

export function cursor(file: string, bytes: Uint8Array, at = 0, end = bytes.length): Cursor {
  return { file, bytes, view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), at, end };
}

/**
 * The next varint as a signed 64-bit number; beyond 2^53 the nearest double.
 *
 * @throws RunLogError for one that never ends, or ends after its message.
 */
export function varint(c: Cursor): number {
  const { bytes, end } = c;
  const first = c.at < end ? (bytes[c.at++] as number) : malformed(c, "a number is cut off");
  if (first < 0x80) return first;
  let low = first & 0x7f;
  let high = 0;
  for (let shift = 7; shift < 70; shift += 7) {
    if (c.at >= end) malformed(c, "a number is cut off");
    const byte = bytes[c.at++] as number;
    const part = byte & 0x7f;
    if (shift < 28) low |= part << shift;
    else if (shift === 28) {
      low |= part << 28;
      high = part >>> 4;
    } else if (shift < 63) high |= part << (shift - 32);
    else high |= (part & 1) << 31;
    if (byte < 0x80) return (high | 0) * 2 ** 32 + (low >>> 0);
  }
  return malformed(c, "a number has no end");
}

/** Begins the message, string or list at the cursor: `end` becomes its end, and the end around it is returned for `leave`. */
export function enter(c: Cursor): number {
  const around = c.end;
  const length = varint(c);
  if (length < 0 || length > around - c.at) malformed(c, `a part of ${length} bytes reaches beyond what holds it`);
  c.end = c.at + length;
  return around;
}

/** Ends what `enter` began, wherever the reading stopped. */
export function leave(c: Cursor, around: number): void {
  c.at = c.end;
  c.end = around;
}

/** Reads the message at the cursor; `read` takes every field by its key, or passes over it with `skip`. */
export function message(c: Cursor, read: (fieldKey: number) => void): void {
  const around = enter(c);
  while (c.at < c.end) read(varint(c));
  leave(c, around);
}

/** Passes over a field of no interest. */
export function skip(c: Cursor, fieldKey: number): void {
  const wire = fieldKey & 7;
  if (wire === VARINT) varint(c);
  else if (wire === LENGTH) leave(c, enter(c));
  else if (wire === FIXED64) forward(c, 8);
  else if (wire === FIXED32) forward(c, 4);
  else malformed(c, `a field has wire type ${wire}`);
}

export function float(c: Cursor): number {
  forward(c, 4);
  return c.view.getFloat32(c.at - 4, true);
}

export function double(c: Cursor): number {
  forward(c, 8);
  return c.view.getFloat64(c.at - 8, true);
}

const decoder = new TextDecoder();

export function text(c: Cursor): string {
  const around = enter(c);
  const value = decoder.decode(c.bytes.subarray(c.at, c.end));
  leave(c, around);
  return value;
}

/** @throws RunLogError that names the byte. */
export function malformed(c: Cursor, why: string): never {
  throw new RunLogError(
    { file: c.file },
    `Cannot read the message around byte ${c.at}: ${why}`,
    "the file is damaged or was written by another program: copy it again from where it was logged",
  );
}

function forward(c: Cursor, bytes: number): void {
  if (c.end - c.at < bytes) malformed(c, "a number is cut off");
  c.at += bytes;
}
