import { crc32c } from "../crc.ts";
import { type CutOff, isBlank } from "../cutOff.ts";
import { damagedRecord } from "../recordErrors.ts";

/** Length of a record (8 bytes) and its checksum (4); the record's own checksum (4) follows it. */
const HEADER = 12;
const FOOTER = 4;

/** Protobuf messages are never longer, bytes. */
const MOST = 2 ** 31;

/**
 * Visits the records of a TFRecord file: for each its number (1-based), where it begins and ends.
 *
 * `record := length: uint64, masked crc32c of it, data, masked crc32c of the data`, little-endian (tensorflow/core/lib/io/record_writer.h).
 *
 * @returns where the last record is cut off, if it is.
 * @throws RunLogError with the byte offset of a record whose checksum does not match.
 */
export function eachRecord(file: string, bytes: Uint8Array, visit: (number: number, from: number, to: number) => void): CutOff | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  for (let number = 1; at < bytes.length; number++) {
    const cut = { records: number - 1, at };
    if (bytes.length - at < HEADER) return cut;
    if (!isLength(view, bytes, at)) {
      if (isBlank(bytes, at)) return cut;
      throw damagedRecord(file, number, at, "the checksum of its length does not match");
    }
    const length = lengthAt(view, at);
    if (length > MOST) throw damagedRecord(file, number, at, `it claims ${length} bytes`);
    const from = at + HEADER;
    const to = from + length;
    if (to + FOOTER > bytes.length) return cut;
    if (view.getUint32(to, true) !== masked(crc32c(bytes, from, to))) {
      if (isBlank(bytes, from)) return cut;
      throw damagedRecord(file, number, at, "its checksum does not match");
    }
    visit(number, from, to);
    at = to + FOOTER;
  }
  return undefined;
}

/** Whether a file begins with the length of a record and its checksum. */
export function startsWithRecord(bytes: Uint8Array): boolean {
  return bytes.length >= HEADER && isLength(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), bytes, 0);
}

function isLength(view: DataView, bytes: Uint8Array, at: number): boolean {
  return view.getUint32(at + 8, true) === masked(crc32c(bytes, at, at + 8));
}

function lengthAt(view: DataView, at: number): number {
  return view.getUint32(at, true) + view.getUint32(at + 4, true) * 2 ** 32;
}

/** A checksum of data that itself holds checksums is masked, so that it is none of its own. */
function masked(sum: number): number {
  return (((sum >>> 15) | (sum << 17)) + 0xa282ead8) >>> 0;
}
