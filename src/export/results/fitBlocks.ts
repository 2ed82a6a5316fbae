import type { Fit } from "../../fit/types.ts";
import { numberText } from "../../numberText.ts";
import { fitWords } from "../fitWords.ts";
import type { ReportBlock } from "../report.ts";

/** One fit: what was fitted to what, estimates with intervals, what they are worth, what to distrust. */
export function fitBlocks(fit: Fit, level = 0.95): ReportBlock[] {
  const { title, formula, rows, method, estimates, facts, findings } = fitWords(fit, level);
  const drawn = Object.values(fit.intervals)[0];
  const interval = drawn ? `${numberText(100 * drawn.level)} % interval` : "interval";
  return [
    { text: `${title}. Fitted to ${rows}; ${method}.` },
    { code: formula },
    {
      table: {
        caption: `Estimates of ${fit.law.id === "formula" ? "the formula" : fit.law.id}${drawn ? "" : "; no intervals were drawn"}`,
        head: ["parameter", "estimate", interval, "unit"],
        rows: estimates,
      },
    },
    { facts },
    findings.length > 0 ? { findings } : { text: "Nothing to distrust was found." },
    { text: `Source of the law: ${fit.law.citation}.` },
  ];
}

/** Several fits: one line each, then each in full. */
export function fitsBlocks(fits: readonly Fit[]): ReportBlock[] {
  const words = fits.map((fit) => fitWords(fit));
  const names = [...new Set(words.flatMap(({ estimates }) => estimates.map(([name = ""]) => name)))];
  const rows = words.map(({ title, estimates, findings }, i) => {
    const cell = (name: string): string => {
      const [, estimate = "", interval = ""] = estimates.find(([own]) => own === name) ?? [];
      return interval === "" ? estimate : `${estimate} (${interval})`;
    };
    const codes = [...new Set(findings.filter(({ severity }) => severity !== "note").map(({ code }) => code))];
    return [title, String(fits[i]?.n), ...names.map(cell), fits[i]?.status ?? "", codes.join(", ")];
  });
  return [
    {
      table: {
        caption: `${fits.length} fits; intervals in brackets`,
        head: ["law", "rows", ...names, "status", "to distrust"],
        rows,
      },
    },
    ...fits.map((fit, i): ReportBlock => ({ fold: words[i]?.title ?? "", blocks: fitBlocks(fit) })),
  ];
}
