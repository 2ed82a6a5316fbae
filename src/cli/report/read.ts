import { type Diagnostic, IsolossError, type Loaded, type Observation, observations, type Table } from "../../index.ts";
import { type Reading, readRuns } from "../readRuns.ts";

/** What a report is made of: the logs as read, and the rows that are kept, by checkpoint. */

export interface ReportFlags extends Omit<Reading, "insteadOfLoss"> {
  where: string[] | undefined;
  params: string;
  incomplete: boolean;
  bootstrap: number;
  seed: number;
}

export interface ReportInput {
  loaded: Loaded;
  final: readonly Observation[];
  best: readonly Observation[];
  curves: readonly Observation[];
  excluded: Table["excluded"];
  flags: readonly Diagnostic[];
}

export async function read(paths: readonly string[], given: ReportFlags, signal: AbortSignal): Promise<ReportInput> {
  const loaded = await readRuns(paths, given, signal);
  const options = { where: given.where ?? [], params: given.params as "total" | "non-embedding", incomplete: given.incomplete };
  const table = observations(loaded.runs, { ...options, checkpoint: "final" });
  const rowsAt = (checkpoint: "best" | "every"): Observation[] => {
    try {
      return observations(loaded.runs, { ...options, checkpoint }).observations;
    } catch (error) {
      // Evaluations on the way may be unreadable where final losses are not: what wants them says that they are missing.
      if (error instanceof IsolossError) return [];
      throw error;
    }
  };
  return {
    loaded,
    final: table.observations,
    best: rowsAt("best"),
    curves: rowsAt("every"),
    excluded: table.excluded,
    flags: table.problems.map(({ code, severity, message, hint }) => ({ code, severity, message, hint })),
  };
}
