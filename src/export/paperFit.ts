import { standing } from "../fit/standing.ts";
import type { Fit, Interval, Status } from "../fit/types.ts";
import { syntheticNote } from "../table/synthetic.ts";
import { digitsThatHold } from "./digitsThatHold.ts";
import { PAPER_DIGITS, paperDigits } from "./paperDigits.ts";
import { paperHeadlines } from "./paperHeadlines.ts";

/** A fit as the numbers that a paper prints of it: plain data, from which tables, macros and checks are written. */

/** As it is printed: words, or digits in JavaScript's notation, alone or as a bound. */
export type Printed = { words: string } | { sign?: "<" | ">"; digits: string };

export interface PaperNumber {
  /** A parameter's key among the estimates, or a headline's word. */
  key: string;
  /** The group of parameters that it is of, where they are separate. */
  level?: string;
  title: string;
  unit: string;
  /** All digits; undefined where the law has none. */
  value: number | undefined;
  interval?: Interval;
  printed: Printed;
  /** Ends as printed, where there is an interval. */
  ends?: readonly [low: Printed, high: Printed];
  /** `held`, `= alpha`, `not identified`, or where a headline holds. */
  note: string;
}

export interface PaperFit {
  /** Name of the file that kept the fit, without its folder and its ending. */
  file: string;
  group: Readonly<Record<string, string>>;
  law: Fit["law"];
  n: number;
  runs: number;
  r2: number | undefined;
  status: Status;
  /** Share inside the intervals; undefined where there are none. */
  level: number | undefined;
  method: string | undefined;
  data: Fit["data"];
  version: string;
  parameters: readonly PaperNumber[];
  headlines: readonly PaperNumber[];
  /** What rounding does to what is computed from the constants, and why there are no intervals. */
  notes: readonly string[];
}

const NOT_CONVERGED = "not converged";

/**
 * A fit as a paper prints it: estimates, intervals and headlines rounded by `paperDigits`, bounds where one side alone is known, words where a number would say
 * too much. Where constants so rounded do not give the fit's headline (D/N of the best split, or the loss at ten times the largest row) within a tenth and
 * inside its own interval, they keep more digits, and a note says so.
 *
 * @param fit as from `fit` or a `fit.json`.
 * @param file what the fit is called: the file that kept it, without folder and ending.
 * @example
 * paperFit(fitted, "kjv").parameters.map((p) => p.key)[0] // "E"
 */
export function paperFit(fit: Fit, file: string): PaperFit {
  const intervals = Object.values(fit.intervals);
  const synthetic = syntheticNote(fit.observations);
  const level = intervals[0]?.level;
  const { digits, note } = digitsThatHold(fit, level, (tried) => constants(parameters(fit, tried)));
  return {
    file,
    group: fit.group,
    law: fit.law,
    n: fit.n,
    runs: fit.runs,
    r2: fit.metrics.r2,
    status: fit.status,
    level,
    method: intervals[0]?.method,
    data: fit.data,
    version: fit.version,
    parameters: parameters(fit, digits),
    headlines: paperHeadlines(fit, level ?? 0.95).map(({ key, title, unit, level: of, estimate: { value, interval }, note }) => ({
      key,
      ...(of !== undefined && { level: of }),
      title,
      unit,
      value,
      ...printedOf(value, interval, undefined, PAPER_DIGITS),
      note,
    })),
    notes: [
      ...(synthetic === undefined ? [] : [synthetic]),
      ...(level === undefined ? ["no intervals: the fit has no draws, and nothing says how many of the four digits it warrants"] : []),
      ...(note ? [note] : []),
    ],
  };
}

function parameters(fit: Fit, digits: number): PaperNumber[] {
  return Object.entries(fit.estimates).map(([key, value]) => {
    const { interval, doubt, held } = standing(fit, key);
    const [name = key, level] = key.split(/[[\]]/);
    const parameter = fit.law.parameters.find((p) => p.name === name);
    const said = fit.status === "not-converged" ? NOT_CONVERGED : doubt;
    return {
      key: name,
      ...(level !== undefined && { level }),
      title: name,
      unit: parameter?.unit ?? "",
      value,
      ...printedOf(value, held === undefined ? interval : undefined, said, digits),
      note: held ?? said ?? "",
    };
  });
}

/** The numbers that a reader can compute with, by key among the estimates. */
function constants(list: readonly PaperNumber[]): Record<string, number> {
  return Object.fromEntries(
    list.flatMap(({ key, level, printed }) =>
      "digits" in printed && printed.sign === undefined ? [[level === undefined ? key : `${key}[${level}]`, Number(printed.digits)]] : [],
    ),
  );
}

type Print = Pick<PaperNumber, "printed" | "ends" | "interval">;

function printedOf(value: number | undefined, interval: Interval | undefined, doubt: string | undefined, digits: number): Print {
  if (value === undefined || !interval)
    return { printed: doubt || value === undefined ? { words: doubt ?? "none" } : finite(value, digits) };
  const { low, high } = interval;
  const text = paperDigits(value, interval, digits);
  const [below, above] = [text.low as string, text.high as string];
  const between = (printed: Printed): Print => ({ printed, interval, ends: [{ digits: below }, { digits: above }] });
  if (doubt === NOT_CONVERGED) return between({ words: doubt });
  // A positive number whose low end is 0 is known from above only.
  const openBelow = (low === 0 && high > 0) || low === Number.NEGATIVE_INFINITY;
  const openAbove = high === Number.POSITIVE_INFINITY;
  if (openBelow !== openAbove) return between(openAbove ? { sign: ">", digits: below } : { sign: "<", digits: above });
  return between(doubt !== undefined || openAbove ? { words: doubt ?? "not identified" } : { digits: text.value });
}

function finite(value: number, digits: number): Printed {
  return { digits: paperDigits(value, undefined, digits).value };
}
