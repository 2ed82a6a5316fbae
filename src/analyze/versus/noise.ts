import { grouped } from "../../grouped.ts";
import type { Family, Observation } from "../../run.ts";
import { alike } from "../../table/alike.ts";
import { field } from "../../table/column.ts";
import { replicateNoise } from "../../table/replicates.ts";
import { numberOf } from "../../table/where.ts";
import type { Spread } from "../crossover.ts";

/** Noise of one run for comparisons of families: as stated, else from replicates. */

/** Of log loss: one number for both families, or one each. */
export type StatedNoise = number | Readonly<Record<Family, number>>;

/**
 * Spread of log loss in each family: as stated, else pooled from that family's replicates, else from both families'.
 *
 * @returns undefined where no two runs differ in their seed alone.
 */
export function familyNoise(finals: readonly Observation[], stated?: StatedNoise): readonly [Spread, Spread] | undefined {
  if (typeof stated === "number") return [{ sd: stated }, { sd: stated }];
  if (stated) return [{ sd: stated.ar }, { sd: stated.mdm }];
  return ofEach((family) => replicateNoise(finals.filter((row) => !family || row.family === family)));
}

/** The same for a column of accuracies, in its own unit. */
export function columnNoise(finals: readonly Observation[], column: string, stated?: number): readonly [Spread, Spread] | undefined {
  if (stated !== undefined) return [{ sd: stated }, { sd: stated }];
  return ofEach((family) =>
    pooled(
      finals.filter((row) => !family || row.family === family),
      column,
    ),
  );
}

function ofEach(noiseOf: (family?: Family) => Spread | undefined): readonly [Spread, Spread] | undefined {
  const both = noiseOf();
  return both && [noiseOf("ar") ?? both, noiseOf("mdm") ?? both];
}

function pooled(rows: readonly Observation[], column: string): Spread | undefined {
  let sum = 0;
  let degreesOfFreedom = 0;
  for (const same of grouped(rows, (row) => alike(row)).values()) {
    const values = same.map((row) => numericField(row, column)).filter((x) => x !== undefined);
    if (values.length < 2) continue;
    const mean = values.reduce((a, b) => a + b, 0) / values.length;
    sum += values.reduce((total, x) => total + (x - mean) ** 2, 0);
    degreesOfFreedom += values.length - 1;
  }
  return sum > 0 ? { sd: Math.sqrt(sum / degreesOfFreedom), degreesOfFreedom } : undefined;
}

/** A raw column as a number; undefined where the row has none. */
export function numericField(row: Observation, column: string): number | undefined {
  const value = field(row, column);
  return typeof value === "number" ? value : typeof value === "string" ? numberOf(value) : undefined;
}
