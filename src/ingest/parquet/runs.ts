/** Packed numbers after the last: the format fills up groups of 8, DuckDB those of 256. */
const FILLED = 255;

/**
 * Checks that runs of repeated and packed numbers hold no more than `count`: a run of a billion takes five bytes.
 *
 * `run := repeated (2n, value) | packed (2n + 1, n groups of 8)`, as Parquet keeps levels and indices of a dictionary.
 *
 * @param width bits of a number.
 * @throws Error that says why, for the caller to name the file.
 */
export function checkRuns(bytes: Uint8Array, from: number, to: number, width: number, count: number): void {
  if (width > 32) throw new Error(`a page has numbers of ${width} bits`);
  let at = from;
  for (let seen = 0; seen < count && at < to; ) {
    let header = 0;
    for (let i = 0; at < to; i++) {
      const part = bytes[at++] as number;
      header += (part & 0x7f) * 2 ** (7 * i);
      if (part < 0x80) break;
      if (i === 4) throw new Error("a number of a page has no end");
    }
    const packed = header % 2 === 1;
    const run = Math.floor(header / 2) * (packed ? 8 : 1);
    if (run > count - seen + (packed ? FILLED : 0)) throw new Error("a page has more values than it claims");
    at += Math.ceil((packed ? run * width : width) / 8);
    seen += run;
  }
}
