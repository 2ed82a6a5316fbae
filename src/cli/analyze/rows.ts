import { columnsOf, field, IsolossError, type Observation, type Point, UsageError } from "../../index.ts";
import type { AnalyzeFlags } from "../analyze.ts";
import { list } from "../given.ts";
import { count } from "../numbers.ts";

/** Which rows of logs a question is about, and its options. */

export const DRAWS = ["noise", "bootstrap", "seed"] as const;

/** What draws are made with. */
export function drawing({ noise, bootstrap = 300, seed = 0 }: AnalyzeFlags): { replicates: number; seed: number; noise?: number } {
  return { replicates: bootstrap, seed, ...(noise !== undefined && { noise }) };
}

/** Said of intervals of draws. */
export function drawnText({ bootstrap = 300, seed = 0, noise }: AnalyzeFlags): string {
  return `intervals: 95 %, ${bootstrap} draws, seed ${seed}${noise === undefined ? "" : `, with the stated noise of ${noise}`}`;
}

/** The rows of one number of unique tokens: that of `--at U=…`, or the only one there is. */
export function atOneU(id: string, rows: readonly Observation[], at: Point): { U: number; rows: Observation[] } {
  const known = [...new Set(rows.flatMap(({ uniqueTokens }) => uniqueTokens ?? []))].sort((a, b) => a - b);
  const said = known.map((x) => count(x, 6)).join(", ");
  const [only, ...others] = known;
  if (only === undefined)
    throw new IsolossError(
      `Cannot answer "${id}": none of ${rows.length} rows states unique_tokens`,
      "log it, or map a column to it with --map",
    );
  if (at.U === undefined && others.length > 0)
    throw new UsageError(
      `Cannot answer "${id}": rows have ${known.length} numbers of unique tokens (${said}), and one is meant`,
      `as --at U=${known.at(-1)}`,
    );
  const U = at.U ?? only;
  const own = rows.filter(({ uniqueTokens }) => uniqueTokens === U);
  if (own.length === 0) throw new IsolossError(`Cannot answer "${id}": no row has unique_tokens ${U}`, `they have ${said}`);
  return { U, rows: own };
}

/** Ensembles of the rows, by size; of the one size that `--at N=…` names. */
export function ensemblesOf(id: string, rows: readonly Observation[], at: Point): Map<number, Observation[]> {
  const sizes = new Map<number, Observation[]>();
  for (const row of rows)
    if (row.recipe === "ensemble" && row.params !== undefined) sizes.set(row.params, [...(sizes.get(row.params) ?? []), row]);
  const ordered = [...sizes].sort(([a], [b]) => a - b);
  const chosen = ordered.filter(([params]) => at.N === undefined || params === at.N);
  if (chosen.length === 0)
    throw new IsolossError(
      `Cannot answer "${id}": no row ${at.N === undefined ? "with params has recipe ensemble" : `of recipe ensemble has params ${at.N}`}`,
      ordered.length > 0
        ? `ensembles have params ${ordered.map(([params]) => params).join(", ")}`
        : "evaluate ensembles of 1, 2, 3 and more members, and log recipe and members",
    );
  return new Map(chosen);
}

export function singlesOf(rows: readonly Observation[], recipe: string): Observation[] {
  return rows.filter((row) => row.recipe === recipe && (row.members ?? 1) === 1 && !row.memberRuns);
}

const TUNED = ["weight_decay", "learning_rate", "epochs"];

/** Columns of tuning that the rows state. */
export function tunedIn(rows: readonly Observation[]): string[] {
  return TUNED.filter((column) => rows.some((row) => field(row, column) !== undefined));
}

/** Columns of an option, or what stands in for it as far as the rows state it. */
export function columnsAsked(asked: readonly string[] | undefined, otherwise: readonly string[], rows: readonly Observation[]): string[] {
  const given = list(asked);
  const known = columnsOf(rows);
  return given.length > 0 ? given : otherwise.filter((column) => known.includes(column));
}
