import { type Diagnostic, type Fit, type FitWords, fitWords } from "../index.ts";
import { kindsText } from "./kindsReport.ts";
import { short } from "./numbers.ts";
import { facts, table } from "./table.ts";

/** A fit for a reader: what was done, estimates, what they are worth. */
export function fitReport(fit: Fit, level: number): string {
  const words = fitWords(fit, level);
  const kinds = fit.intervalKinds ? ["", kindsText(fit.intervalKinds, level)] : [];
  return [head(words), "", estimates(fit, words, level), ...kinds, "", facts(words.facts, "  "), ...diagnostics(words.findings)].join("\n");
}

function head({ title, formula, rows, method }: FitWords): string {
  return [title, formula.replace(/^/gm, "  "), "", rows, method].join("\n");
}

function estimates(fit: Fit, words: FitWords, level: number): string {
  const hasIntervals = Object.keys(fit.intervals).length > 0;
  return table(["parameter", "estimate", hasIntervals ? `${short(100 * level)} % interval` : "", "unit"], words.estimates, "  ");
}

function diagnostics(worstFirst: readonly Diagnostic[]): string[] {
  if (worstFirst.length === 0) return ["", "Nothing to distrust was found."];
  return ["", "What to distrust, and what to do", ...worstFirst.flatMap((d, i) => said(d, worstFirst.slice(i + 1)))];
}

/** A finding and what to do about it; the same advice for several findings stands after the last. */
function said({ severity, message, hint }: Diagnostic, [next]: readonly Diagnostic[]): string[] {
  return [`  ${severity}: ${message}`, ...(hint && next?.hint !== hint ? [`    → ${hint}`] : [])];
}
