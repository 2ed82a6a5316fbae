import type { Source } from "../errors.ts";
import type { Word } from "../glossary.ts";
import type { Field, LossPoint, Run } from "../run.ts";
import type { Reading, Values } from "./values.ts";

/** One row of a log, read. */
export interface Row extends Reading {
  run: string;
  source: Source;
  fields: Record<string, Field>;
}

/** What a row says of one evaluation, and not of the training. */
export const EVALUATION: readonly Word[] = ["loss", "tokens", "epochs", "step", "compute"];

/** What may differ between rows of one training. The learning rate is among them: logs write its current value at every step. */
export const VARYING: readonly Word[] = [...EVALUATION, "finalLoss", "mcSamples", "mcSamplesFinal", "complete", "learningRate", "run"];

const PROGRESS = ["tokens", "epochs", "step"] as const;

/** The runs of one id and setup: the k-th row at some progress belongs to the k-th of them. */
interface Copies {
  copies: Row[][];
  seen: Map<number, number>;
}

/** Of a schedule whose last evaluation is this near its end, the evaluation is the final one. */
const NEARLY_ALL = 0.995;

/**
 * Groups rows into runs: rows of one id and one setup that advance are the evaluations of one run.
 *
 * A row that repeats an id without advancing begins another run of that id (`checkRuns` flags it): nothing is merged or dropped.
 *
 * @param rows in the order of the file.
 * @param shared raw values that hold for every run of the file.
 */
export function assemble(rows: readonly Row[], shared: Record<string, Field>): Run[] {
  const along =
    PROGRESS.find((word) => rows.every((row) => row.values[word] !== undefined)) ??
    PROGRESS.find((word) => rows.some((row) => row.values[word] !== undefined));
  const groups = new Map<string, Copies>();
  const runs: Row[][] = [];
  for (const row of rows) {
    const key = identity(row);
    const group: Copies = groups.get(key) ?? { copies: [], seen: new Map() };
    groups.set(key, group);
    const progress = along && row.values[along];
    const copy = progress === undefined ? undefined : (group.seen.get(progress) ?? 0);
    const run = copy === undefined ? undefined : group.copies[copy];
    if (run) run.push(row);
    else {
      const started = [row];
      runs.push(started);
      if (copy !== undefined) group.copies.push(started);
    }
    if (progress !== undefined && copy !== undefined) group.seen.set(progress, copy + 1);
  }
  return runs.map((own) => toRun(along ? own.toSorted((a, b) => (a.values[along] ?? 0) - (b.values[along] ?? 0)) : own, shared));
}

/** What tells trainings apart. */
function identity(row: Row): string {
  return JSON.stringify([row.run, Object.entries(without(row.values, VARYING)).sort(([a], [b]) => (a < b ? -1 : 1))]);
}

function toRun(rows: readonly Row[], shared: Record<string, Field>): Run {
  const first = rows[0] as Row;
  const last = rows.at(-1) as Row;
  const setup: Values = without(last.values, [...VARYING, "lossUnit"]);
  const { learningRate, complete, finalLoss, mcSamplesFinal } = last.values;
  const uniqueTokens = setup.uniqueTokens ?? quotient(last.values.tokens, last.values.epochs);
  const members = setup.members ?? setup.memberRuns?.length;
  const constantRate = rows.every((row) => row.values.learningRate === learningRate);
  const points = rows.map((row) => toPoint(row, uniqueTokens));
  const finished = complete ?? isFinished(points.at(-1)?.epochs, setup.plannedEpochs);
  return {
    ...setup,
    ...present({
      uniqueTokens,
      members,
      learningRate: constantRate ? learningRate : undefined,
      complete: finished,
      finalLoss,
      mcSamplesFinal,
    }),
    run: first.run,
    source: first.source,
    fields: shared,
    points,
  };
}

function toPoint(row: Row, uniqueTokens: number | undefined): LossPoint {
  const { loss, tokens, epochs, step, compute, mcSamples } = row.values;
  return {
    source: row.source,
    loss: loss ?? Number.NaN,
    ...present({
      tokens: tokens ?? (epochs !== undefined && uniqueTokens !== undefined ? epochs * uniqueTokens : undefined),
      epochs: epochs ?? quotient(tokens, uniqueTokens),
      step,
      compute,
      mcSamples,
      unreadable: Object.keys(row.unreadable).length > 0 ? row.unreadable : undefined,
    }),
    fields: row.fields,
  };
}

/** A cut-off is known by the plan; without one, nothing is. */
function isFinished(epochs: number | undefined, planned: Values["plannedEpochs"]): boolean | undefined {
  return epochs !== undefined && planned !== undefined && epochs < NEARLY_ALL * planned ? false : undefined;
}

function quotient(a: number | undefined, b: number | undefined): number | undefined {
  return a !== undefined && b !== undefined && b > 0 ? a / b : undefined;
}

/** The readings but for some words. */
export function without<T extends object>(readings: T, words: readonly Word[]): T {
  return Object.fromEntries(Object.entries(readings).filter(([word]) => !words.includes(word as Word))) as T;
}

/** Only the entries that have a value: an absent quantity has no key, so that two equal runs are deeply equal. */
function present<T extends Record<string, unknown>>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
