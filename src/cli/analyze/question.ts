import type { Diagnostic, Fit, Observation } from "../../index.ts";
import type { AnalyzeFlags } from "../analyze.ts";

/** A fit, and the file that keeps it. */
export interface KeptFit {
  fit: Fit;
  file: string;
}

/** What a question is answered from: fits or rows, with the options of the command. */
export interface Asked {
  fits: readonly KeptFit[];
  rows: readonly Observation[];
  given: AnalyzeFlags;
  signal: AbortSignal;
}

export interface Answer {
  /** The numbers, a line each. */
  text: readonly string[];
  /** What they suppose. */
  conditional: readonly string[];
  /** The same for programs. */
  result: object;
  diagnostics?: readonly Diagnostic[];
}

export type OptionName = Exclude<keyof AnalyzeFlags, "what" | "path" | "json">;

/** One question of `isoloss analyze`. */
export interface Question {
  id: string;
  title: string;
  /** As the command line wants it: `FIT --at U=…`. */
  needs: string;
  /** `each fit`: every fit of the files alone. `fits`: so many together. */
  reads: "each fit" | readonly [least: number, most: number] | "logs";
  /** Options beside those that choose rows of logs; all others are refused. */
  options: readonly OptionName[];
  answer(asked: Asked): Answer | Promise<Answer>;
}
