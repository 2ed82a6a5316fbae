import { evaluationCount } from "../curve.ts";
import { IsolossError, type Problem } from "../errors.ts";
import type { Checkpoint, Observation, Run } from "../run.ts";
import { type Candidate, candidatesOf } from "./candidates.ts";
import { fragmentsOf } from "./fragments.ts";
import { lowestOf } from "./lowestOf.ts";
import { requireReadable } from "./readable.ts";
import { warmUpRows } from "./warmUp.ts";
import { kept } from "./where.ts";

/** Observations, and what was not taken or needs care. */
export interface Table {
  observations: Observation[];
  /** Runs that were left out though the conditions keep them. */
  excluded: { reason: string; runs: string[] }[];
  problems: Problem[];
}

export interface TableOptions {
  /** `final`: the last evaluation of runs that were not cut off. `best`: the lowest loss among those that `where` keeps. `every`: all. Default final. */
  checkpoint?: Checkpoint;
  /** Conditions as `family=ar`; several mean and. */
  where?: readonly string[];
  /** Which count `params` (N, and 6·N·D) is. Default total. */
  params?: "total" | "non-embedding";
  /** Whether `final` takes the last evaluation of runs that were cut off. Default false. */
  incomplete?: boolean;
}

/**
 * From runs to the rows that a law is fitted to.
 *
 * Evaluations that were made a second time at places that another run of that id has, as after a restart, are rows of `every` alone: they are no end
 * of a training. A final loss that was measured better than the last point stands for it, with its own number of Monte-Carlo samples.
 * Compute is the logged one, else 6·N·D in FLOP; a run that is no ensemble has one member.
 *
 * @throws UsageError for a condition that cannot be read; IsolossError when nothing is left; RunLogError (file:line) for a row that is
 * kept and holds a value that is not a number, or a loss or quantity that is not positive.
 * @example
 * const { observations: rows } = observations(runs, { checkpoint: "best", where: ["family=ar", "N>=1e6"] });
 */
export function observations(runs: readonly Run[], options: TableOptions = {}): Table {
  const { checkpoint = "final", params = "total", incomplete = false } = options;
  if (runs.length === 0) throw new IsolossError("Cannot make a table: there are no runs");
  const conditions = options.where ?? [];
  const candidates = { [Symbol.iterator]: () => candidatesOf(runs, checkpoint, params) };
  const selected =
    checkpoint === "best" ? lowestOf(runs, params, conditions) : [...kept(candidates, ({ row }: Candidate) => row, conditions)];
  const isCutOff = ({ run }: Candidate) => checkpoint === "final" && run.complete === false;
  const fragments = checkpoint === "every" ? new Map() : fragmentsOf(runs);
  const repeated = selected.filter(({ run }) => fragments.has(run));
  const own = repeated.length === 0 ? selected : selected.filter(({ run }) => !fragments.has(run));
  const cutOff = own.filter(isCutOff);
  const rows = incomplete ? own : own.filter((candidate) => !isCutOff(candidate));
  for (const candidate of rows) requireReadable(candidate);
  const empty = runs.filter((run) => evaluationCount(run) === 0);
  const excluded = [
    { reason: "cut off before the end of the schedule: no final loss", runs: incomplete ? [] : cutOff.map(({ run }) => run.run) },
    { reason: "second evaluations at places of another run of that id: no end of a training", runs: repeated.map(({ run }) => run.run) },
    { reason: "no evaluation", runs: empty.map((run) => run.run) },
  ].filter((reason) => reason.runs.length > 0);
  if (rows.length === 0)
    throw new IsolossError(
      `Cannot make a table: of ${runs.length} runs none is left (${excluded.map((e) => `${e.runs.length} ${e.reason}`).join("; ")})`,
      "take their last evaluation with --incomplete, or another one with --checkpoint best",
    );
  const problems = [
    ...(incomplete ? notFinal(cutOff) : []),
    ...otherCount(rows, params),
    ...(checkpoint === "every" ? warmUpRows(rows) : []),
  ];
  return { observations: rows.map(({ row }) => row), excluded, problems };
}

function notFinal(cutOff: readonly Candidate[]): Problem[] {
  return cutOff.map(({ run, point }) => ({
    source: point.source,
    code: "incomplete-run",
    severity: "warning",
    message: `run "${run.run}" was cut off: its last loss is not a final loss`,
    hint: "the learning rate had not come down, so the loss is higher than a complete run's",
  }));
}

function otherCount(rows: readonly Candidate[], which: "total" | "non-embedding"): Problem[] {
  const other = which === "total" ? "non-embedding" : "total";
  const without = rows.filter(
    ({ run, row }) => row.params === undefined && (other === "total" ? run.params : run.paramsNonEmbedding) !== undefined,
  );
  const [first] = without;
  if (!first) return [];
  return [
    {
      source: first.row.source,
      code: "other-params",
      severity: "warning",
      message: `${without.length} of ${rows.length} rows state only ${other} parameters, so they have no N`,
      hint: `take that count for all rows with --params ${other}`,
    },
  ];
}
