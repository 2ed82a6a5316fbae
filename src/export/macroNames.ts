/** Names of LaTeX commands from any text: LaTeX takes letters only. */

const DIGITS = ["Zero", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine"];

/** Every macro of ours begins so. */
export const MACRO_PREFIX = "iso";

/**
 * Text as letters for a macro's name: words begin with a capital, digits, a decimal point and a minus are spelled out, other marks part words. A single small letter
 * is `SmallA`, so that it differs from `A`; a letter beyond the Latin alphabet is spelled by its code point.
 *
 * @example
 * macroWords("ar-300m, 0.1") // "ArThreeZeroZeroMZeroPointOne"
 */
export function macroWords(text: string): string {
  const plain = text.normalize("NFKD").replace(/\p{M}/gu, "");
  if (/^[a-z]$/.test(plain)) return `Small${plain.toUpperCase()}`;
  const parts = plain.match(/[A-Za-z]+|\d|(?<=\d)\.(?=\d)|(?<=^|\d[eE])-(?=[\d.])|[\p{L}\p{N}]/gu);
  return (parts ?? [...plain]).map(spelled).join("");
}

function spelled(part: string): string {
  if (/^[A-Za-z]/.test(part)) return `${part[0]?.toUpperCase()}${part.slice(1)}`;
  if (/^\d$/.test(part)) return DIGITS[Number(part)] as string;
  if (part === ".") return "Point";
  if (part === "-") return "Minus";
  const code = (part.codePointAt(0) as number).toString(16).toUpperCase();
  return `U${[...code].map((x) => DIGITS[Number(x)] ?? x).join("")}`;
}

/**
 * What all macros of a fit begin with: the file's name and its group's values; a number follows the name of its column.
 *
 * @example
 * macroPrefix("kjv", { family: "ar" }) // "isoKjvAr"
 */
export function macroPrefix(file: string, group: Readonly<Record<string, string>>): string {
  const values = Object.entries(group).map(([column, value]) => {
    if (value === "") return `${macroWords(column)}NotStated`;
    return /^[-+.\d]/.test(value) ? macroWords(column) + macroWords(value) : macroWords(value);
  });
  return [MACRO_PREFIX, macroWords(file), ...values].join("");
}
