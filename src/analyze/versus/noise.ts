import { grouped } from "../../grouped.ts";
import { numberOf } from "../../numberOf.ts";
import type { Family, Observation } from "../../run.ts";
import { alike } from "../../table/alike.ts";
import { field } from "../../table/column.ts";
import { replicateNoise } from "../../table/replicates.ts";
import type { Spread } from "../crossover.ts";
import { FAMILIES } from "./families.ts";
import { pointNoise } from "./monteCarloNoise.ts";
import { kindOf } from "./sides.ts";

/** Noise of one run for comparisons of families: as stated, else from replicates, with what the sampling of a bound adds. */

/** Of log loss: one number for both families, or one each. */
export type StatedNoise = number | Readonly<Record<Family, number>>;

export interface NoiseOptions {
  /** Standard deviation of log loss between runs, of both families or of each; by default from replicates among the rows. */
  noise?: StatedNoise;
  /** Standard deviation of log loss of one Monte-Carlo sample of a bound (`monteCarloNoise`): without it a family of bounds that has no replicates has no known noise. */
  single?: number;
}

/** Noise of one run of a family. */
export interface FamilyNoise extends Spread {
  /** `other family`: it has no replicates, so the spread between seeds is taken for that of the other. */
  from: "stated" | "replicates" | "other family";
  /** Monte-Carlo samples of the replicates' losses, the most where they differ; undefined for exact losses. */
  mcSamples?: number;
  /** Standard deviation of log loss of one sample. */
  single?: number;
}

/** Undefined where no two runs of either family differ in their seed alone. */
export type NoiseOfFamilies = Readonly<Record<Family, FamilyNoise | undefined>>;

/** Spread of log loss in each family: as stated, else pooled from its replicates, else from the other's. */
export function familyNoise(finals: readonly Observation[], { noise: stated, single }: NoiseOptions = {}): NoiseOfFamilies {
  if (stated !== undefined) {
    const of = (family: Family): FamilyNoise => ({ sd: typeof stated === "number" ? stated : stated[family], from: "stated" });
    return { ar: of("ar"), mdm: of("mdm") };
  }
  const sampling = single === undefined ? {} : { single };
  const [ar, mdm] = FAMILIES.map((family): FamilyNoise | undefined => {
    const rows = finals.filter((row) => row.family === family);
    const { sd, degreesOfFreedom } = replicateNoise(rows) ?? {};
    const samples = rows.flatMap(({ mcSamples }) => mcSamples ?? []);
    if (sd === undefined || degreesOfFreedom === undefined) return undefined;
    return { sd, degreesOfFreedom, from: "replicates", ...(samples.length > 0 && { mcSamples: Math.max(...samples) }), ...sampling };
  });
  const borrowed = (other: FamilyNoise | undefined): FamilyNoise | undefined => other && { ...other, from: "other family" };
  return { ar: ar ?? borrowed(mdm), mdm: mdm ?? borrowed(ar) };
}

/**
 * Spread of the losses of some rows of a family: those with the fewest Monte-Carlo samples decide.
 *
 * The other family's replicates say nothing of how this one's bound was sampled: σ² = σ_other² + σ₁²/m.
 *
 * @returns undefined where the noise is not known, as of a bound without replicates and without σ₁ or m.
 */
export function spreadOf(
  noise: FamilyNoise | undefined,
  rows: readonly Observation[],
  isBound: (row: Observation) => boolean = (row) => kindOf(row) === "elbo",
): Spread | undefined {
  if (!noise) return undefined;
  const { sd, degreesOfFreedom, from, single } = noise;
  const known = degreesOfFreedom === undefined ? {} : { degreesOfFreedom };
  const bounds = rows.filter(isBound);
  if (from === "stated" || bounds.length === 0) return { sd, ...known };
  const samples = bounds.flatMap(({ mcSamples }) => mcSamples ?? []);
  const fewest = samples.length > 0 ? Math.min(...samples) : undefined;
  if (from === "replicates") return { sd: pointNoise(noise, fewest), ...known };
  if (single === undefined || fewest === undefined || samples.length < bounds.length) return undefined;
  return { sd: Math.hypot(sd, single / Math.sqrt(fewest)), ...known };
}

/** Of the rows of two curves; undefined where that of either is not known. */
export function spreadsOf(
  noise: NoiseOfFamilies,
  rows: Readonly<Record<Family, readonly Observation[]>>,
): readonly [Spread, Spread] | undefined {
  const [ar, mdm] = FAMILIES.map((family) => spreadOf(noise[family], rows[family]));
  return ar && mdm && [ar, mdm];
}

/** Spread of a column of accuracies in each family, in its own unit: as stated, else from its replicates, else from both families'. */
export function columnNoise(finals: readonly Observation[], column: string, stated?: number): readonly [Spread, Spread] | undefined {
  if (stated !== undefined) return [{ sd: stated }, { sd: stated }];
  const both = pooled(finals, column);
  const of = (family: Family): Spread | undefined =>
    pooled(
      finals.filter((row) => row.family === family),
      column,
    );
  return both && [of("ar") ?? both, of("mdm") ?? both];
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
