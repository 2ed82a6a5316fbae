import type { Tables } from "./tables.ts";

/** A number, or several, that somebody published or an independent refit gave, and how isoloss comes to it. */
export interface Claim {
  quantity: string;
  /** The digits as printed: `0.3478`, `4.72e19`; `<0.4` and `>300` are bounds, `…` stands for a number that is not printed; `, ` between several. */
  published: string;
  /** Where it is printed; `refit with scipy` is a number that the authors do not print. */
  source: string;
  /** Files that it needs, as in `SOURCES`; none for what follows from printed numbers. */
  data: readonly string[];
  /** Relative distance that counts as agreement instead of the printed digits, for a number that chance moves. */
  within?: number;
  /** Why it does not come out; shown only where it does not. */
  why?: string;
  ours(tables: Tables): number | readonly number[] | Promise<number | readonly number[]>;
}

/** Claims of one line of work. */
export interface Topic {
  id: string;
  title: string;
  claims: readonly Claim[];
}

/** What came of a claim: plain data. */
export interface Reproduction {
  topic: string;
  quantity: string;
  published: string;
  /** Our values in full; absent where data are. */
  ours?: readonly number[];
  /** The same, with one digit more than printed. */
  shown: string;
  verdict: "agrees" | "differs" | "no data";
  /** What counts as agreement. */
  rule: string;
  /** Why it differs; empty where it agrees. */
  why: string;
  source: string;
  data: readonly string[];
}
