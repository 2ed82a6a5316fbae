import { RunLogError } from "../errors.ts";

const UTF8 = new TextDecoder("utf-8", { fatal: true });

/**
 * The text of a file; a mark of its byte order is no part of it.
 *
 * @throws RunLogError where the bytes are no UTF-8.
 */
export function asText(file: string, bytes: Uint8Array): string {
  try {
    return UTF8.decode(bytes);
  } catch {
    throw new RunLogError({ file }, "Cannot read: it is not text in UTF-8", "save it as UTF-8");
  }
}
