import { CHECKS, type Check, OTHER_FINDINGS } from "./checks.ts";
import { THRESHOLDS } from "./thresholds.ts";

/**
 * The checks as a page of Markdown, `docs/checks.md`: what is checked, the codes that say it, thresholds with their values, what to do.
 *
 * @example
 * checksPage().split("\n")[0] // "# What is checked"
 */
export function checksPage(): string {
  return [
    "# What is checked",
    "",
    "Every finding has a code that stays the same, a message that names what and where, and a hint; it flags, and never drops a row. Codes of logs are",
    "listed by `isoloss check`; those of rows and fits stand under `diagnostics` in `--json`, in `fit.json`, and at the end of a report. Thresholds are in",
    "`src/fit/thresholds.ts` (those of logs in `src/dataThresholds.ts`), this page is made from `src/fit/checks.ts`, and `test/checks/checks.test.ts` triggers each code.",
    "",
    "| | check | codes | made by | thresholds | what to do |",
    "|---|---|---|---|---|---|",
    ...CHECKS.map(line),
    "",
    "## Other findings",
    "| code | what it says |",
    "|---|---|",
    ...Object.entries(OTHER_FINDINGS).map(([code, meaning]) => `| \`${code}\` | ${meaning} |`),
    "",
  ].join("\n");
}

function line({ number, title, codes, stage, thresholds, advice }: Check): string {
  const values = thresholds.map((key) => `${key} ${[THRESHOLDS[key]].flat().map(valueText).join(", ")}`).join("; ");
  return `| ${number} | ${title} | ${codes.map((code) => `\`${code}\``).join(" ")} | ${stage} | ${values} | ${advice} |`;
}

function valueText(x: number): string {
  return Math.abs(x) >= 1e5 || Math.abs(x) < 1e-3 ? x.toExponential() : String(x);
}
