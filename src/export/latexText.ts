import { texName } from "../formula/tex.ts";
import type { PaperFit, PaperNumber, Printed } from "./paperFit.ts";

/** Text, numbers and units as LaTeX writes them. */

const ESCAPES: Readonly<Record<string, string>> = {
  "\\": "\\textbackslash{}",
  "^": "\\textasciicircum{}",
  "~": "\\textasciitilde{}",
  "<": "\\textless{}",
  ">": "\\textgreater{}",
  "|": "\\textbar{}",
  '"': "{''}",
};

/**
 * Any text as it stands in LaTeX: its special characters escaped, line breaks and control characters as spaces.
 *
 * @example
 * latexText("50% of a_b & c") // "50\\% of a\\_b \\& c"
 */
export function latexText(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not reach a source
  const plain = text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, " ");
  return plain.replace(/[\\^~<>|"{}$&#_%]/g, (mark) => ESCAPES[mark] ?? `\\${mark}`);
}

/** Digits in JavaScript's notation as mathematics: `4.4e10` → `4.4 \times 10^{10}`. */
export function digitsTex(digits: string): string {
  if (digits.endsWith("Infinity")) return digits.replace("Infinity", "\\infty");
  const [mantissa, power] = digits.split("e") as [string, string?];
  return power === undefined ? mantissa : `${mantissa} \\times 10^{${Number(power)}}`;
}

/** A printed number for mathematics; words as text. */
export function printedTex(printed: Printed): string {
  if ("words" in printed) return `\\mbox{${latexText(printed.words)}}`;
  return `${printed.sign ? `${printed.sign} ` : ""}${digitsTex(printed.digits)}`;
}

/** A unit as text: powers of quantities with their exponents' symbols; nothing for a pure number. */
export function unitTex(unit: string): string {
  if (unit === "1" || unit === "") return "";
  return unit
    .split(" ")
    .map((word) => {
      if (word === "·") return "$\\cdot$";
      const [base = "", exponent] = word.split("^") as [string, string?];
      const name = /^[A-Z]_[A-Z]$/.test(base) ? `$${texName(base)}$` : latexText(base);
      return exponent === undefined ? name : `${name}$^{${texName(exponent)}}$`;
    })
    .join(" ");
}

/** What a number is called in a table: a parameter's symbol, a headline's words, with the group where parameters are separate. */
export function labelTex({ title, level }: PaperNumber, isParameter: boolean): string {
  return `${isParameter ? `$${texName(title)}$` : latexText(title)}${level === undefined ? "" : ` (${latexText(level)})`}`;
}

/** A comment that says which fit numbers are of: law, rows by their hash, version. One line, whatever names hold. */
export function fitMarker(name: string, { file, law, group, n, data, version }: PaperFit): string {
  return `% isoloss fit ${name} ${JSON.stringify({ file, law: law.id, group, n, data: data.sha256, version })}`;
}
