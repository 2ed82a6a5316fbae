import { IsolossError } from "../../errors.ts";
import type { Diagnostic } from "../../fit/types.ts";
import { grouped } from "../../grouped.ts";
import type { Field, LossKind, Observation } from "../../run.ts";
import { settingFindings } from "./confounderFindings.ts";
import { type ConfoundersAt, comparedAt } from "./confoundersAt.ts";
import { FAMILIES, requireBothFamilies } from "./families.ts";
import { familyNoise, type NoiseOfFamilies, type NoiseOptions } from "./noise.ts";
import { kindOf } from "./sides.ts";
import { runsOf, type Tally, tally } from "./tags.ts";

export interface ConfoundersOptions extends NoiseOptions {
  /** Kind of loss of diffusion runs that do not log it. */
  assume?: Exclude<LossKind, "masked_ce">;
  /** Evaluations that a row's loss is the lowest of, where rows are of best checkpoints. Default 1. */
  evaluationsOf?: (row: Observation) => number;
}

/** What a family's training was regularised with, by header, with how many runs each value has. */
export interface Regularisation {
  family: string;
  runs: number;
  weight_decay: readonly Tally[];
  dropout: readonly Tally[];
  /** Of next-token training; masked diffusion masks its input by itself. */
  token_masking: readonly Tally[];
  token_order: readonly Tally[];
}

/** What else differs between the families, and what the answer is when each is at its best. */
export interface Confounders {
  /** AR, then MDM. */
  regularisation: readonly [Regularisation, Regularisation];
  /** At each size and set of unique tokens that both families were run at. */
  cells: readonly ConfoundersAt[];
  /** At each set of unique tokens, over all sizes of each family. */
  overSizes: readonly ConfoundersAt[];
  /** Ensembles and distilled students, which are passed over. */
  leftOut: number;
  /** Of log loss; where that of a setting is not known, its verdicts go by sign and prove nothing. */
  noise: NoiseOfFamilies;
  diagnostics: readonly Diagnostic[];
}

/**
 * Which regularisation each family had, and the comparison at the best setting of each: weight decay, dropout, token masking and permuted order close
 * much of the gap that repetition opens, and so does stopping early.
 *
 * A setting is the mean loss of runs that differ in their seed alone; the best is the lowest over epochs, learning rates (and sizes). The lowest of many
 * settings is low by chance too: `lowestOf` says of how many, and intervals are wider for it. A verdict that rests on what is not logged is no proof.
 *
 * @param observations final rows of both families, losses in nats/token; single models (ensembles and students are left out).
 * @throws IsolossError where a family is missing, or both were run at no set of unique tokens; UsageError for unweighted masked cross-entropy.
 * @see Gao et al. 2025, arXiv:2510.04071 (dropout and weight decay bring AR above MDM).
 * @example
 * confounders(rows).cells[0].best.ar.family // "ar"
 */
export function confounders(observations: readonly Observation[], options: ConfoundersOptions = {}): Confounders {
  requireBothFamilies(observations, "compare families at their best settings");
  const rows = observations.filter(
    ({ members, memberRuns, teacherRuns, recipe }) => (members ?? 1) === 1 && !memberRuns && !teacherRuns && !recipe?.includes("distilled"),
  );
  requireBothFamilies(rows, "compare families at their best settings");
  const noise = familyNoise(rows, options);
  const { assume, evaluationsOf = () => 1 } = options;
  const known = { kindOf: (row: Observation) => kindOf(row, assume) as LossKind, noise, evaluationsOf };
  const compare = (own: readonly Observation[], params: number | undefined): ConfoundersAt[] => comparedAt(own, params, known);
  const levels = [...grouped(rows.filter(shares), ({ uniqueTokens }) => uniqueTokens as number)].sort(([a], [b]) => a - b);
  const cells = levels.flatMap(([, own]) =>
    [...grouped(own, ({ params }) => params as number)].sort(([a], [b]) => a - b).flatMap(([params, same]) => compare(same, params)),
  );
  const overSizes = levels.flatMap(([, own]) => compare(own, undefined));
  if (overSizes.length === 0)
    throw new IsolossError(
      "Cannot compare families at their best settings: at no unique_tokens are there runs of both, with params",
      "train both families on the same unique tokens",
    );
  const regularisation = FAMILIES.map((family) => trainedWith(family, rows)) as [Regularisation, Regularisation];
  const found = { regularisation, cells, overSizes, leftOut: observations.length - rows.length, noise };
  return { ...found, diagnostics: settingFindings(found, rows) };
}

const shares = ({ uniqueTokens, params }: Observation): boolean => uniqueTokens !== undefined && params !== undefined;

function trainedWith(family: string, rows: readonly Observation[]): Regularisation {
  const own = rows.filter((row) => row.family === family);
  const of = (read: (row: Observation) => Field | undefined): Tally[] => tally(own, read);
  return {
    family,
    runs: runsOf(own),
    weight_decay: of(({ weightDecay }) => weightDecay),
    dropout: of(({ dropout }) => dropout),
    token_masking: of(({ tokenMasking }) => tokenMasking),
    token_order: of(({ tokenOrder }) => tokenOrder),
  };
}
