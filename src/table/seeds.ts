import type { Observation } from "../run.ts";
import { field } from "./column.ts";

/** Which seeds a run states: what tells replicates apart, and members of an ensemble by what varies between them. */

/** Raw columns that state a seed, by what it seeds. */
export const SEEDS = {
  initialisation: ["init_seed", "train_seed", "model_seed"],
  order: ["data_seed", "order_seed", "shuffle_seed"],
} as const;

const ALL = ["seed", ...SEEDS.initialisation, ...SEEDS.order] as const;

/** One text for all rows that state the same seeds; undefined for a row that states none. */
export function seedsOf(row: Observation): string | undefined {
  const stated = ALL.flatMap((name) => {
    const value = field(row, name) ?? "";
    return value === "" ? [] : [`${name}=${value}`];
  });
  return stated.length > 0 ? stated.join(";") : undefined;
}
