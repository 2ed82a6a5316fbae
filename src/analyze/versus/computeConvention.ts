import type { Observation } from "../../run.ts";
import { FLOP } from "../allocate.ts";

/** What the compute of some rows is: 6·N·D by count, a logged number that differs from it, or both among them. */
export type ComputeConvention = "6·N·D" | "logged" | "mixed" | "unknown";

/** Rounding of a logged 6·N·D. */
const ROUNDING = 1e-6;

/**
 * Whether compute is stated as 6·N·D or was measured otherwise: families are only at equal compute by one convention.
 *
 * @example
 * computeConvention([{ ...observation, compute: 6 * observation.params * observation.tokens }]) // "6·N·D"
 */
export function computeConvention(rows: readonly Observation[]): ComputeConvention {
  const kinds = new Set(
    rows.flatMap(({ compute, params, tokens }) => {
      if (compute === undefined) return [];
      const stated = params !== undefined && tokens !== undefined && Math.abs(compute / (FLOP * params * tokens) - 1) < ROUNDING;
      return [stated ? "6·N·D" : "logged"] as const;
    }),
  );
  const [only] = kinds;
  return only === undefined ? "unknown" : kinds.size > 1 ? "mixed" : only;
}
