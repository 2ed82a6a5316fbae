/** Checksum of bytes `from` to `to`, continued from that of what came before (0 at the start). */
export type Crc = (bytes: Uint8Array, from: number, to: number, before?: number) => number;

/** CRC-32 of zlib and Ethernet. */
export const crc32: Crc = crc(0xedb88320);

/** CRC-32C (Castagnoli), as storage formats have it. */
export const crc32c: Crc = crc(0x82f63b78);

/** Four bytes a turn: `tables[k][b]` is the checksum of byte b with k zero bytes after it. */
function crc(polynomial: number): Crc {
  const first = Uint32Array.from({ length: 256 }, (_, byte) => {
    let sum = byte;
    for (let bit = 0; bit < 8; bit++) sum = sum & 1 ? (sum >>> 1) ^ polynomial : sum >>> 1;
    return sum;
  });
  const shifted = (table: Uint32Array): Uint32Array => table.map((sum) => (first[sum & 255] as number) ^ (sum >>> 8));
  const second = shifted(first);
  const third = shifted(second);
  const fourth = shifted(third);
  return (bytes, from, to, before = 0) => {
    let sum = ~before;
    let at = from;
    for (; at + 4 <= to; at += 4) {
      sum ^=
        (bytes[at] as number) | ((bytes[at + 1] as number) << 8) | ((bytes[at + 2] as number) << 16) | ((bytes[at + 3] as number) << 24);
      sum =
        (fourth[sum & 255] as number) ^
        (third[(sum >>> 8) & 255] as number) ^
        (second[(sum >>> 16) & 255] as number) ^
        (first[sum >>> 24] as number);
    }
    for (; at < to; at++) sum = (first[(sum ^ (bytes[at] as number)) & 255] as number) ^ (sum >>> 8);
    return ~sum >>> 0;
  };
}
