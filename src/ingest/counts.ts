import { COUNTS, plainName, type Word } from "../glossary.ts";
import { numberOf } from "../numberOf.ts";

const GROUPED = /^[+-]?(\d{1,3}(,\d{3})+|\d+(_\d+)+)(\.\d*)?$/;

/**
 * The count that a text holds, or undefined: a number, with k, M, B or T, or with its digits in groups.
 *
 * @example
 * countOf("1.3B") // 1300000000
 */
export function countOf(text: string): number | undefined {
  const trimmed = text.trim();
  return GROUPED.test(trimmed) ? Number(trimmed.replace(/[,_]/g, "")) : numberOf(trimmed.replace(/\s+(?=[kmbt]$)/i, ""));
}

const UNIT = "k|m|b|t|mn|bn|(?:thousand|million|billion|trillion)s?";
const HEADER = new RegExp(`^(.{2,}?)[\\s_]*(?:[\\s_](?:in_)?(${UNIT})|[([](?:in )?(${UNIT})[)\\]])$`, "i");
const LONGEST_HEADER = 100;
const POWERS: Readonly<Record<string, number>> = { k: 3, t: 12, m: 6, b: 9 };

/** A column whose header states a unit, as `tokens_b` or `params (M)`: what is left of its name, and the power of ten; or undefined. */
export function unitInHeader(name: string): { rest: string; power: number } | undefined {
  // The pattern takes time quadratic in the blanks of a name; headers that state a unit are short.
  if (name.length > LONGEST_HEADER) return undefined;
  const [, rest, bare, bracketed] = HEADER.exec(name) ?? [];
  const unit = (bare ?? bracketed)?.toLowerCase();
  if (rest === undefined || unit === undefined) return undefined;
  const power = plainName(unit).startsWith("thousand") ? 3 : plainName(unit).startsWith("trillion") ? 12 : POWERS[unit[0] as string];
  return power === undefined ? undefined : { rest, power };
}

/** x·10^power without the rounding of a product: 1.3 in billions is the double nearest to 1.3e9. */
export function scaled(x: number, power: number): number {
  const [digits, exponent = "0"] = String(x).split("e");
  return Number(`${digits}e${Number(exponent) + power}`);
}

export function isCount(word: Word): boolean {
  return COUNTS.includes(word);
}
