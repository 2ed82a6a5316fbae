import { grouped } from "../../grouped.ts";
import type { Law } from "../../laws/law.ts";
import type { Family, LossKind, Observation } from "../../run.ts";
import { requireColumn } from "../../table/column.ts";
import { partOf } from "../recipes/recipeParts.ts";
import type { Refused } from "../recipes/refused.ts";
import { VERSUS_AXES, type VersusAxis } from "./axis.ts";
import { type Comparability, comparability } from "./comparability.ts";
import { type Confounders, confounders } from "./confounders.ts";
import { criticalComputeMeasured, type MeasuredCritical } from "./criticalComputeMeasured.ts";
import { type Crossovers, crossovers } from "./crossovers.ts";
import { type EqualAnswer, equalBudgets } from "./equalBudgets.ts";
import { requireBothFamilies } from "./families.ts";
import { inferenceFlops } from "./inferenceFlops.ts";
import { sampleNoise } from "./monteCarloNoise.ts";
import { familyNoise, type NoiseOfFamilies } from "./noise.ts";
import { type RiseTest, riseTest } from "./riseTest.ts";
import { type LongestRuns, longestRuns } from "./versusCurves.ts";
import { LAW_PARTS, lawsOf, planOf, type VersusLaws } from "./versusLaws.ts";
import { idOf, singleRows, stoppedRows, type VersusLeftOut, type VersusRows, withKinds } from "./versusRows.ts";
import { type OpenQuestion, type VersusVerdict, verdictsOf } from "./versusVerdicts.ts";

export interface VersusOptions {
  /** Kind of loss of MDM runs that do not log it. */
  assume?: Exclude<LossKind, "masked_ce">;
  /** Of repeats, in N, D and U. Default data-constrained with beta tied to alpha, as published. */
  law?: Law;
  /** Parameters of the law with a value of their own in each family. Default all. */
  separate?: readonly string[];
  /** Parameters that are not fitted but held, in both families alike, and in each: a base law from earlier runs. The same names in both. */
  fixed?: Readonly<Record<string, number>>;
  held?: Readonly<Record<Family, Readonly<Record<string, number>>>>;
  /** Columns of accuracies (higher is better) along which crossings are sought too. */
  metrics?: readonly string[];
  /** Standard deviation of log loss between seeds; by default from replicates. */
  noise?: number;
  /** Refits for the intervals of laws, their seed, and the starts of each search. Default 300, 0 and 16. */
  replicates?: number;
  seed?: number;
  starts?: number;
  /** Share of draws inside intervals. Default 0.95. */
  level?: number;
  signal?: AbortSignal;
  /** Called with how many parts are done, of how many. */
  onProgress?: (done: number, total: number) => void;
}

/** Two families compared by everything that their logs give; every part that they do not give says why. */
export interface Versus {
  runs: Readonly<Record<Family, number>>;
  leftOut: VersusLeftOut;
  comparability: Comparability;
  /** Of log loss between seeds, with where it is from. */
  noise: NoiseOfFamilies;
  /** The answers, one a question and a place. */
  verdicts: readonly VersusVerdict[];
  open: readonly OpenQuestion[];
  /** At each regularisation and at the best, by final losses; and with each run stopped at its best checkpoint. */
  settings: Confounders | Refused;
  stopped: Confounders | Refused;
  rises: RiseTest;
  crossings: Readonly<Record<VersusAxis, Crossovers | Refused>>;
  /** Along the longest run of each family, smoothed. */
  longest: readonly LongestRuns[];
  budgets: readonly EqualAnswer[] | Refused;
  criticalMeasured: readonly MeasuredCritical[] | Refused;
  laws: VersusLaws | Refused;
  /** FLOP to generate one token, over the runs that log their sampling steps: least and most. */
  inference: Readonly<Record<Family, readonly [number, number] | undefined>>;
}

/**
 * Two families of one set of logs compared: what may be compared, where each is lower and what that proves, where they cross, what repeats are worth to each,
 * and from which compute on MDM is the better use of the data.
 *
 * It puts together `comparability`, `confounders`, `riseTest`, `crossovers`, `equalBudgets`, `pairedFits`, `repeatValues`, `criticalComputeCurve` and
 * `frontier`; what one of them refuses stands in its place as a reason. Ensembles, students and later stages of training are left out and counted.
 *
 * @param rows final losses of both families (nats/token), with their best checkpoints and the evaluations along them where there are such.
 * @throws IsolossError for losses that must not be compared, with what to log instead, and where a family is missing.
 * @throws UsageError for a law that does not read N, D and U, a parameter that it does not have, and a column of accuracies that no row has.
 * @see Prabhudesai et al. 2025, arXiv:2507.15857; Ni et al. 2025, arXiv:2511.03276; Gao et al. 2025, arXiv:2510.04071.
 * @example
 * const onePlace = rows.filter((row) => row.params === rows[0].params && row.uniqueTokens === rows[0].uniqueTokens);
 * (await versus({ final: onePlace }, { replicates: 4, starts: 2 })).comparability.second.name // "mdm"
 */
export async function versus(given: VersusRows, options: VersusOptions = {}): Promise<Versus> {
  const { assume, metrics = [], level, signal, onProgress, noise } = options;
  const plan = planOf(options);
  const { rows: single, leftOut } = singleRows(given);
  requireBothFamilies(single.final, "compare families");
  for (const column of metrics) requireColumn(single.final, column, "find a crossing by");
  const comparable = comparability(single.final, { ...(assume && { assume }) });
  const rows = {
    final: withKinds(single.final, assume),
    best: withKinds(single.best, assume),
    curves: withKinds(single.curves, assume),
  };
  const stated = noise === undefined ? {} : { noise };
  const sampling = sampleNoise(rows.final, rows.curves);
  const known = { ...stated, ...(sampling !== undefined && { single: sampling }) };
  // What was logged decides what is proof, so these read the rows as they are.
  const ofKind = { ...known, ...(assume && { assume }) };
  const evaluations = grouped(single.curves, idOf);
  const evaluationsOf = (row: Observation): number => Math.max(evaluations.get(idOf(row))?.length ?? 1, 1);
  const total = 4 + LAW_PARTS;
  let done = 0;
  const next = async (): Promise<void> => {
    onProgress?.(++done, total);
    // Lets an interruption in between two parts, which are seconds of work each.
    await new Promise((resume) => setTimeout(resume));
    signal?.throwIfAborted();
  };
  const settings = await partOf(() => confounders(single.final, ofKind));
  const stopped = await partOf(() => confounders(stoppedRows(single), { ...ofKind, evaluationsOf }));
  await next();
  const along = (axis: VersusAxis): Promise<Crossovers | Refused> =>
    partOf(() => crossovers([...rows.final, ...rows.best], { along: axis, metrics, ...known, ...(level !== undefined && { level }) }));
  const crossings = Object.fromEntries(await Promise.all(VERSUS_AXES.map(async (axis) => [axis, await along(axis)])));
  await next();
  const longest = await longestRuns(crossings.epochs, rows.curves);
  const rises = riseTest(rows.final, { ...stated, curves: rows.curves });
  await next();
  const budgets = await partOf(() => equalBudgets(rows.final, known));
  const criticalMeasured = await partOf(() => criticalComputeMeasured(rows.final, known));
  await next();
  const laws = await partOf(() => lawsOf(rows.final, rises, crossings.epochs, plan, next));
  // Where laws are refused, the parts that stand on them are done too.
  if (done < total) onProgress?.(total, total);
  return {
    runs: countOf(rows.final),
    leftOut,
    comparability: comparable,
    noise: familyNoise(rows.final, known),
    ...verdictsOf(rows.final, settings, stopped, crossings.epochs),
    settings,
    stopped,
    rises,
    crossings,
    longest,
    budgets,
    criticalMeasured,
    laws,
    inference: { ar: inferenceOf(rows.final, "ar"), mdm: inferenceOf(rows.final, "mdm") },
  };
}

function countOf(rows: readonly Observation[]): Record<Family, number> {
  const of = (family: Family): number => rows.filter((row) => row.family === family).length;
  return { ar: of("ar"), mdm: of("mdm") };
}

function inferenceOf(rows: readonly Observation[], family: Family): readonly [number, number] | undefined {
  const spent = rows.flatMap((row) => (row.family === family ? (inferenceFlops(row, 1) ?? []) : []));
  return spent.length > 0 ? [Math.min(...spent), Math.max(...spent)] : undefined;
}
