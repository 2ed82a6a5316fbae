import type { BootstrapOptions } from "../../fit/draws.ts";
import type { FitOptions } from "../../fit/types.ts";
import type { Law } from "../../laws/law.ts";
import { extent } from "../../numeric/extent.ts";
import type { Family, Observation } from "../../run.ts";
import { partOf } from "../recipes/recipeParts.ts";
import type { Refused } from "../recipes/refused.ts";
import { type BaseTransport, baseTransport } from "./baseTransport.ts";
import { type ConstantRepeats, constantRepeats } from "./constantRepeats.ts";
import { FAMILIES } from "./families.ts";
import { type Measures, measures } from "./measures.ts";
import { type PairedFits, pairedFits } from "./pairedFits.ts";
import { type RepeatValues, repeatValues } from "./repeatValues.ts";

/** The laws part of `versus`: both families under one law, and what repeats are worth to each. */

export interface VersusFits {
  rows: number;
  paired: PairedFits;
  /** R² of each family's own rows, and the objective as sum and mean. */
  measures: Readonly<Record<Family, Measures>>;
  /** At the smallest size, where the excess of parameters matters least. */
  repeats: Readonly<Record<Family, RepeatValues>>;
}

export interface FitPlan {
  law: Law;
  separate?: readonly string[];
  held?: Readonly<Record<Family, Readonly<Record<string, number>>>>;
  fit: Partial<Omit<FitOptions, "separate">>;
  draws: BootstrapOptions;
  level?: number;
}

/** Where values of repeats are asked for. */
export interface RepeatsPlace {
  N: number;
  U: number;
  epochs: readonly number[];
}

/** The smallest size, the unique tokens that were repeated most by both, and doublings of epochs up to the longest run. */
export function repeatsPlace(rows: readonly Observation[]): RepeatsPlace {
  const [N] = extent(rows.map((row) => row.params as number));
  const levels = [...new Set(rows.map((row) => row.uniqueTokens as number))];
  const most = (U: number, family: Family): number =>
    Math.max(0, ...rows.flatMap((row) => (row.uniqueTokens === U && row.family === family ? epochsOf(row) : [])));
  const reach = (U: number): number => Math.min(...FAMILIES.map((family) => most(U, family)));
  const U = levels.reduce((best, own) => (reach(own) > reach(best) || (reach(own) === reach(best) && own > best) ? own : best));
  const last = Math.max(...rows.map(epochsOf));
  const epochs = Array.from({ length: Math.max(1, Math.floor(Math.log2(last))) }, (_, i) => 2 ** (i + 1));
  return { N, U, epochs };
}

const epochsOf = ({ epochs, tokens, uniqueTokens }: Observation): number => epochs ?? (tokens as number) / (uniqueTokens as number);

/** @throws IsolossError as `pairedFits` and `repeatValues` do. */
export async function versusFits(rows: readonly Observation[], place: RepeatsPlace, plan: FitPlan): Promise<VersusFits> {
  const { law, level, ...how } = plan;
  const paired = await pairedFits(law, rows, { ...how, ...(level !== undefined && { level }) });
  const each = <T>(of: (family: Family) => T): Record<Family, T> => ({ ar: of("ar"), mdm: of("mdm") });
  return {
    rows: rows.length,
    paired,
    measures: each((family) => measures(paired[family])),
    repeats: each((family) => repeatValues(paired[family], place, level)),
  };
}

/** What the base law of a fit rests on: its one-epoch runs, and one R_D* for all unique tokens. */
export interface BaseChecks {
  transport: Readonly<Record<Family, BaseTransport | Refused>>;
  constant: Readonly<Record<Family, ConstantRepeats | Refused>>;
}

export async function baseChecks({ paired }: VersusFits, { fit: how, held }: Pick<FitPlan, "fit" | "held">): Promise<BaseChecks> {
  const own = (family: Family): Promise<BaseTransport | Refused> =>
    partOf(() => baseTransport(paired[family].estimates, paired[family].observations, { ...how, fixed: {} }));
  const constant = (family: Family): Promise<ConstantRepeats | Refused> =>
    partOf(() => {
      const rows = paired[family].observations;
      return constantRepeats(rows, {
        upTo: repeatedLevels(rows).slice(0, -1),
        fit: { ...how, fixed: { ...how.fixed, ...held?.[family] } },
      });
    });
  return {
    transport: { ar: await own("ar"), mdm: await own("mdm") },
    constant: { ar: await constant("ar"), mdm: await constant("mdm") },
  };
}

/** Unique tokens that were repeated, ascending: others have no R_D* of their own, and join the level above them. */
export function repeatedLevels(rows: readonly Observation[]): number[] {
  const repeated = rows.filter((row) => epochsOf(row) > 1.5);
  return [...new Set(repeated.map((row) => row.uniqueTokens as number))].sort((a, b) => a - b);
}
