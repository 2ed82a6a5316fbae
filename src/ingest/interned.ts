/** The text of bytes `from` to `to`. */
export type Interned = (bytes: Uint8Array, from: number, to: number) => string;

interface Known {
  bytes: Uint8Array;
  text: string;
}

/** Names that a log repeats at every record, decoded once each. */
export function interned(): Interned {
  const known = new Map<number, Known[]>();
  const decoder = new TextDecoder();
  return (bytes, from, to) => {
    let hash = 0x811c9dc5;
    for (let at = from; at < to; at++) hash = Math.imul(hash ^ (bytes[at] as number), 0x01000193);
    const alike = known.get(hash);
    // Few names share a hash unless someone made them so: then the rest are decoded anew each time.
    if (alike) for (const name of alike) if (isSame(name.bytes, bytes, from, to)) return name.text;
    const name = { bytes: bytes.slice(from, to), text: decoder.decode(bytes.subarray(from, to)) };
    if (!alike) known.set(hash, [name]);
    else if (alike.length < MOST_ALIKE) alike.push(name);
    return name.text;
  };
}

const MOST_ALIKE = 8;

function isSame(name: Uint8Array, bytes: Uint8Array, from: number, to: number): boolean {
  if (name.length !== to - from) return false;
  for (let i = 0; i < name.length; i++) if (name[i] !== bytes[from + i]) return false;
  return true;
}
