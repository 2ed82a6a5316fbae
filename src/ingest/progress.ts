import type { Field } from "../run.ts";
import { readNumber } from "./values.ts";

/** What rows of a trainer state of how far it is. */
export type Along = "step" | "tokens" | "epochs" | "compute";

/** Names of each, in the order in which they count: a tracker's own counter of rows comes last. */
const NAMES: Readonly<Record<Along, readonly string[]>> = {
  step: ["step", "global_step", "trainer/global_step", "train/global_step", "iteration", "iter", "steps", "train/step", "_step"],
  tokens: [
    "tokens",
    "tokens_seen",
    "consumed_tokens",
    "consumed_train_tokens",
    "consumed tokens",
    "throughput/total_tokens",
    "total_tokens",
    "num_input_tokens_seen",
    "train/num_input_tokens_seen",
    "train/tokens",
    "train_tokens",
    "n_tokens",
    "num_tokens",
  ],
  epochs: ["epochs", "epoch", "train/epoch"],
  compute: ["compute", "total_flos", "train/total_flos", "total_flops", "train_flops", "flops"],
};

/** Each name, and its place among the names of what it states. */
const PLACES = new Map(
  Object.entries(NAMES).flatMap(([along, names]) => names.map((name, place) => [name, { along: along as Along, place }] as const)),
);

interface Place {
  along: Along;
  place: number;
}

/** Names recur on every row of a log, in the spelling that it gave them. */
const SPELT = new Map<string, Place | undefined>();
const MOST_SPELT = 4096;

function placeOf(name: string): Place | undefined {
  if (SPELT.has(name)) return SPELT.get(name);
  const place = PLACES.get(name.toLowerCase());
  if (SPELT.size < MOST_SPELT) SPELT.set(name, place);
  return place;
}

/** What a column of a trainer's rows states of its progress, if it does. */
export function alongOf(name: string): Along | undefined {
  return placeOf(name)?.along;
}

/** Of several columns that state one thing, the one that counts. */
export function columnOf(along: Along, names: Iterable<string>): string | undefined {
  let best: string | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const name of names) {
    const known = placeOf(name);
    if (known?.along === along && known.place < least) [best, least] = [name, known.place];
  }
  return best;
}

/** The number that a row states of its progress. */
export function stated(along: Along, fields: Readonly<Record<string, Field>>): number | undefined {
  const name = columnOf(along, Object.keys(fields));
  return name === undefined ? undefined : numberOf(fields[name]);
}

/** The finite number that a field holds. */
export function numberOf(field: Field | undefined): number | undefined {
  const value = typeof field === "number" ? field : typeof field === "string" ? readNumber(field) : undefined;
  return value !== undefined && Number.isFinite(value) ? value : undefined;
}
