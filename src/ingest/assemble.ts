import type { Problem, Source } from "../errors.ts";
import type { Word } from "../glossary.ts";
import type { Field, LossPoint, Run } from "../run.ts";
import { type Derivation, progressOf } from "./derivation.ts";
import { gathered, type Remark } from "./remarks.ts";
import type { Settle } from "./settle.ts";
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

export const PROGRESS = ["tokens", "epochs", "step"] as const;

/** The runs of one id and setup: the k-th row at some progress belongs to the k-th of them. */
interface Copies {
  copies: Row[][];
  seen: Map<number, number>;
}

/**
 * Groups rows into runs: rows of one id and one setup that advance are the evaluations of one run.
 *
 * A row that repeats an id without advancing begins another run of that id (`checkRuns` flags it): nothing is merged or dropped.
 *
 * @param rows in the order of the file.
 * @param shared raw values that hold for every run of the file.
 * @param settle what holds of a run when its rows, their unit and all that is assumed have been heard.
 */
export function assemble(rows: readonly Row[], shared: Record<string, Field>, settle: Settle): { runs: Run[]; problems: Problem[] } {
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
  const remarks: Remark[] = [];
  const settled = runs.map((own) => {
    const ordered = along ? own.toSorted((a, b) => (a.values[along] ?? 0) - (b.values[along] ?? 0)) : own;
    const [first, last] = [ordered[0] as Row, ordered.at(-1) as Row];
    const constantRate = ordered.every((row) => row.values.learningRate === first.values.learningRate);
    const { setup, derivation, remarks: found } = settledRun({ first, last, evaluations: own.length, constantRate }, shared, settle);
    remarks.push(...found);
    return { ...setup, points: ordered.map((row) => toPoint(row, derivation, derivation.nats)) };
  });
  return { runs: settled, problems: gathered(remarks) };
}

/** What is known of a run by its rows; `constantRate`: whether its learning rate is the same in all of them. */
export function settledRun(
  { first, last, evaluations, constantRate }: { first: Row; last: Row; evaluations: number; constantRate: boolean },
  shared: Record<string, Field>,
  settle: Settle,
): { setup: Omit<Run, "points">; derivation: Derivation; remarks: readonly Remark[] } {
  const fields = { ...shared, ...first.fields };
  const { values, derivation, remarks } = settle({ run: first.run, source: first.source, values: last.values, fields, evaluations });
  const stated: Values = without(values, [...VARYING, "lossUnit", "bytesPerToken", "tokensPerStep", "plannedTokens"]);
  const { learningRate, complete, finalLoss, mcSamplesFinal } = values;
  const more = present({
    members: stated.members ?? stated.memberRuns?.length,
    learningRate: constantRate ? learningRate : derivation.instead.learningRate,
    complete,
    finalLoss,
    mcSamplesFinal,
  });
  return { setup: { ...stated, ...more, run: first.run, source: first.source, fields: shared }, derivation, remarks };
}

/** What tells trainings apart. */
export function identity(row: Pick<Row, "run" | "values">): string {
  return JSON.stringify([row.run, Object.entries(without(row.values, VARYING)).sort(([a], [b]) => (a < b ? -1 : 1))]);
}

/** The evaluation that a row is. */
export function toPoint(row: Omit<Row, "run">, derivation: Omit<Derivation, "nats">, nats: Derivation["nats"]): LossPoint {
  const { values, source, fields } = row;
  const { instead } = derivation;
  const loss = instead.loss ?? values.loss;
  // Set one by one: a long log makes a million of these.
  const point: LossPoint = { source, loss: loss === undefined ? Number.NaN : nats(loss), fields };
  const { tokens, epochs } = progressOf(values, derivation);
  if (tokens !== undefined) point.tokens = tokens;
  if (epochs !== undefined) point.epochs = epochs;
  for (const name of LOGGED) {
    const value = instead[name] ?? values[name];
    if (value !== undefined) point[name] = value;
  }
  const unreadable = without(row.unreadable, Object.keys(instead) as Word[]);
  if (Object.keys(unreadable).length > 0) point.unreadable = unreadable;
  return point;
}

const LOGGED = ["step", "compute", "mcSamples"] as const;

/** The readings but for some words. */
export function without<T extends object>(readings: T, words: readonly Word[]): T {
  const left: Partial<T> = {};
  for (const word in readings) if (!words.includes(word as unknown as Word)) left[word] = readings[word];
  return left as T;
}

/** Only the entries that have a value: an absent quantity has no key, so that two equal runs are deeply equal. */
function present<T extends Record<string, unknown>>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
