import { pointAt } from "../curve.ts";
import { columnName, type Word } from "../glossary.ts";
import { extent } from "../numeric/extent.ts";
import type { Run } from "../run.ts";

/** Levels and range of one quantity over runs, at their last evaluations. */
export interface Span {
  /** Header of its column. */
  column: string;
  /** Runs that state it. */
  runs: number;
  /** Distinct values. */
  levels: number;
  low: number;
  high: number;
  /** log10 of high over low; 0 where low is 0. */
  decades: number;
}

/** A column that runs lack, and what cannot be asked of them. */
export interface Absent {
  column: string;
  /** Runs without it. */
  runs: number;
  precludes: string;
}

export interface Coverage {
  runs: number;
  spans: Span[];
  absent: Absent[];
}

const NUMERIC = ["params", "paramsNonEmbedding", "tokens", "uniqueTokens", "epochs", "weightDecay", "members", "learningRate"] as const;

/** Of the others none is a level where it is zero or negative: that is an error of the log. */
const MAY_BE_ZERO: readonly Word[] = ["weightDecay", "learningRate"];

const PRECLUDES: readonly (readonly [Word, string])[] = [
  ["params", "laws in N, and compute as 6·N·D"],
  ["tokens", "laws in D, and compute as 6·N·D"],
  ["uniqueTokens", "laws of repeated data (data-constrained and its kin)"],
  ["epochs", "what repeats are worth"],
  ["weightDecay", "tuning of regularisation"],
  ["family", "AR against MDM"],
  ["lossKind", "telling a bound from an exact loss"],
  ["evalSet", "whether losses are of one text"],
  ["tokenizer", "whether losses are a token of one kind"],
  ["seed", "telling replicates from copies"],
  ["plannedEpochs", "whether a schedule was cut off, but where complete says so"],
];

/**
 * What runs cover: levels, range and decades of each quantity, and which columns are absent in how many runs, with what that precludes.
 *
 * @example
 * coverage(runs).spans[0].column // "params"
 */
export function coverage(runs: readonly Run[]): Coverage {
  const last = new Map(runs.map((run) => [run, pointAt(run, -1)]));
  const stated = (run: Run, word: Word): unknown =>
    word === "tokens" || word === "epochs" ? last.get(run)?.[word] : run[word as keyof Run];
  const spans = NUMERIC.flatMap((word) => {
    const values = runs
      .flatMap((run) => (stated(run, word) as number | undefined) ?? [])
      .filter((value) => value > 0 || MAY_BE_ZERO.includes(word));
    if (values.length === 0) return [];
    const [low, high] = extent(values);
    return { column: columnName(word), runs: values.length, levels: new Set(values).size, low, high, decades: decadesOf([low, high]) };
  });
  const absent = PRECLUDES.flatMap(([word, precludes]) => {
    const without = runs.filter(
      (run) =>
        stated(run, word) === undefined &&
        !(word === "plannedEpochs" && run.complete !== undefined) &&
        !(word === "seed" && run.memberRuns),
    );
    return without.length === 0 ? [] : { column: columnName(word), runs: without.length, precludes };
  });
  return { runs: runs.length, spans, absent };
}

/** log10 of the largest over the smallest of positive values. */
export function decadesOf(values: readonly number[]): number {
  const [low, high] = extent(values);
  return low > 0 ? Math.log10(high / low) : 0;
}
