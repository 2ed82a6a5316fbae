import { RunLogError } from "../errors.ts";

const UTF8 = new TextDecoder("utf-8", { fatal: true });

/**
 * The text of a file, or of one of its lines; a mark of its byte order is no part of it.
 *
 * @throws RunLogError where the bytes are no UTF-8.
 */
export function asText(file: string, bytes: Uint8Array, line?: number): string {
  try {
    return UTF8.decode(bytes);
  } catch {
    const source = { file, ...(line !== undefined && { line }) };
    if (isBinary(bytes))
      throw new RunLogError(
        source,
        "Cannot read: it is no text, whatever its ending says",
        "is it whole, and of the format that its ending names? Parquet, SQLite, TensorBoard and .wandb files are known by their content",
      );
    throw new RunLogError(source, "Cannot read: it is not text in UTF-8", "save it as UTF-8 (as iconv -f LATIN1 -t UTF-8 does)");
  }
}

/** Whether control characters, which no text holds but tabs, line ends and escapes of a terminal, are among the first bytes. */
function isBinary(bytes: Uint8Array): boolean {
  return bytes.subarray(0, 4096).some((byte) => byte < 0x20 && !PRINTERS.has(byte));
}

const PRINTERS = new Set([0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x1b]);
