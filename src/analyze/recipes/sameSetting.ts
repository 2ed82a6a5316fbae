import { IsolossError, place } from "../../errors.ts";
import { columnName } from "../../glossary.ts";
import type { Observation } from "../../run.ts";

/** What all losses of one law must share to be comparable at all. */
export const COMPARABLE = ["family", "lossKind", "stage", "tokenOrder", "tokenizer", "evalSet", "vocab", "uniqueTokens"] as const;
/** What the runs of one setting share: all but the seed. */
export const SETTING = ["params", "weightDecay", "learningRate", "tokens", "epochs"] as const;

type Shared = (typeof COMPARABLE)[number] | (typeof SETTING)[number] | "recipe";

/**
 * Rows must agree in some columns, as far as they state them.
 *
 * @param action what cannot be done otherwise, as `take the limit K → ∞`.
 * @param hint what to do, or what to say of the column and its values.
 * @throws IsolossError that names two rows that do not, and what they state.
 */
export function requireSame(
  rows: readonly Observation[],
  names: readonly Shared[],
  action: string,
  hint: string | ((column: string, values: readonly unknown[]) => string),
): void {
  for (const name of names) {
    const stated = rows.filter((row) => row[name] !== undefined);
    const [first] = stated;
    const other = stated.find((row) => row[name] !== first?.[name]);
    if (first && other)
      throw new IsolossError(
        `${place(other.source)}: Cannot ${action}: run "${other.run}" has ${columnName(name)} ${other[name]}, run "${first.run}" (${place(first.source)}) has ${first[name]}`,
        typeof hint === "string"
          ? hint
          : hint(
              columnName(name),
              stated.map((row) => row[name]),
            ),
      );
  }
}
