import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import type { Observation } from "../run.ts";

/**
 * SHA-256 of what observations say, in hexadecimal: the same in any row order and wherever the files lie.
 *
 * @example
 * hash(rows) === hash(rows.toReversed()) // true
 */
export function hash(observations: readonly Observation[]): string {
  const digest = sha256.create();
  for (const [i, line] of observations.map(canonical).sort().entries()) digest.update(utf8ToBytes(i === 0 ? line : `\n${line}`));
  return bytesToHex(digest.digest());
}

function canonical(observation: Observation): string {
  const { source: _, fields, ...stated } = observation;
  const { folder: _1, ...raw } = fields;
  return JSON.stringify([sorted(stated), sorted(raw)]);
}

function sorted(record: object): [string, unknown][] {
  return Object.entries(record)
    .filter(([, value]) => value !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
}
