import type { Observation } from "../../run.ts";

/** The quantities along which two families are compared, by the column names of logs. */

export const VERSUS_AXES = ["epochs", "tokens", "compute", "unique_tokens"] as const;
export type VersusAxis = (typeof VERSUS_AXES)[number];

/** Quantities that are held while one varies, by symbol. */
export const HELD = {
  epochs: ["N", "U"],
  tokens: ["N", "U"],
  compute: ["N", "U"],
  unique_tokens: ["N", "epochs"],
} as const satisfies Record<VersusAxis, readonly string[]>;

/** A row's place along an axis; undefined where its log does not say. */
export function along(row: Observation, axis: VersusAxis): number | undefined {
  return row[axis === "unique_tokens" ? "uniqueTokens" : axis];
}
