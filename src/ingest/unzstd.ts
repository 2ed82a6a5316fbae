import { RunLogError } from "../errors.ts";

/** A window that is larger is none that a packer makes without being asked for it, and would have to be held, bytes. */
const MOST_WINDOW = 2 ** 27;
/** A block is never larger, bytes (RFC 8878, §3.1.1.2.4). */
const MOST_BLOCK = 2 ** 17;
/** So few packed bytes at a time that what they may unpack to can be held, whatever they claim. */
const SLICE = 2 ** 10;

/**
 * Unpacks Zstandard (RFC 8878) piece by piece: any number of frames.
 *
 * @throws RunLogError for what is damaged, ends too early, or asks for more memory than any honest archive.
 */
export async function* unzstd(file: string, packed: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const { Decompress } = await import("fzstd");
  const frames = frameWalk(file);
  let made: Uint8Array[] = [];
  const stream = new Decompress((piece) => {
    if (piece.length > 0) made.push(piece);
  });
  const push = (bytes: Uint8Array, last: boolean): Uint8Array[] => {
    made = [];
    try {
      stream.push(bytes, last);
    } catch (error) {
      throw damaged(file, (error as Error).message);
    }
    return made;
  };
  for await (const bytes of packed)
    for (let at = 0; at < bytes.length; at += SLICE) {
      const slice = bytes.subarray(at, at + SLICE);
      // The library would take the window that a header claims, however large, before a byte is there.
      frames.push(slice);
      // A copy: it keeps slices until their block is whole, and the reader of the file may use its bytes anew.
      yield* push(slice.slice(), false);
    }
  if (!frames.isWhole())
    throw new RunLogError(
      { file },
      "Cannot read: the zstd file ends too early",
      "copy it again; a file that is still being written cannot be read",
    );
}

function damaged(file: string, why: string): RunLogError {
  return new RunLogError({ file }, `Cannot read: the zstd file is damaged (${why})`, "copy it again");
}

/** Follows the headers of frames and blocks, and nothing of what they hold. */
function frameWalk(file: string): { push: (bytes: Uint8Array) => void; isWhole: () => boolean } {
  let skip = 0;
  let header: number[] = [];
  let expects: "frame" | "block" = "frame";
  let checksum = 0;

  /** Bytes that a header has, as far as those that are there tell. */
  const lengthOf = (): number => {
    if (expects === "block") return 3;
    if (header.length < 5 || isSkippable()) return isSkippable() ? 8 : 5;
    const flags = header[4] as number;
    const single = (flags >> 5) & 1;
    const size = flags >> 6;
    return 5 + (1 - single) + ([0, 1, 2, 4][flags & 3] as number) + (size > 0 ? 1 << size : single);
  };
  const isSkippable = (): boolean => header.length > 0 && ((header[0] as number) & 0xf0) === 0x50;

  const read = (): void => {
    const number = (from: number, to: number): number => header.slice(from, to).reduce((sum, byte, i) => sum + byte * 256 ** i, 0);
    if (expects === "block") {
      const block = number(0, 3);
      const size = block >> 3;
      if (size > MOST_BLOCK) throw damaged(file, "a block is too large");
      skip = ((block >> 1) & 3) === 1 ? 1 : size;
      if (block & 1) {
        skip += checksum;
        expects = "frame";
      }
    } else if (isSkippable()) skip = number(4, 8);
    else {
      const flags = header[4] as number;
      const single = (flags >> 5) & 1;
      const log = header[5] as number;
      const sizeBytes = flags >> 6 > 0 ? 1 << (flags >> 6) : single;
      const window = single ? number(header.length - sizeBytes, header.length) : 2 ** (10 + (log >> 3)) * (1 + (log & 7) / 8);
      if (window > MOST_WINDOW)
        throw new RunLogError(
          { file },
          `Cannot read: the zstd file wants a window of ${(window / 2 ** 20).toFixed(0)} MiB, at most ${MOST_WINDOW / 2 ** 20} are taken`,
          "pack it without --long and --ultra, or unpack it first",
        );
      checksum = flags & 4 ? 4 : 0;
      expects = "block";
    }
    header = [];
  };

  return {
    push: (bytes) => {
      for (let at = 0; at < bytes.length; ) {
        const passed = Math.min(skip, bytes.length - at);
        skip -= passed;
        at += passed;
        if (at >= bytes.length) break;
        header.push(bytes[at++] as number);
        if (header.length === lengthOf()) read();
      }
    },
    isWhole: () => expects === "frame" && skip === 0 && header.length === 0,
  };
}
