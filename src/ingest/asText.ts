import { RunLogError } from "../errors.ts";

const UTF8 = new TextDecoder("utf-8", { fatal: true });

/**
 * The text of a file, or of some of its lines; a mark of its byte order is no part of it.
 *
 * @param first the line at which the bytes begin.
 * @throws RunLogError (file:line) where the bytes are no UTF-8.
 */
export function asText(file: string, bytes: Uint8Array, first = 1): string {
  try {
    return UTF8.decode(bytes);
  } catch {
    if (isBinary(bytes))
      throw new RunLogError(
        { file },
        "Cannot read: it is no text, whatever its ending says",
        "is it whole, and of the format that its ending names? Parquet, SQLite, TensorBoard and .wandb files are known by their content",
      );
    throw new RunLogError(
      { file, line: first + linesBeforeOther(bytes) },
      "Cannot read: it is not text in UTF-8",
      "save it as UTF-8 (as iconv -f LATIN1 -t UTF-8 does)",
    );
  }
}

/** Lines before the first that is not UTF-8. */
function linesBeforeOther(bytes: Uint8Array): number {
  for (let from = 0, line = 0; ; line++) {
    const end = bytes.indexOf(LF, from);
    try {
      UTF8.decode(bytes.subarray(from, end < 0 ? bytes.length : end));
    } catch {
      return line;
    }
    if (end < 0) return line;
    from = end + 1;
  }
}

/** Whether control characters, which no text holds but tabs, line ends and escapes of a terminal, are among the first bytes. */
function isBinary(bytes: Uint8Array): boolean {
  return bytes.subarray(0, 4096).some((byte) => byte < 0x20 && !PRINTERS.has(byte));
}

const LF = 0x0a;
const PRINTERS = new Set([0x09, LF, 0x0b, 0x0c, 0x0d, 0x1b]);
