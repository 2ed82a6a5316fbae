import type { Field, Run } from "../../run.ts";
import { logRows } from "./logRows.ts";

/** All runs as one table of text with a header, one row an evaluation; numbers keep every digit, what a run does not state is an empty cell. */
export function separated(runs: readonly Run[], separator: "," | "\t"): string {
  const rows = runs.flatMap((run) => {
    const { config, evaluations } = logRows(run);
    return evaluations.map((evaluation) => ({ ...config, ...evaluation }));
  });
  const label = (name: string): boolean => name === "synthetic" || name.startsWith("simulated_");
  const seen = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const names = [...seen.filter((name) => !label(name)), ...seen.filter(label)];
  const lines = [names, ...rows.map((row: Record<string, Field>) => names.map((name) => row[name]))];
  return lines.map((cells) => `${cells.map((cell) => text(cell, separator)).join(separator)}\n`).join("");
}

function text(value: Field | undefined, separator: string): string {
  const cell = value === undefined || value === null ? "" : Array.isArray(value) ? value.join(" ") : String(value);
  return /["\r\n]/.test(cell) || cell.includes(separator) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
