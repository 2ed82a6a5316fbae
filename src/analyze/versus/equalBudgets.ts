import { IsolossError, place } from "../../errors.ts";
import { THRESHOLDS } from "../../fit/thresholds.ts";
import { grouped } from "../../grouped.ts";
import type { Family, Observation } from "../../run.ts";
import { type Crossover, crossoverOf } from "../crossover.ts";
import { along } from "./axis.ts";
import { type ComputeConvention, computeConvention } from "./computeConvention.ts";
import { type FamilyNoise, familyNoise, type NoiseOptions, spreadOf } from "./noise.ts";
import { bestSoFar } from "./runningBest.ts";
import { singleTraining } from "./trainings.ts";

/** Families at equal FLOP, at equal tokens and at equal unique tokens: three questions with three answers. */

export const BUDGETS = ["compute", "tokens", "unique_tokens"] as const;
export type EqualBudget = (typeof BUDGETS)[number];

/** The best run of a family within a budget. */
export interface BestRun {
  /** Mean of its replicates, nats/token. */
  loss: number;
  replicates: number;
  run: string;
  /** file:line of the first of them. */
  source: string;
}

export interface EqualPlace {
  /** The budget: FLOP, tokens, or unique tokens. */
  x: number;
  ar: BestRun;
  mdm: BestRun;
  /** AR − MDM, nats/token. */
  difference: number;
  /** The lower family, where the difference is more than two standard errors of the noise; undefined where they are not told apart, or no noise is known. */
  lower: Family | undefined;
}

export interface EqualAnswer {
  by: EqualBudget;
  places: readonly EqualPlace[];
  /** The family with the lower mean at every place (`places` say whether noise could make it), "changes" where the order changes; undefined where no place is shared. */
  lower: Family | "changes" | undefined;
  /** Where the order changes, by measured places alone. */
  crossover: Crossover | undefined;
  /** What the compute is, where that is the budget. */
  compute: ComputeConvention | undefined;
}

/**
 * The best of each family within equal budgets, each kind of budget by itself: runs with compute up to C, with tokens up to D, and with exactly U
 * unique tokens; all else is free. Diffusion may win the last and lose the others on the same runs.
 *
 * The best of many runs is the luckiest too, and a family that was tuned more has more of them: `replicates` and the number of runs are the reader's to weigh.
 *
 * Ensembles and distilled students are left out: their compute is not their own. An upper bound (MDM) that is lower is proof, one that is higher is not.
 *
 * @param rows final losses of both families.
 * @param options.noise standard deviation of log loss between runs; by default from replicates.
 * @returns three answers, in the order compute, tokens, unique tokens.
 * @throws IsolossError where the rows are not of both families.
 * @example
 * equalBudgets(rows, { noise: 0.004 }).map(({ by }) => by) // ["compute", "tokens", "unique_tokens"]
 */
export function equalBudgets(rows: readonly Observation[], options: NoiseOptions = {}): EqualAnswer[] {
  const of = (family: Family): Observation[] => rows.filter((row) => row.family === family && singleTraining(row));
  const [ar, mdm] = [of("ar"), of("mdm")];
  if (ar.length === 0 || mdm.length === 0)
    throw new IsolossError(
      `Cannot compare families at equal budgets: there are ${ar.length} AR and ${mdm.length} MDM runs`,
      "give runs of both families, with the column family",
    );
  const noise = familyNoise(rows, options);
  return BUDGETS.map((by) => {
    const [a, b] = [cellsOf(ar, by, noise.ar), cellsOf(mdm, by, noise.mdm)];
    const places = (by === "unique_tokens" ? sharedPlaces(a, b) : runningPlaces(a, b)).map(([x, p, q]) => compared(x, p, q));
    const gaps = places.map(({ difference }) => difference);
    const crossover = places.length > 0 ? crossoverOf({ places: places.map(({ x }) => x), gaps, shaken: undefined }) : undefined;
    const lower = crossover?.kind === "crossing" ? "changes" : crossover?.ahead && (crossover.ahead === "first" ? "ar" : "mdm");
    return { by, places, lower, crossover, compute: by === "compute" ? computeConvention([...ar, ...mdm]) : undefined };
  });
}

interface Cell extends BestRun {
  x: number;
  /** Standard deviation of the mean, nats/token; undefined where it is not known. */
  sd: number | undefined;
}

/** One cell a setup: replicates are averaged before the best is chosen. */
function cellsOf(rows: readonly Observation[], by: EqualBudget, noise: FamilyNoise | undefined): Cell[] {
  const keyOf = ({ params, uniqueTokens, tokens, weightDecay, recipe, learningRate, dropout }: Observation): string =>
    [params, uniqueTokens, tokens, weightDecay, recipe, learningRate, dropout].join(" ");
  const placed = rows.filter((row) => along(row, by) !== undefined);
  return [...grouped(placed, keyOf).values()]
    .map((same) => {
      const [row] = same as [Observation, ...Observation[]];
      const loss = same.reduce((sum, own) => sum + own.loss, 0) / same.length;
      const spread = spreadOf(noise, same);
      const sd = spread && (spread.sd * loss) / Math.sqrt(same.length);
      return { x: along(row, by) as number, sd, loss, replicates: same.length, run: row.run, source: place(row.source) };
    })
    .sort((p, q) => p.x - q.x);
}

type Pair = [x: number, ar: Cell, mdm: Cell];

const lowest = (cells: readonly Cell[]): Cell => cells.reduce((best, cell) => (cell.loss < best.loss ? cell : best));

function sharedPlaces(a: readonly Cell[], b: readonly Cell[]): Pair[] {
  const other = grouped(b, ({ x }) => x);
  return [...grouped(a, ({ x }) => x)].flatMap(([x, own]): Pair[] => {
    const same = other.get(x);
    return same ? [[x, lowest(own), lowest(same)]] : [];
  });
}

/** Up to where the family with less ends: beyond, the budget of the other is not one that both were given. */
function runningPlaces(a: readonly Cell[], b: readonly Cell[]): Pair[] {
  const from = Math.max(a[0]?.x ?? Number.NaN, b[0]?.x ?? Number.NaN);
  const to = Math.min(a.at(-1)?.x ?? Number.NaN, b.at(-1)?.x ?? Number.NaN);
  const places = [...new Set([...a, ...b].map(({ x }) => x))].filter((x) => x >= from && x <= to).sort((p, q) => p - q);
  const within = (cells: readonly Cell[], loss: number): Cell => cells.find((cell) => cell.loss === loss) as Cell;
  const [p, q] = [a, b].map((cells) => bestSoFar(cells, places)) as [number[], number[]];
  return places.map((x, i) => [x, within(a, p[i] as number), within(b, q[i] as number)]);
}

function compared(x: number, p: Cell, q: Cell): EqualPlace {
  const difference = p.loss - q.loss;
  const error = p.sd === undefined || q.sd === undefined ? undefined : Math.hypot(p.sd, q.sd);
  const apart = error !== undefined && Math.abs(difference) > THRESHOLDS.apart * error;
  const bare = ({ x: _, sd: _1, ...run }: Cell): BestRun => run;
  return { x, ar: bare(p), mdm: bare(q), difference, lower: apart ? (difference < 0 ? "ar" : "mdm") : undefined };
}
