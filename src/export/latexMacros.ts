import { IsolossError } from "../errors.ts";
import { tex } from "../formula/tex.ts";
import { formulaOf } from "../laws/define.ts";
import { QUANTITIES } from "../quantities.ts";
import { VERSION } from "../version.ts";
import { digitsTex, fitMarker, latexText, printedTex, unitTex } from "./latexText.ts";
import { macroPrefix, macroWords } from "./macroNames.ts";
import { PAPER_RULE, paperDigits } from "./paperDigits.ts";
import type { PaperFit, PaperNumber, Printed } from "./paperFit.ts";

/** Macros of all that a paper quotes of fits. */

export interface Macro {
  /** Without its backslash. */
  name: string;
  body: string;
  /** What it is, where the name does not say it. */
  comment: string;
}

export const MACROS_BEGIN = "% isoloss begin macros";
export const MACROS_END = "% isoloss end macros";

/**
 * Macros of one fit: every estimate, interval end (`Low`, `High`), unit and headline, sample size, R², status and the law's formula. Names are made of the file's name, the
 * group's values and the parameter, and of letters only: `\isoKjvArAlphaLow`.
 *
 * @example
 * macrosOf(paperFit(fitted, "kjv")).find((macro) => macro.name === "isoKjvSampleSize").body // "\\ensuremath{270}"
 */
export function macrosOf(fit: PaperFit): Macro[] {
  const prefix = macroPrefix(fit.file, fit.group);
  const macro = (part: string, body: string, comment = ""): Macro => ({ name: prefix + part, body, comment });
  const number = (item: PaperNumber): Macro[] => {
    const part = macroWords(item.key) + (item.level === undefined ? "" : macroWords(item.level));
    return [
      macro(part, bodyOf(item.printed), "words" in item.printed && item.printed.words === item.note ? "" : item.note),
      ...(item.ends ? [macro(`${part}Low`, bodyOf(item.ends[0])), macro(`${part}High`, bodyOf(item.ends[1]))] : []),
      ...(unitTex(item.unit) === "" ? [] : [macro(`${part}Unit`, `\\mbox{${unitTex(item.unit)}}`)]),
    ];
  };
  return [
    ...[...fit.parameters, ...fit.headlines].flatMap(number),
    macro("SampleSize", `\\ensuremath{${fit.n}}`, fit.runs === fit.n ? "runs" : `rows of ${fit.runs} runs`),
    ...(fit.r2 === undefined ? [] : [macro("RSquared", bodyOf({ digits: paperDigits(fit.r2).value }))]),
    macro("Status", `\\mbox{${latexText(fit.status)}}`),
    ...(fit.level === undefined
      ? []
      : [macro("Level", `\\ensuremath{${digitsTex(String(Number((100 * fit.level).toPrecision(6))))}\\,\\%}`)]),
    macro("Formula", `\\ensuremath{${formulaTex(fit)}}`, fit.law.id),
  ];
}

function bodyOf(printed: Printed): string {
  return "words" in printed ? printedTex(printed) : `\\ensuremath{${printedTex(printed)}}`;
}

/** One line as it is, several as an `aligned` of amsmath. */
function formulaTex({ law }: PaperFit): string {
  const symbols = Object.fromEntries(QUANTITIES.map((q) => [q.symbol, q.tex]));
  const lines = tex(formulaOf(law), symbols, law.response?.column).split("\n");
  return lines.length === 1 ? (lines[0] as string).replace("&=", "=") : `\\begin{aligned} ${lines.join(" ")} \\end{aligned}`;
}

/**
 * Refuses fits whose numbers would share a name.
 *
 * @throws IsolossError that names the macro and both fits.
 */
export function requireDistinct(fits: readonly PaperFit[]): void {
  const owners = new Map<string, PaperFit>();
  for (const fit of fits)
    for (const { name } of macrosOf(fit)) {
      const other = owners.get(name);
      if (other)
        throw new IsolossError(
          `Cannot name numbers apart: \\${name} would be of ${calledText(other)} and of ${calledText(fit)}`,
          other === fit
            ? "two parameters of the law differ in nothing that a macro's name can hold: rename one of them"
            : "give each fit once; names are made of the file's name and the group's values: rename a file",
        );
      owners.set(name, fit);
    }
}

function calledText({ file, group }: PaperFit): string {
  return [JSON.stringify(file), ...Object.entries(group).map(([name, value]) => `${name}=${JSON.stringify(value)}`)].join(" ");
}

/**
 * A file of `\newcommand` for a LaTeX document to input: what `isoloss export FIT --latex` writes.
 *
 * @throws IsolossError where two numbers would share a name.
 * @example
 * latexMacros([paperFit(fitted, "kjv")]).includes("\\newcommand{\\isoKjvAlpha}") // true
 */
export function latexMacros(fits: readonly PaperFit[]): string {
  requireDistinct(fits);
  const amsmath = fits.some((fit) => /\\(?:begin|operatorname)/.test(formulaTex(fit)));
  return [
    `% Numbers of fits, made by isoloss ${VERSION}. Write the file anew instead of editing it; isoloss export FIT --check paper.tex compares.`,
    `% Rounding: ${PAPER_RULE}.`,
    ...(amsmath ? ["% The formulas need \\usepackage{amsmath}."] : []),
    MACROS_BEGIN,
    ...fits.flatMap((fit) => [
      "",
      fitMarker(macroPrefix(fit.file, fit.group), fit),
      ...fit.notes.map((note) => `% ${note}`),
      ...macrosOf(fit).map(line),
    ]),
    "",
    MACROS_END,
    "",
  ].join("\n");
}

function line({ name, body, comment }: Macro): string {
  return `\\newcommand{\\${name}}{${body}}${comment && `% ${comment.replace(/\s+/g, " ")}`}`;
}
