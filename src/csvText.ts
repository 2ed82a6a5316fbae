/**
 * Rows as CSV text; a missing value is an empty cell, numbers keep every digit.
 *
 * @example
 * csvText(["run", "loss"], [["a", 3.1], ["b", undefined]]) // "run,loss\na,3.1\nb,\n"
 */
export function csvText(head: readonly string[], rows: readonly (readonly (string | number | undefined)[])[]): string {
  return [head, ...rows].map((row) => `${row.map(cell).join(",")}\n`).join("");
}

function cell(value: string | number | undefined): string {
  const text = value === undefined ? "" : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
