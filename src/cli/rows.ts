import {
  alongRuns,
  type Checkpoint,
  type Diagnostic,
  type Observation,
  observations,
  type Problem,
  place,
  type Run,
  type Source,
  sourcesOf,
} from "../index.ts";
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
  /** Evaluations of the runs, of how many, and their best ones, where they are asked for. */
  along?: Observation[];
  evaluations?: number;
  best?: Observation[];
  /** The logs that were read. */
  files: string[];
}

const MOST_NAMES = 8;

/** Rows besides those of the checkpoint. */
export interface More {
  best?: boolean;
  /** Evaluations along the runs, at most about so many. */
  along?: number;
}

/** Reads logs and selects rows; what is left out is counted and named on stderr. */
export async function selectRows(paths: readonly string[], given: Selection, signal: AbortSignal, more: More = {}): Promise<Rows> {
  const { runs, files, problems } = await readRuns(paths, given, signal);
  const options = { where: given.where ?? [], params: given.params as "total" | "non-embedding", incomplete: given.incomplete };
  const table = observations(runs, { ...options, checkpoint: given.checkpoint as Checkpoint });
  for (const { reason, runs: names } of table.excluded)
    remark(`left out: ${names.length} run${names.length === 1 ? "" : "s"}, ${reason}: ${named(names)}`);
  const along = more.along === undefined ? undefined : alongRuns(runs, { ...options, most: more.along });
  const best = more.best ? { best: observations(runs, { ...options, checkpoint: "best" }).observations } : {};
  // Of a row that is taken the table says what the doctor says of its run.
  const told = new Set(table.problems.map(({ code, source }) => `${code} ${place(source)}`));
  const known = about(problems, runs, files, table.observations).filter(({ code, source }) => !told.has(`${code} ${place(source)}`));
  const others = { ...best, ...(along && { along: along.observations, evaluations: along.evaluations }) };
  return { ...others, rows: table.observations, flags: flags([...known, ...table.problems]), files };
}

function named(names: readonly string[]): string {
  return names.slice(0, MOST_NAMES).join(", ") + (names.length > MOST_NAMES ? `, … (${names.length} in all)` : "");
}

/** The problems of runs that gave a row, and of what stands beside logs: what is wrong with other runs does not matter here. */
function about(problems: readonly Problem[], runs: readonly Run[], logs: readonly string[], rows: readonly Observation[]): Problem[] {
  const read = new Set(logs);
  const kept = places(rows.map(({ source }) => source));
  const asked = places(problems.map(({ source }) => source));
  const told = new Map<string, Set<number | undefined>>();
  for (const run of runs) {
    const own: Source[] = [];
    let isKept = false;
    for (const source of sourcesIn(run)) {
      const keeps = kept.get(source.file)?.has(source.line) ?? false;
      if (keeps || asked.get(source.file)?.has(source.line)) own.push(source);
      isKept ||= keeps;
    }
    if (isKept) places(own, told);
  }
  return problems.filter(
    ({ source: { file, line } }) => !read.has(file) || (line === undefined ? kept.has(file) : (told.get(file)?.has(line) ?? false)),
  );
}

function* sourcesIn(run: Run): Generator<Source> {
  yield run.source;
  yield* sourcesOf(run);
}

/** Lines by file. */
function places(sources: Iterable<Source>, found = new Map<string, Set<number | undefined>>()): Map<string, Set<number | undefined>> {
  for (const { file, line } of sources) {
    const lines = found.get(file);
    if (lines) lines.add(line);
    else found.set(file, new Set([line]));
  }
  return found;
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
