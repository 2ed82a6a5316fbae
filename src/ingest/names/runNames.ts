import type { Word } from "../../glossary.ts";
import type { Values } from "../values.ts";

/** What the name of a run states. */
export interface Named {
  values: Values;
  /** By how much a number may be off that the name writes in few digits: one of its last. */
  within: Partial<Record<Word, number>>;
}

/** How the runs of a set are named. */
export interface RunNames {
  id: string;
  /** The pattern in words, with its source. */
  pattern: string;
  /** What a name states; undefined for one that is not of this pattern; `"ambiguous"` for one that may be read in two ways. */
  read: (name: string) => Named | "ambiguous" | undefined;
}
