import { createReadStream } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { IsolossError, RunLogError } from "../errors.ts";
import { joined } from "./parsePieces.ts";
import { unzstd } from "./unzstd.ts";

/** What standard input is called, as a log. */
export const STDIN = "stdin";

export interface PieceOptions {
  signal?: AbortSignal | undefined;
  /** Is told how much of the file is read, packed as it may be, where that takes several pieces. */
  onBytes?: ((read: number, size: number) => void) | undefined;
  /** Is given every byte of the file as it lies there. */
  onPacked?: ((bytes: Uint8Array) => void) | undefined;
  /** Whether a packed file is left packed. */
  asItLies?: boolean;
}

/** What is read at once, bytes. */
const PIECE = 2 ** 18;
/** A file up to here is read in one go, bytes. */
const SMALL = 2 ** 20;

/** An archive that unpacks to more than this, and to more than so many times its size, is no log: repetitive ones come to a tenth of that. */
const MOST_UNPACKED = 64 * 2 ** 20;
const MOST_RATIO = 400;

/**
 * The bytes of a file piece by piece, unpacked when its first ones say gzip or Zstandard, in bounded memory whatever a small archive unpacks to.
 *
 * @param file a path, or `STDIN` with `standardInput`.
 * @throws RunLogError for a file that cannot be read, is damaged, ends too early or unpacks beyond all measure.
 */
export async function* readPieces(file: string, standardInput: boolean, options: PieceOptions = {}): AsyncGenerator<Uint8Array> {
  try {
    yield* unpacked(file, standardInput ? process.stdin : filePieces(file, options), options);
  } catch (error) {
    if (error instanceof IsolossError || options.signal?.aborted) throw error;
    throw unreadable(file, error as NodeJS.ErrnoException);
  }
}

/** All bytes of a file, unpacked; `most`: how many of them are held. */
export async function readWhole(file: string, most: number, options: PieceOptions = {}): Promise<Uint8Array> {
  return joined(file, readPieces(file, false, options), most);
}

async function* filePieces(file: string, { signal, onBytes }: PieceOptions): AsyncGenerator<Uint8Array> {
  const { size } = await stat(file);
  if (size <= SMALL) {
    yield await readFile(file, { signal });
    return;
  }
  let read = 0;
  for await (const piece of createReadStream(file, { highWaterMark: PIECE, signal }) as AsyncIterable<Uint8Array>) {
    yield piece;
    read += piece.length;
    onBytes?.(read, size);
  }
}

/** By the first bytes: packed twice is unpacked once. */
async function* unpacked(
  file: string,
  source: AsyncIterable<Uint8Array>,
  { signal, onPacked, asItLies = false }: PieceOptions,
): AsyncGenerator<Uint8Array> {
  let packed = 0;
  const counted = async function* (): AsyncGenerator<Uint8Array> {
    for await (const piece of source) {
      signal?.throwIfAborted();
      packed += piece.length;
      onPacked?.(piece);
      yield piece;
    }
  };
  const { first, all } = await withFirst(counted());
  const how = asItLies ? undefined : isGzip(first) ? gunzipped(all) : isZstd(first) ? unzstd(file, all) : undefined;
  if (!how) {
    yield* all;
    return;
  }
  let size = 0;
  for await (const piece of how) {
    size += piece.length;
    if (size > MOST_UNPACKED && size > MOST_RATIO * packed)
      throw new RunLogError(
        { file },
        `Cannot read: ${packed} bytes unpack to more than ${Math.floor(size / 2 ** 20)} MiB, over ${MOST_RATIO} times as much`,
        "no log is that repetitive: look at what the archive holds, and unpack it first where that is right",
      );
    yield piece;
  }
}

const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;
const isZstd = (bytes: Uint8Array): boolean => bytes[0] === 0x28 && bytes[1] === 0xb5 && bytes[2] === 0x2f && bytes[3] === 0xfd;

/** Looks at the first four bytes, in however many pieces they come. */
async function withFirst(pieces: AsyncGenerator<Uint8Array>): Promise<{ first: Uint8Array; all: AsyncGenerator<Uint8Array> }> {
  let first: Uint8Array = new Uint8Array();
  let next = await pieces.next();
  while (!next.done) {
    first = first.length === 0 ? next.value : Buffer.concat([first, next.value]);
    if (first.length >= 4) break;
    next = await pieces.next();
  }
  const all = async function* (): AsyncGenerator<Uint8Array> {
    if (first.length > 0) yield first;
    yield* pieces;
  };
  return { first, all: all() };
}

async function* gunzipped(packed: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const gunzip = createGunzip({ chunkSize: PIECE });
  // What goes wrong is told by the pieces themselves; who stops asking for them ends the rest.
  pipeline(packed, gunzip).catch((error) => gunzip.destroy(error));
  yield* gunzip as AsyncIterable<Uint8Array>;
}

const REASONS: Readonly<Record<string, readonly [reason: string, hint: string]>> = {
  ENOENT: ["no such file or folder", "check the path"],
  EACCES: ["permission denied", "check who may read it"],
  Z_BUF_ERROR: ["the gzip file ends too early", "copy it again; a file that is still being written cannot be read"],
  Z_DATA_ERROR: ["the gzip file is damaged", "copy it again"],
};

/** What a failure of the disk means for who gave the path. */
export function unreadable(file: string, error: NodeJS.ErrnoException, hint = "check the file"): RunLogError {
  const [reason, known] = REASONS[error.code ?? ""] ?? [error.message, hint];
  return new RunLogError({ file }, `Cannot read: ${reason}`, known);
}
