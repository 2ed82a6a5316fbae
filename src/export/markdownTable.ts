import { paperDigits } from "./paperDigits.ts";
import type { PaperFit, PaperNumber } from "./paperFit.ts";
import { intervalsNote, type PaperTable, paperTables, printedText, showsInterval } from "./paperTable.ts";

/**
 * The table of `latexTable` as Markdown, one a law: an estimate with its interval in brackets, bounds, words.
 *
 * @example
 * markdownTable([paperFit(fitted, "kjv")]).split("\n")[1] // "|---|---|---|"
 */
export function markdownTable(fits: readonly PaperFit[]): string {
  return `${paperTables(fits).map(tableText).join("\n\n")}\n`;
}

function tableText(table: PaperTable): string {
  const { fits, heads, law, rows } = table;
  const note = intervalsNote(table);
  const lines = [
    [law.id, ...heads, "unit"],
    ...rows.map(({ first, cells }) => [
      first.title + (first.level === undefined ? "" : ` (${first.level})`),
      ...cells.map((cell) => (cell ? cellText(cell) : "")),
      first.unit === "1" ? "" : first.unit,
    ]),
    ["n", ...fits.map(({ n }) => String(n)), "rows"],
    ["R²", ...fits.map(({ r2 }) => (r2 === undefined ? "" : paperDigits(r2).value)), ""],
    ["status", ...fits.map(({ status }) => status), ""],
  ].map((cells) => `| ${cells.map(escaped).join(" | ")} |`);
  const rule = `|${"---|".repeat(fits.length + 2)}`;
  return [lines[0], rule, ...lines.slice(1), ...(note ? ["", `In brackets: ${note}.`] : [])].join("\n");
}

function cellText(item: PaperNumber): string {
  const interval = showsInterval(item) ? ` [${(item.ends ?? []).map(printedText).join(", ")}]` : "";
  return `${printedText(item.printed)}${interval}${item.note === "held" && !("words" in item.printed) ? " (held)" : ""}`;
}

/** Names are anybody's: none may end a cell, begin a tag or set type. */
function escaped(text: string): string {
  return text.replace(/\s+/g, " ").replace(/[\\|`*_]|<(?=[A-Za-z/!?])/g, "\\$&");
}
