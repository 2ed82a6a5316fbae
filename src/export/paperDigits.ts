import type { Interval } from "../fit/types.ts";

/** The rule by which numbers are rounded for a paper; every other module of the export asks it. */

/** Significant digits of half the interval's width. */
export const PAPER_DIGITS = 2;
/** The rule in words, as it stands in what is written. */
export const PAPER_RULE =
  "two significant digits of half the interval's width, the same last digit for the estimate and both ends; where one end is over 5 times the other, two significant digits each; bounds two; without an interval four";

/** An end that is more than this many times the other is known as a factor: no last digit serves both. */
const WIDE = 5;
/** Digits that a number without an interval has more than one with. */
const BARE = 2;
/** A double has no more. */
const MOST = 15;

/** Numbers as text in JavaScript's notation, zeros at the end kept: `0.350`, `4.4e10`. */
export interface PaperDigits {
  value: string;
  low?: string;
  high?: string;
}

/**
 * A number and its interval, rounded for print: to the last digit of half the interval's width at two significant digits, the same for both ends; where an end is
 * over 5 times the other each is rounded to two significant digits, without an interval to four. An end at ±Infinity stays so.
 *
 * @param interval its ends, in the unit of the number.
 * @param digits significant digits of half the width. Default 2.
 * @example
 * paperDigits(0.34781, { low: 0.3312, high: 0.3648 }).value // "0.348"
 */
export function paperDigits(value: number, interval?: Pick<Interval, "low" | "high">, digits = PAPER_DIGITS): PaperDigits {
  if (!interval) return { value: significant(value, digits + BARE, isLong(value)) };
  const { low, high } = interval;
  // Of a number that is known from one side, its own size says nothing.
  const known = isOpen(interval) ? [low, high] : [value, low, high];
  const long = isLong(Math.max(...known.filter(Number.isFinite).map(Math.abs)));
  const write = rule(interval, digits, long);
  return { value: write(value), low: write(low), high: write(high) };
}

/** Whether an end is none: infinite, or 0 for a number that cannot be less. */
function isOpen({ low, high }: Pick<Interval, "low" | "high">): boolean {
  return !Number.isFinite(low) || !Number.isFinite(high) || (low === 0 && high > 0);
}

function rule({ low, high }: Pick<Interval, "low" | "high">, digits: number, long: boolean): (x: number) => string {
  if (low === high) return (x) => significant(x, digits + BARE, long);
  const half = (high - low) / 2;
  const factor = low > 0 && high > WIDE * low;
  if (factor || !(half > 0) || isOpen({ low, high })) return (x) => significant(x, digits, isLong(x));
  const last = magnitude(Number(half.toPrecision(digits))) - digits + 1;
  return (x) => toPower(x, last, long);
}

function magnitude(x: number): number {
  return Number(x.toExponential().split("e")[1]);
}

function isLong(x: number): boolean {
  return Math.abs(x) >= 1e5 || (x !== 0 && Math.abs(x) < 1e-3);
}

function significant(x: number, digits: number, long: boolean): string {
  return x === 0 || !Number.isFinite(x) ? String(x) : toPower(x, magnitude(Number(x.toPrecision(digits))) - digits + 1, long);
}

/** `x` to a multiple of 10^`last`. */
function toPower(x: number, last: number, long: boolean): string {
  if (!Number.isFinite(x)) return String(x);
  if (!long) return last < 0 ? unsigned(x.toFixed(Math.min(-last, MOST + 3))) : unsigned(String(Math.round(x / 10 ** last) * 10 ** last));
  // Rounding may carry into another digit, and has then one decimal more to show.
  const decimals = magnitude(x) - last;
  if (decimals < 0) return Math.abs(x) < 10 ** last / 2 ? "0" : `${Math.sign(x)}e${last}`;
  const near = Number(x.toExponential(Math.min(decimals, MOST)));
  return near.toExponential(Math.min(magnitude(near) - last, MOST)).replace("e+", "e");
}

/** No minus before a zero. */
function unsigned(text: string): string {
  return Number(text) === 0 ? text.replace("-", "") : text;
}
