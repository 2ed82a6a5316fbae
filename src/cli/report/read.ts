import {
  type AlongRuns,
  alongRuns,
  type Diagnostic,
  IsolossError,
  type Loaded,
  type Observation,
  observations,
  type Table,
} from "../../index.ts";
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
  /** Evaluations along the runs of these names, by default all; at most about `most`. */
  along: (names?: ReadonlySet<string>, most?: number) => AlongRuns;
  excluded: Table["excluded"];
  flags: readonly Diagnostic[];
}

export async function read(paths: readonly string[], given: ReportFlags, signal: AbortSignal): Promise<ReportInput> {
  const loaded = await readRuns(paths, given, signal);
  const options = { where: given.where ?? [], params: given.params as "total" | "non-embedding", incomplete: given.incomplete };
  const table = observations(loaded.runs, { ...options, checkpoint: "final" });
  const along = (names?: ReadonlySet<string>, most = Number.POSITIVE_INFINITY): AlongRuns => {
    const runs = names ? loaded.runs.filter(({ run }) => names.has(run)) : loaded.runs;
    return orNone(() => alongRuns(runs, { ...options, most }), { observations: [], evaluations: 0 });
  };
  return {
    loaded,
    final: table.observations,
    best: orNone(() => observations(loaded.runs, { ...options, checkpoint: "best" }).observations, []),
    along,
    excluded: table.excluded,
    flags: table.problems.map(({ code, severity, message, hint }) => ({ code, severity, message, hint })),
  };
}

/** Evaluations on the way may be unreadable where final losses are not: what wants them says that they are missing. */
function orNone<T>(take: () => T, none: T): T {
  try {
    return take();
  } catch (error) {
    if (error instanceof IsolossError) return none;
    throw error;
  }
}
