/** The same bytes without what Node's Buffer adds: its `slice` makes no copy, where readers of bytes expect one. */
export function plainBytes({ buffer, byteOffset, byteLength }: Uint8Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
