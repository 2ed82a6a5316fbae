/** Structures within structures that Parquet's own never need. */
const DEEPEST = 32;
const LONGEST_VARINT = 10;

/**
 * Where the structure at byte `at` ends, in thrift's compact protocol; nothing is built of it, and what claims more than the bytes hold is refused.
 *
 * @throws Error that says why, for the caller to name the file.
 */
export function structureEnd(bytes: Uint8Array, at: number): number {
  let position = at;
  const byte = (): number => {
    if (position >= bytes.length) throw new Error("a structure of its metadata is cut off");
    return bytes[position++] as number;
  };
  const varint = (): number => {
    let value = 0;
    for (let i = 0; i < LONGEST_VARINT; i++) {
      const part = byte();
      value += (part & 0x7f) * 2 ** (7 * i);
      if (part < 0x80) return value;
    }
    throw new Error("a number of its metadata has no end");
  };
  const forward = (length: number): void => {
    if (length > bytes.length - position) throw new Error(`a part of its metadata claims ${length} bytes`);
    position += length;
  };
  const list = (depth: number): void => {
    const header = byte();
    const size = header >> 4 === 15 ? varint() : header >> 4;
    if (size > bytes.length - position) throw new Error(`a list of its metadata claims ${size} elements`);
    const type = header & 15;
    // A flag in a list is a byte of its own.
    if (type <= 2) forward(size);
    else for (let i = 0; i < size; i++) element(type, depth);
  };
  const element = (type: number, depth: number): void => {
    if (type === 3) forward(1);
    else if (type >= 4 && type <= 6) varint();
    else if (type === 7) forward(8);
    else if (type === 8) forward(varint());
    else if (type === 9) list(depth + 1);
    else if (type === 12) structure(depth + 1);
    else if (type !== 1 && type !== 2) throw new Error(`its metadata has a part of type ${type}`);
  };
  const structure = (depth: number): void => {
    if (depth > DEEPEST) throw new Error(`its metadata has more than ${DEEPEST} levels`);
    for (let header = byte(); (header & 15) !== 0; header = byte()) {
      if (header >> 4 === 0) varint();
      element(header & 15, depth);
    }
  };
  structure(0);
  return position;
}
