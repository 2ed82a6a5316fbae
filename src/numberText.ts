/** Numbers as text, with the digits that they deserve: on a terminal, in a report, in a notebook. */

/** What of an interval decides its digits: its ends, and the standard error of each where they are of draws. */
interface Ends {
  low: number;
  high: number;
  chance?: { low: number; high: number };
}

/** Where an end of an interval is more than this many times the other, each end is rounded for itself. */
const WIDE = 5;
/** Units of the last digit of an end that its standard error may be: draws of another seed then move it by two or three. */
const MOST_CHANCE = 2;
/** However narrow the interval: losses are not measured to more. */
const MOST_DIGITS = 6;
const SUFFIXES = ["", "k", "M", "B", "T"];
/** Symbols of quantities that are counted: 144M parameters, where a coefficient is 1.44e8. */
const COUNTED: readonly string[] = ["N", "D", "U"];

/**
 * A number to so many significant digits, without trailing zeros: 0.3473, 2143, 1.44e8.
 *
 * @example
 * numberText(0.34731) // "0.3473"
 */
export function numberText(x: number, digits = 4): string {
  if (!Number.isFinite(x)) return Number.isNaN(x) ? "not a number" : x > 0 ? "∞" : "-∞";
  if (x === 0) return "0";
  const near = Number(x.toPrecision(digits));
  return isLong(near) ? exponential(near, digits - 1) : String(near);
}

/**
 * A loss in nats/token to the fourth decimal, where chance begins.
 *
 * @example
 * lossText(3.55386) // "3.5539"
 */
export function lossText(x: number): string {
  return Math.abs(x) < 1e4 ? x.toFixed(4) : numberText(x);
}

/**
 * A count: 51.2k, 144M, 1.5B; above thousands of billions as 1.44e15.
 *
 * @example
 * countText(51200) // "51.2k"
 */
export function countText(x: number, digits = 3): string {
  const size = Math.abs(x);
  const power = size >= 1e3 ? Math.floor(Math.log10(Number(size.toPrecision(digits))) / 3) : 0;
  return power < SUFFIXES.length ? `${Number((x / 1e3 ** power).toPrecision(digits))}${SUFFIXES[power]}` : numberText(x, digits);
}

/**
 * A value of a quantity, by its symbol.
 *
 * @example
 * quantityText("N", 1.44e8) // "144M"
 */
export function quantityText(symbol: string, x: number): string {
  return COUNTED.includes(symbol) ? countText(x) : numberText(x, 3);
}

/**
 * An estimate with as many digits as its interval warrants: two of the interval's width.
 *
 * @example
 * estimateText(3.55386, { low: 3.504, high: 3.598 }) // "3.554"
 */
export function estimateText(value: number, interval: Ends | undefined): string {
  const step = interval && stepOf(interval);
  if (step !== undefined) return rounded(value, step);
  return numberText(value, interval && isTwoSided(interval) && interval.low !== interval.high ? 2 : 4);
}

/**
 * `low to high`; `> 60` and `< 12` where only one side is known. Digits that chance of the draws makes are left out.
 *
 * @example
 * intervalText({ low: 3.504, high: 3.598 }) // "3.504 to 3.598"
 */
export function intervalText(interval: Ends): string {
  const { low, high, chance } = interval;
  if (low === high) return `${numberText(low, 4)} in every refit`;
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
  return step === undefined ? numberText(x, 2) : rounded(x, step);
}

/**
 * A value with its interval, as "3.34 (3.31 to 3.36)".
 *
 * @example
 * valueText(3.55386, { low: 3.504, high: 3.598 }) // "3.554 (3.504 to 3.598)"
 */
export function valueText(value: number, interval: Ends | undefined): string {
  return interval ? `${estimateText(value, interval)} (${intervalText(interval)})` : numberText(value);
}

/** A positive parameter whose low end is 0 is known from above only. */
function isTwoSided({ low, high }: Ends): boolean {
  return Number.isFinite(low) && Number.isFinite(high) && low !== 0;
}

/** The last digit that is worth showing, or undefined where the ends differ so much that there is no common one. */
function stepOf({ low, high }: Ends): number | undefined {
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
