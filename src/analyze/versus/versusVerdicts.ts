import type { Family, Observation } from "../../run.ts";
import type { Refused } from "../recipes/refused.ts";
import { regularisationOf } from "./bestSettings.ts";
import type { Confounders } from "./confounders.ts";
import type { ComparedSettings, ConfoundersAt } from "./confoundersAt.ts";
import type { CrossoverGroup, Crossovers, MeasuredCrossover } from "./crossovers.ts";

/** The answers of a comparison, one a question: what a reader takes away. */

export const VERSUS_QUESTIONS = ["final loss", "best checkpoint", "best settings", "best sizes and settings"] as const;
/**
 * `final loss`: at one regularisation, after the longest training that both have had. `best checkpoint`: at one regularisation, each run stopped where it was
 * best. `best settings`: each family at its own best regularisation and training, by final loss. `best sizes and settings`: the same over all sizes.
 */
export type VersusQuestion = (typeof VERSUS_QUESTIONS)[number];

export interface VersusVerdict extends ComparedSettings {
  question: VersusQuestion;
  uniqueTokens: number;
  /** Undefined where each family takes the best of its sizes. */
  params: number | undefined;
  /** That both have; undefined where each has its own best. */
  regularisation: string | undefined;
  /** Where the two cross along epochs by the measure that is asked for; undefined where that has no curve of both. */
  crossing: MeasuredCrossover | undefined;
}

/** A question that the runs leave open. */
export interface OpenQuestion {
  question: VersusQuestion;
  uniqueTokens: number;
  params: number;
  regularisation: string;
  reason: string;
}

/** Every question at every place, in the order of unique tokens and sizes; and what the runs leave open. */
export function verdictsOf(
  rows: readonly Observation[],
  settings: Confounders | Refused,
  stopped: Confounders | Refused,
  crossings: Crossovers | Refused,
): { verdicts: readonly VersusVerdict[]; open: readonly OpenQuestion[] } {
  if ("reason" in settings) return { verdicts: [], open: [] };
  const groups = "reason" in crossings ? [] : crossings.groups;
  const ofStopped = "reason" in stopped ? [] : stopped.cells;
  const open: OpenQuestion[] = [];
  const verdicts = settings.cells.flatMap((cell): VersusVerdict[] => {
    const at = { uniqueTokens: cell.uniqueTokens, params: cell.params };
    const other = ofStopped.find((own) => own.uniqueTokens === cell.uniqueTokens && own.params === cell.params);
    return [
      ...cell.shared.flatMap(({ ar, longest }): VersusVerdict[] => {
        const { regularisation } = ar;
        if (longest) {
          const crossing = crossingIn(groups, cell, regularisation, "final loss");
          return [{ question: "final loss", ...at, regularisation, ...longest, crossing }];
        }
        open.push({
          question: "final loss",
          ...at,
          params: cell.params as number,
          regularisation,
          reason: apart(rows, cell, regularisation),
        });
        return [];
      }),
      ...(other?.shared ?? []).map(({ ar, mdm, verdict }): VersusVerdict => {
        const { regularisation } = ar;
        const crossing = crossingIn(groups, cell, regularisation, "best loss");
        return { question: "best checkpoint", ...at, regularisation, ar, mdm, verdict, crossing };
      }),
      { question: "best settings", ...at, regularisation: undefined, ...cell.best, crossing: undefined },
    ];
  });
  const overSizes = settings.overSizes.map(
    ({ uniqueTokens, best }): VersusVerdict => ({
      question: "best sizes and settings",
      uniqueTokens,
      params: undefined,
      regularisation: undefined,
      ...best,
      crossing: undefined,
    }),
  );
  return { verdicts: [...verdicts, ...overSizes].sort((a, b) => a.uniqueTokens - b.uniqueTokens || sizeOf(a) - sizeOf(b)), open };
}

const sizeOf = ({ params = Number.POSITIVE_INFINITY }: VersusVerdict): number => Math.min(params, Number.MAX_VALUE);

function crossingIn(
  groups: readonly CrossoverGroup[],
  { uniqueTokens, params }: ConfoundersAt,
  regularisation: string,
  metric: string,
): MeasuredCrossover | undefined {
  const group = groups.find(
    ({ at, ar, mdm }) =>
      at.U === uniqueTokens && at.N === params && [ar[0], mdm[0]].every((row) => row && regularisationOf(row) === regularisation),
  );
  return group?.measures.find((own) => own.metric === metric);
}

function apart(rows: readonly Observation[], { uniqueTokens, params }: ConfoundersAt, regularisation: string): string {
  const same = rows.filter((row) => row.uniqueTokens === uniqueTokens && row.params === params && regularisationOf(row) === regularisation);
  const epochs = (family: Family): string => {
    const own = same.flatMap((row) => (row.family === family ? (row.epochs ?? []) : []));
    return [...new Set(own)].sort((a, b) => a - b).join(", ") || "not logged";
  };
  return `no number of epochs is of both (AR ${epochs("ar")}; MDM ${epochs("mdm")})`;
}
