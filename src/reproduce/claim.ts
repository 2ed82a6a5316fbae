import type { Interval } from "../fit/types.ts";
import type { Tables } from "./tables.ts";

/**
 * How sure one may be of a claim's numbers: an interval each, where degrees of freedom (or a count of questions) tell; `exact` where no degree of
 * freedom is left, or none but given numbers went in; `rounding` with the range of each where printed constants went in, whose further digits are not known;
 * `range` where the numbers are themselves the ends of one; `descriptive` where they say something of the rows and estimate nothing.
 */
export type Uncertainty =
  | { kind: "interval"; intervals: readonly Interval[]; degreesOfFreedom?: number; note: string }
  | { kind: "rounding"; ranges: readonly { low: number; high: number }[]; note: string }
  | { kind: "exact" | "range" | "descriptive"; note: string };

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
  /** The same as a distance of each number, where it follows from the draws themselves, and in words what it is. */
  room?: { rule: string; of(tables: Tables): readonly number[] };
  /** What an independent refit gives where that is not what is printed, to the digits known. */
  instead?: string;
  /** Why it comes out as `instead`; given with it, and shown only where ours meets it. */
  why?: string;
  /** A constant of ours was chosen to meet what is printed: meeting it is no agreement. */
  calibrated?: boolean;
  /** Of our numbers; computed only where the claim is asked for. */
  uncertainty?(tables: Tables): Uncertainty | Promise<Uncertainty>;
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
  /** How sure one may be of ours; absent where no claim is made of that, or data are absent. */
  uncertainty?: Uncertainty;
  /** What counts as agreement. */
  rule: string;
  /** Why it differs, or `UNEXPLAINED`; why its table cannot be read; else empty. */
  why: string;
  source: string;
  data: readonly string[];
}
