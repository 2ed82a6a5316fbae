import { IsolossError, type Problem } from "../errors.ts";
import type { Checkpoint, LossPoint, Observation, Run } from "../run.ts";
import { requireReadable } from "./readable.ts";
import { warmUpRows } from "./warmUp.ts";
import { where } from "./where.ts";

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
 * A final loss that was measured better than the last point stands for it, with its own number of Monte-Carlo samples.
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
  const candidates = runs.flatMap((run): Candidate[] => {
    const points = checkpoint === "final" ? run.points.slice(-1) : run.points;
    return points.map((point) => ({ run, point, row: toObservation(run, point, checkpoint, params) }));
  });
  const kept = new Set(
    where(
      candidates.map(({ row }) => row),
      options.where ?? [],
    ),
  );
  const selected = candidates.filter(({ row }) => kept.has(row));
  const isCutOff = ({ run }: Candidate) => checkpoint === "final" && run.complete === false;
  const cutOff = selected.filter(isCutOff);
  const used = incomplete ? selected : selected.filter((candidate) => !isCutOff(candidate));
  for (const candidate of used) requireReadable(candidate);
  const rows = checkpoint === "best" ? lowest(used) : used;
  const empty = runs.filter((run) => run.points.length === 0);
  const excluded = [
    { reason: "cut off before the end of the schedule: no final loss", runs: incomplete ? [] : cutOff.map(({ run }) => run.run) },
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

interface Candidate {
  run: Run;
  point: LossPoint;
  row: Observation;
}

function toObservation(run: Run, point: LossPoint, checkpoint: Checkpoint, which: "total" | "non-embedding"): Observation {
  const { points: _, curve: _3, complete, plannedEpochs: _1, finalLoss, mcSamplesFinal, source: _2, insteadOfLoss: _4, ...rest } = run;
  const { fields, params: total, ...setup } = rest;
  const params = which === "total" ? total : run.paramsNonEmbedding;
  const better = checkpoint === "final" && complete !== false ? finalLoss : undefined;
  const loss = better ?? point.loss;
  const mcSamples = better === undefined ? point.mcSamples : (mcSamplesFinal ?? point.mcSamples);
  const compute = point.compute ?? (params !== undefined && point.tokens !== undefined ? 6 * params * point.tokens : undefined);
  const members = run.members ?? (run.recipe === "ensemble" || point.unreadable?.recipe !== undefined ? undefined : 1);
  const row: Observation = {
    ...setup,
    source: point.source,
    checkpoint,
    loss,
    fields: isEmpty(fields) ? point.fields : { ...fields, ...point.fields },
  };
  if (params !== undefined) row.params = params;
  if (members !== undefined) row.members = members;
  if (point.tokens !== undefined) row.tokens = point.tokens;
  if (point.epochs !== undefined) row.epochs = point.epochs;
  if (compute !== undefined) row.compute = compute;
  if (mcSamples !== undefined) row.mcSamples = mcSamples;
  return row;
}

/** Rows of a long log then share what they hold, in place of a million copies. */
function isEmpty(fields: Run["fields"]): boolean {
  for (const _ in fields) return false;
  return true;
}

/** The lowest row of each run, in the order of the runs. */
function lowest(candidates: readonly Candidate[]): Candidate[] {
  const best = new Map<Run, Candidate>();
  for (const candidate of candidates) {
    const before = best.get(candidate.run);
    if (!before || candidate.row.loss < before.row.loss) best.set(candidate.run, candidate);
  }
  return [...best.values()];
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
