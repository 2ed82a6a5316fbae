import type { Field } from "../../run.ts";

/**
 * How one trainer writes a kind of line. A grammar is data: `textLog` reads the lines of all trainers by them.
 *
 * Named groups of the pattern are raw columns, by the name of the group, with spaces for underscores where `named` says so; pairs that follow are
 * columns by the names that the line itself gives.
 */
export interface LineGrammar {
  /** A text that every such line holds: what has none is passed over before the pattern is tried. */
  mark: string;
  /** Matched anywhere in a line, since ranks, timestamps and other output may stand before it; takes time linear in the line. */
  pattern: RegExp;
  /** What the line tells: an evaluation or progress at a step (`row`), or something of the whole training (`setting`). */
  tells: "row" | "setting";
  /** The pairs after the match: a pattern with the groups `name` and `value`, applied over and over. */
  pairs?: RegExp;
  /** Other names for groups and pairs, as `loss` of a training line, which must not be taken for that of an evaluation. */
  named?: Readonly<Record<string, string>>;
  /** Metrics that a line repeats from the one before until they are measured anew. */
  repeats?: RegExp;
  /** The step of a row that states none: that of the row before. */
  stepBefore?: boolean;
  /** Whether the step is not exact, or the lines in which it is not. */
  approximate?: true | RegExp;
  /** What a named number is multiplied by, as 1e6 where a line counts in millions. */
  times?: Readonly<Record<string, number>>;
}

/** The lines by which a trainer is known. */
export interface Trainer {
  id: string;
  /** What it is called, for messages. */
  title: string;
  lines: readonly LineGrammar[];
  /** Updates that were made at the step numbered 0: 1 where a step is named after it is done and numbers begin at 0; 0 by default. */
  stepsFrom?: 0 | 1;
  /** What follows of the settings when all are there. */
  finish?: (settings: Record<string, Field>) => Record<string, Field>;
}

/** A number as printed: no sign of thousands. */
export const NUM = String.raw`[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?|nan|inf|NAN|INF`;
