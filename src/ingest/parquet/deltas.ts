/** Numbers of a block, and parts of one, that no writer goes beyond. */
const MOST_IN_BLOCK = 2 ** 16;
const MOST_PARTS = 1024;

/**
 * Checks values that are kept as differences, or as what they share with the value before: a few bytes may claim much.
 *
 * @param count values that are there.
 * @param most bytes to which texts may unfold.
 * @throws Error that says why, for the caller to name the file.
 */
export async function checkDeltas(values: Uint8Array, encoding: string, count: number, most: number): Promise<void> {
  checkBlocks(values, 0);
  if (encoding !== "DELTA_BYTE_ARRAY") return;
  const { deltaBinaryUnpack } = await import("hyparquet/src/delta.js");
  const reader = { view: new DataView(values.buffer, values.byteOffset, values.byteLength), offset: 0 };
  const [shared, own] = [new Int32Array(count), new Int32Array(count)];
  deltaBinaryUnpack(reader, count, shared);
  checkBlocks(values, reader.offset);
  deltaBinaryUnpack(reader, count, own);
  let bytes = 0;
  for (let i = 0; i < count; i++) {
    const [before, after] = [shared[i] as number, own[i] as number];
    if (before < 0 || after < 0) throw new Error("a text has a length below 0");
    bytes += before + after;
    if (bytes > most) throw new Error(`its texts unfold to more than ${most / 2 ** 20} MiB`);
  }
}

function checkBlocks(values: Uint8Array, from: number): void {
  let at = from;
  const varint = (): number => {
    let value = 0;
    for (let i = 0; i < 5; i++) {
      const part = values[at++] ?? 0;
      value += (part & 0x7f) * 2 ** (7 * i);
      if (part < 0x80) return value;
    }
    throw new Error("a number of a page has no end");
  };
  const [block, parts] = [varint(), varint()];
  if (!(block > 0 && block <= MOST_IN_BLOCK && parts > 0 && parts <= MOST_PARTS && block % parts === 0))
    throw new Error(`a page has blocks of ${block} differences in ${parts} parts`);
}
