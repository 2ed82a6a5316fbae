import { bestOver, columnsOf, field, groupBy, IsolossError, LIMIT_DRAWS, type Observation, type Point, UsageError } from "../../index.ts";
import type { AnalyzeFlags } from "../analyze.ts";
import { list } from "../given.ts";
import { count } from "../numbers.ts";

/** Which rows of logs a question is about, and its options. */

export const DRAWS = ["noise", "bootstrap", "seed"] as const;

/** What draws are made with. */
export function drawing({ noise, bootstrap = LIMIT_DRAWS, seed = 0 }: AnalyzeFlags): { replicates: number; seed: number; noise?: number } {
  return { replicates: bootstrap, seed, ...(noise !== undefined && { noise }) };
}

/** Said of intervals of draws. */
export function drawnText({ bootstrap = LIMIT_DRAWS, seed = 0, noise }: AnalyzeFlags): string {
  return `intervals: 95 %, ${bootstrap} draws, seed ${seed}${noise === undefined ? "" : `, with the stated noise of ${noise}`}`;
}

/** The rows of one number of unique tokens with ensembles: that of `--at U=…`, or the only one there is. */
export function atEnsemblesU(id: string, rows: readonly Observation[], at: Point): { U: number; rows: Observation[] } {
  const ensembles = rows.filter(isSizedEnsemble);
  requireEnsembles(id, ensembles, at, rows);
  const known = [...new Set(ensembles.flatMap(({ uniqueTokens }) => uniqueTokens ?? []))].sort((a, b) => a - b);
  const said = known.map((x) => count(x, 6)).join(", ");
  const [only, ...others] = known;
  if (only === undefined)
    throw new IsolossError(
      `Cannot answer "${id}": none of ${ensembles.length} ensembles states unique_tokens`,
      "log it, or map a column to it with --map",
    );
  if (at.U === undefined && others.length > 0)
    throw new UsageError(
      `Cannot answer "${id}": ensembles have ${known.length} numbers of unique tokens (${said}), and one is meant`,
      `as --at U=${known.at(-1)}`,
    );
  const U = at.U ?? only;
  if (!known.includes(U)) throw new IsolossError(`Cannot answer "${id}": no ensemble has unique_tokens ${U}`, `they have ${said}`);
  return { U, rows: rows.filter(({ uniqueTokens }) => uniqueTokens === U) };
}

type Sized = Observation & Required<Pick<Observation, "params">>;

const isSizedEnsemble = (row: Observation): row is Sized => row.recipe === "ensemble" && row.params !== undefined;

/** Ensembles of the rows, by size; of the one size that `--at N=…` names. */
export function ensemblesOf(id: string, rows: readonly Observation[], at: Point): Map<number, Observation[]> {
  const own = rows.filter(isSizedEnsemble).filter(({ params }) => at.N === undefined || params === at.N);
  requireEnsembles(id, own, at, rows);
  const sizes = [...new Set(own.map(({ params }) => params))].sort((a, b) => a - b);
  return new Map(sizes.map((N) => [N, own.filter(({ params }) => params === N)]));
}

function requireEnsembles(id: string, found: readonly Observation[], { N }: Point, rows: readonly Observation[]): void {
  if (found.length > 0) return;
  const others = [...new Set(rows.filter(isSizedEnsemble).map(({ params }) => params))].sort((a, b) => a - b);
  throw new IsolossError(
    `Cannot answer "${id}": no row ${others.length === 0 ? "with params has recipe ensemble" : `of recipe ensemble has params ${N}`}`,
    others.length > 0
      ? `ensembles have params ${others.join(", ")}`
      : "evaluate ensembles of 1, 2, 3 and more members, and log recipe and members",
  );
}

export function singlesOf(rows: readonly Observation[], recipe: string): Observation[] {
  return rows.filter((row) => row.recipe === recipe && (row.members ?? 1) === 1 && !row.memberRuns);
}

const TUNED = ["weight_decay", "learning_rate", "epochs"];

/** Columns of tuning that the rows state. */
export function tunedIn(rows: readonly Observation[]): string[] {
  return TUNED.filter((column) => rows.some((row) => field(row, column) !== undefined));
}

/** Single models that were trained on data, not on a teacher: a search over hyperparameters is of them. */
export function searchedIn(id: string, rows: readonly Observation[]): Observation[] {
  const found = rows.filter(
    ({ recipe, members = 1, memberRuns }) => members === 1 && !memberRuns && (recipe === undefined || SEARCHED.includes(recipe)),
  );
  if (found.length === 0)
    throw new IsolossError(
      `Cannot answer "${id}": none of ${rows.length} rows is a single model of recipe ${SEARCHED.join(" or ")}`,
      "a search over hyperparameters is of single models; take them in with --where",
    );
  return found;
}

const SEARCHED: readonly string[] = ["standard", "regularized"];

/** The rows of each cell that are as its best setting in every tuned column but those that are asked about. */
export function besideBest(rows: readonly Observation[], columns: readonly string[], cell: readonly string[]): Observation[] {
  const others = tunedIn(rows).filter((column) => !columns.includes(column) && !cell.includes(column));
  return groupBy(rows, cell).flatMap(({ observations }) => {
    const [best] = bestOver(observations, [...columns, ...others], cell);
    return best ? observations.filter((row) => others.every((column) => field(row, column) === field(best, column))) : [];
  });
}

/** Said of rows that a search is not made of. */
export function searchedText(rows: readonly Observation[], singles: readonly Observation[], searched: readonly Observation[]): string[] {
  const [others, elsewhere] = [rows.length - singles.length, singles.length - searched.length];
  return [
    ...(others > 0 ? [`single models alone, standard or regularized: ${others} rows of ensembles and students are left out`] : []),
    ...(elsewhere > 0 ? [`all other tuned columns as in the best setting of each cell: ${elsewhere} rows at others are left out`] : []),
  ];
}

/** Columns of an option, or what stands in for it as far as the rows state it. */
export function columnsAsked(asked: readonly string[] | undefined, otherwise: readonly string[], rows: readonly Observation[]): string[] {
  const given = list(asked);
  const known = columnsOf(rows);
  return given.length > 0 ? given : otherwise.filter((column) => known.includes(column));
}
