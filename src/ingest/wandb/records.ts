import { RunLogError } from "../../errors.ts";
import { concatenated } from "../concatenated.ts";
import { crc32 } from "../crc.ts";
import { type CutOff, isBlank } from "../cutOff.ts";
import { damagedRecord } from "../recordErrors.ts";

/** Blocks in which the file is laid out; no chunk crosses from one to the next. */
const BLOCK = 32768;
/** Checksum (4 bytes), length (2) and type (1) of a chunk; the header of the file is as long. */
const HEADER = 7;

const FULL = 1;
const FIRST = 2;
/** Between them are the middle ones. */
const LAST = 4;

/** `:W&B`, 0xBEE1 and version 0. */
const IDENT = [0x3a, 0x57, 0x26, 0x42, 0xe1, 0xbe];

export function isWandb(bytes: Uint8Array): boolean {
  return IDENT.every((byte, i) => bytes[i] === byte);
}

/**
 * Visits the records of a .wandb file: for each its number (1-based), the bytes that hold it, where it begins and ends in them.
 *
 * `chunk := checksum: uint32, length: uint16, type: uint8, data`, little-endian, after 7 bytes of header: the log of LevelDB (doc/log_format.md) with
 * the CRC-32 of zlib. A record is one full chunk, or a first, middle ones and a last.
 *
 * @returns where the last record is cut off, if it is.
 * @throws RunLogError with the byte offset of a chunk whose checksum does not match, or which is out of order.
 */
export function eachRecord(
  file: string,
  bytes: Uint8Array,
  visit: (number: number, bytes: Uint8Array, from: number, to: number) => void,
): CutOff | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length >= HEADER && bytes[6] !== 0)
    throw new RunLogError(
      { file },
      `Cannot read the .wandb file: it is of version ${bytes[6]}, version 0 is known`,
      "export its history as CSV",
    );
  let records = 0;
  let parts: Uint8Array[] = [];
  let began = HEADER;
  let at = HEADER;
  while (at < bytes.length) {
    const room = BLOCK - (at % BLOCK);
    if (room < HEADER) {
      at += room;
      continue;
    }
    if (parts.length === 0) began = at;
    const cut = { records, at: began };
    if (bytes.length - at < HEADER) return cut;
    const length = view.getUint16(at + 4, true);
    const type = bytes[at + 6] as number;
    const from = at + HEADER;
    const to = from + length;
    if (to > bytes.length) return cut;
    // The type counts among the data, and stands just before them.
    if (view.getUint32(at, true) !== crc32(bytes, at + 6, to)) {
      if (isBlank(bytes, at)) return cut;
      throw damagedRecord(file, records + 1, at, "its checksum does not match");
    }
    const begins = type === FULL || type === FIRST;
    if (type < FULL || type > LAST || begins !== (parts.length === 0))
      throw damagedRecord(file, records + 1, at, `a chunk of type ${type} is out of place`);
    at = to;
    if (type === FULL) visit(++records, bytes, from, to);
    else parts.push(bytes.subarray(from, to));
    if (type === LAST) {
      const whole = concatenated(parts);
      parts = [];
      visit(++records, whole, 0, whole.length);
    }
  }
  return parts.length > 0 ? { records, at: began } : undefined;
}
