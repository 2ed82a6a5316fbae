import { grouped, type Problem, place } from "../index.ts";
import { type Checked, countsOf, numbered, verdictOf } from "./check.ts";
import { coverageText } from "./coverageText.ts";
import { wrapped } from "./wrapped.ts";

/** Findings of one kind that are shown before the rest is counted. */
const MOST = 3;
const SEVERITIES = ["error", "warning", "note"] as const;

/** Findings by severity and kind, what the runs cover, and a verdict. */
export function checkText(findings: readonly Problem[], { covered, noise, files, all }: Checked): string {
  const blocks = SEVERITIES.flatMap((severity) => {
    const own = findings.filter((finding) => finding.severity === severity);
    if (own.length === 0) return [];
    const kinds = [...grouped(own, ({ code }) => code)].flatMap(([code, same]) => kindText(code, same, all));
    return [numbered(own.length, severity), ...kinds, ""];
  });
  return [...blocks, coverageText(covered, files, noise), "", verdictText(findings)].join("\n");
}

function kindText(code: string, same: readonly Problem[], all: boolean): string[] {
  const shown = all ? same : same.slice(0, MOST);
  const hints = [...new Set(shown.map(({ hint }) => hint))];
  return [
    `  ${code}${same.length > 1 ? ` (${same.length})` : ""}`,
    ...shown.flatMap(({ source, message }) => wrapped(`${place(source)}: ${message}`, "    ", "  ")),
    ...(same.length > shown.length ? [`    … and ${same.length - shown.length} more: --all lists them`] : []),
    ...hints.flatMap((hint) => wrapped(`→ ${hint}`, "    ", "  ")),
  ];
}

function verdictText(findings: readonly Problem[]): string {
  const { error, warning, note } = countsOf(findings);
  const counts = [numbered(error, "error"), numbered(warning, "warning"), numbered(note, "note")].join(", ");
  const said = {
    errors: "fit nothing before the errors are understood",
    warnings: "look at each warning, and say what you did about it",
    clean: note > 0 ? "nothing is doubtful; the notes say what the runs cannot tell" : "nothing is doubtful",
  };
  return `verdict: ${counts}: ${said[verdictOf(findings)]}`;
}
