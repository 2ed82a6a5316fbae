import { VERSION } from "../version.ts";
import { fitMarker, labelTex, latexText, printedTex, unitTex } from "./latexText.ts";
import { macroPrefix } from "./macroNames.ts";
import { PAPER_RULE, paperDigits } from "./paperDigits.ts";
import type { PaperFit, PaperNumber } from "./paperFit.ts";
import { intervalsNote, type PaperRow, type PaperTable, paperTables, showsInterval } from "./paperTable.ts";

export const TABLE_BEGIN = "% isoloss begin table";
export const TABLE_END = "% isoloss end table";
/** Over the last column: by it the first row of a table is known. */
export const UNIT = "unit";

/**
 * A booktabs table of fits, parameters by fits, one `tabular` a law: what `isoloss export FIT --latex` writes beside the macros. An interval stands under its estimate; what
 * is known from one side alone is a bound.
 *
 * @example
 * latexTable([paperFit(fitted, "kjv")]).includes("\\toprule") // true
 */
export function latexTable(fits: readonly PaperFit[]): string {
  return [
    `% Table of fits, made by isoloss ${VERSION}; needs \\usepackage{booktabs}. Keep the comments: isoloss export FIT --check paper.tex finds the table by them.`,
    `% Rounding: ${PAPER_RULE}.`,
    ...paperTables(fits).flatMap(tabular),
    "",
  ].join("\n");
}

function tabular(table: PaperTable): string[] {
  const { fits, heads, law } = table;
  const note = intervalsNote(table);
  return [
    `${TABLE_BEGIN} ${fits.map(({ file, group }) => macroPrefix(file, group)).join(" ")}`,
    ...fits.flatMap((fit) => [fitMarker(macroPrefix(fit.file, fit.group), fit), ...fit.notes.map((said) => `% ${said}`)]),
    `\\begin{tabular}{l${"c".repeat(fits.length)}l}`,
    "\\toprule",
    rowTex([latexText(law.id), ...heads.map(latexText), UNIT]),
    "\\midrule",
    ...tableRows(table).map(rowTex),
    "\\bottomrule",
    ...(note ? [`\\multicolumn{${fits.length + 2}}{l}{\\footnotesize In brackets: ${latexText(note)}} \\\\`] : []),
    "\\end{tabular}",
    TABLE_END,
  ];
}

function rowTex(cells: readonly string[]): string {
  return `${cells.join(" & ")} \\\\`;
}

/** Rows of a table as cells of LaTeX: the label, one a fit, the unit; an interval's row has an empty label. */
export function tableRows({ fits, rows }: PaperTable): string[][] {
  return [
    ...rows.flatMap(numberRows),
    ["$n$", ...fits.map(({ n }) => `$${n}$`), "rows"],
    ["$R^2$", ...fits.map(({ r2 }) => (r2 === undefined ? "" : `$${paperDigits(r2).value}$`)), ""],
    ["status", ...fits.map(({ status }) => latexText(status)), ""],
  ];
}

function numberRows({ cells, first, isParameter }: PaperRow): string[][] {
  const intervals = cells.map((cell) => (cell && showsInterval(cell) ? intervalTex(cell) : ""));
  return [
    [labelTex(first, isParameter), ...cells.map((cell) => (cell ? cellTex(cell) : "--")), unitTex(first.unit)],
    ...(intervals.some((text) => text !== "") ? [["", ...intervals, ""]] : []),
  ];
}

function cellTex({ printed, note }: PaperNumber): string {
  if ("words" in printed) return latexText(printed.words);
  return `$${printedTex(printed)}$${note === "held" ? " (held)" : ""}`;
}

function intervalTex({ ends }: PaperNumber): string {
  return `$[${(ends ?? []).map(printedTex).join(", ")}]$`;
}
