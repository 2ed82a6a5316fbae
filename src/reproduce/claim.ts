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
  /** What an independent refit gives where that is not what is printed, to the digits known. */
  instead?: string;
  /** Why it comes out as `instead`; given with it, and shown only where ours meets it. */
  why?: string;
  /** A constant of ours was chosen to meet what is printed: meeting it is no agreement. */
  calibrated?: boolean;
  ours(tables: Tables): number | readonly number[] | Promise<number | readonly number[]>;
}

/** Claims of one line of work. */
export interface Topic {
  id: string;
  title: string;
  claims: readonly Claim[];
}

/** The source of a number that follows from constants of ours. */
export const SEARCHED = "ours: searched inside the rounding of the printed constants";

/** The reason of a number that is neither the printed one nor what an independent refit gives. */
export const UNEXPLAINED = "not explained";

/** What came of a claim: plain data. */
export interface Reproduction {
  topic: string;
  quantity: string;
  published: string;
  /** Our values in full; absent where data are. */
  ours?: readonly number[];
  /** The same, with one digit more than printed. */
  shown: string;
  verdict: "agrees" | "calibrated" | "differs" | "no data" | "cannot read";
  /** What counts as agreement. */
  rule: string;
  /** Why it differs, or `UNEXPLAINED`; why its table cannot be read; else empty. */
  why: string;
  source: string;
  data: readonly string[];
}
