import type { Interval } from "../index.ts";

/** Where an end of an interval is more than this many times the other, each end is rounded for itself. */
const WIDE = 5;
/** Units of the last digit of an end that its standard error may be: draws of another seed then move it by two or three. */
const MOST_CHANCE = 2;
/** However narrow the interval: losses are not measured to more. */
const MOST_DIGITS = 6;
const SUFFIXES = ["", "k", "M", "B", "T"];
/** Symbols of quantities that are counted: 144M parameters, where a coefficient is 1.44e8. */
const COUNTED: readonly string[] = ["N", "D", "U"];

/** A number to so many significant digits, without trailing zeros: 0.3473, 2143, 1.44e8. */
export function short(x: number, digits = 4): string {
  if (!Number.isFinite(x)) return Number.isNaN(x) ? "not a number" : x > 0 ? "∞" : "-∞";
  if (x === 0) return "0";
  const near = Number(x.toPrecision(digits));
  return isLong(near) ? exponential(near, digits - 1) : String(near);
}

/** A loss in nats/token to the fourth decimal, where chance begins. */
export function lossText(x: number): string {
  return Math.abs(x) < 1e4 ? x.toFixed(4) : short(x);
}

/** A count: 51.2k, 144M, 1.5B; above thousands of billions as 1.44e15. */
export function count(x: number, digits = 3): string {
  const power = x >= 1e3 ? Math.floor(Math.log10(Number(x.toPrecision(digits))) / 3) : 0;
  return power < SUFFIXES.length ? `${Number((x / 1e3 ** power).toPrecision(digits))}${SUFFIXES[power]}` : short(x, digits);
}

/** A value of a quantity, by its symbol. */
export function amount(symbol: string, x: number): string {
  return COUNTED.includes(symbol) ? count(x) : short(x, 3);
}

/** An estimate with as many digits as its interval warrants: two of the interval's width. */
export function estimateText(value: number, interval: Interval | undefined): string {
  const step = interval && stepOf(interval);
  if (step !== undefined) return rounded(value, step);
  return short(value, interval && isTwoSided(interval) && interval.low !== interval.high ? 2 : 4);
}

/** `low to high`; `> 60` and `< 12` where only one side is known. Digits that chance of the draws makes are left out. */
export function intervalText(interval: Interval): string {
  const { low, high, chance } = interval;
  if (low === high) return `${short(low, 4)} in every refit`;
  const step = isTwoSided(interval) ? stepOf(interval) : undefined;
  const [from, to] = [endText(low, step, chance?.low), endText(high, step, chance?.high)];
  if (isTwoSided(interval)) return `${from} to ${to}`;
  if (high === Number.POSITIVE_INFINITY) return low > 0 || (low < 0 && low !== Number.NEGATIVE_INFINITY) ? `> ${from}` : "no bound";
  return `< ${to}`;
}

/** An end to a step, or to two digits where there is none, without digits whose standard error is above `MOST_CHANCE` units. */
function endText(x: number, step: number | undefined, chance = 0): string {
  const first = 10 ** Math.floor(Math.log10(Math.abs(x)));
  const sure = chance > 0 ? Math.min(10 ** Math.ceil(Math.log10(chance / MOST_CHANCE)), first) : 0;
  if (sure > (step ?? first / 10)) return rounded(x, sure);
  return step === undefined ? short(x, 2) : rounded(x, step);
}

/** A value with its interval, as "3.34 (3.31 to 3.36)". */
export function valueText(value: number, interval: Interval | undefined): string {
  return interval ? `${estimateText(value, interval)} (${intervalText(interval)})` : short(value);
}

/** A positive parameter whose low end is 0 is known from above only. */
function isTwoSided({ low, high }: Interval): boolean {
  return Number.isFinite(low) && Number.isFinite(high) && low !== 0;
}

/** The last digit that is worth showing, or undefined where the ends differ so much that there is no common one. */
function stepOf({ low, high }: Interval): number | undefined {
  if (!(high > low) || !Number.isFinite(high - low) || low === 0 || (low > 0 && high > WIDE * low)) return undefined;
  const largest = Math.floor(Math.log10(Math.max(Math.abs(low), Math.abs(high))));
  return 10 ** Math.max(Math.floor(Math.log10(high - low)) - 1, largest - MOST_DIGITS + 1);
}

function rounded(x: number, step: number): string {
  const power = Math.round(Math.log10(step));
  if (Math.abs(x) < step / 2) return "0";
  if (isLong(x)) return exponential(x, Math.max(0, Math.floor(Math.log10(Math.abs(x))) - power));
  return power < 0 ? x.toFixed(-power) : String(Math.round(x / step) * step);
}

function isLong(x: number): boolean {
  return Math.abs(x) >= 1e5 || Math.abs(x) < 1e-3;
}

function exponential(x: number, decimals: number): string {
  const [mantissa, exponent] = x.toExponential(Math.min(decimals, 15)).split("e") as [string, string];
  return `${mantissa.includes(".") ? mantissa.replace(/\.?0+$/, "") : mantissa}e${Number(exponent)}`;
}
