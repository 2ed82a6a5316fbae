/** Tables as aligned text: on a terminal, in a notebook without pictures. */

const GAP = "  ";

/**
 * Rows as aligned text, each line indented; columns that hold numbers are set to the right. A column that holds nothing stays, which says so.
 *
 * @param head titles of the columns.
 * @example
 * table(["run", "loss"], [["a", "3.1"]])
 */
export function table(head: readonly string[], rows: readonly (readonly string[])[], indent = ""): string {
  const columns = head.map((title, j) => {
    const cells = [title, ...rows.map((row) => row[j] ?? "")];
    const width = Math.max(...cells.map((cell) => cell.length));
    const right =
      rows.length > 0 && rows.every((row) => !row[j] || (/^[-+]?[\d.∞]/.test(row[j] as string) && !/[ :/]/.test(row[j] as string)));
    return cells.map((cell) => (right ? cell.padStart(width) : cell.padEnd(width)));
  });
  return [head, ...rows].map((_, i) => (indent + columns.map((cells) => cells[i]).join(GAP)).trimEnd()).join("\n");
}

/** A table of whatever is known: columns that hold nothing are left out. */
export function tableOfKnown(head: readonly string[], rows: readonly (readonly string[])[], indent = ""): string {
  const used = head.map((_, j) => j).filter((j) => rows.some((row) => row[j]));
  const kept = (row: readonly string[]): string[] => used.map((j) => row[j] ?? "");
  return table(kept(head), rows.map(kept), indent);
}

/** Named facts, one a line. */
export function facts(rows: readonly (readonly [name: string, text: string])[], indent = ""): string {
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, text]) => `${indent}${name.padEnd(width)}${GAP}${text}`).join("\n");
}
