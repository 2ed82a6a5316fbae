import { type Checkpoint, type Diagnostic, type Observation, observations, type Problem, place, type Run, sourcesOf } from "../index.ts";
import { remark } from "./print.ts";
import { type Reading, readRuns } from "./readRuns.ts";

/** What the options of `selection` hold. */
export interface Selection extends Reading {
  where: string[] | undefined;
  checkpoint: string;
  params: string;
  incomplete: boolean;
}

/** The rows that a command works on. */
export interface Rows {
  rows: Observation[];
  /** What is doubtful in them, one finding a kind. */
  flags: Diagnostic[];
  /** Every evaluation of the runs, and their best ones, where they are asked for. */
  along?: Observation[];
  best?: Observation[];
  /** The logs that were read. */
  files: string[];
}

const MOST_NAMES = 8;

/** Reads logs and selects rows; what is left out is counted and named on stderr. */
export async function selectRows(paths: readonly string[], given: Selection, signal: AbortSignal, withAlong = false): Promise<Rows> {
  const { runs, files, problems } = await readRuns(paths, given, signal);
  const options = { where: given.where ?? [], params: given.params as "total" | "non-embedding", incomplete: given.incomplete };
  const table = observations(runs, { ...options, checkpoint: given.checkpoint as Checkpoint });
  for (const { reason, runs: names } of table.excluded)
    remark(`left out: ${names.length} run${names.length === 1 ? "" : "s"}, ${reason}: ${named(names)}`);
  const at = (checkpoint: Checkpoint): Observation[] => observations(runs, { ...options, checkpoint }).observations;
  const along = withAlong ? { along: at("every"), best: at("best") } : {};
  // Of a row that is taken the table says what the doctor says of its run.
  const told = new Set(table.problems.map(({ code, source }) => `${code} ${place(source)}`));
  const known = about(problems, runs, files, table.observations).filter(({ code, source }) => !told.has(`${code} ${place(source)}`));
  return { ...along, rows: table.observations, flags: flags([...known, ...table.problems]), files };
}

function named(names: readonly string[]): string {
  return names.slice(0, MOST_NAMES).join(", ") + (names.length > MOST_NAMES ? `, … (${names.length} in all)` : "");
}

/** The problems of runs that gave a row, and of what stands beside logs: what is wrong with other runs does not matter here. */
function about(problems: readonly Problem[], runs: readonly Run[], logs: readonly string[], rows: readonly Observation[]): Problem[] {
  const read = new Set(logs);
  const files = new Set(rows.map((row) => row.source.file));
  const kept = new Set(rows.map((row) => place(row.source)));
  const asked = new Set(problems.map(({ source }) => place(source)));
  const places = new Set<string>();
  for (const run of runs) {
    const own = [run.source, ...sourcesOf(run)].map(place).filter((at) => asked.has(at) || kept.has(at));
    if (own.some((at) => kept.has(at))) for (const at of own) places.add(at);
  }
  return problems.filter(
    ({ source }) => !read.has(source.file) || (source.line === undefined ? files.has(source.file) : places.has(place(source))),
  );
}

function flags(problems: readonly Problem[]): Diagnostic[] {
  const kinds = new Map<string, Problem[]>();
  for (const problem of problems) kinds.set(problem.code, [...(kinds.get(problem.code) ?? []), problem]);
  return [...kinds.values()].map((same) => {
    const { source, code, severity, message, hint } = same[0] as Problem;
    const more = same.length > 1 ? `; and ${same.length - 1} more like this (isoloss check lists them)` : "";
    return { code, severity, message: `${place(source)}: ${message}${more}`, hint };
  });
}
