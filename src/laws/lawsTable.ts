import { quantity } from "../quantities.ts";
import { isOpen } from "./define.ts";
import type { Law } from "./law.ts";
import { risesWith } from "./risesWith.ts";

/**
 * Laws as a Markdown table: id, formula on one line, what it reads, along what it can rise, source. The README holds the registry's.
 *
 * @example
 * lawsTable([chinchilla]).split("\n").length // 3
 */
export function lawsTable(laws: readonly Law[]): string {
  const rows = laws.map((law) => [
    `\`${law.id}\``,
    `\`${law.formula.replaceAll("\n", "; ")}\``,
    isOpen(law) ? "x: any one" : law.quantities.join(", "),
    risesWith(law)
      .map((symbol) => (quantity(symbol) ? symbol : "x"))
      .join(", "),
    law.citation,
  ]);
  return [
    "| law | formula | reads | can rise with | source |",
    "|---|---|---|---|---|",
    ...rows.map((cells) => `| ${cells.join(" | ")} |`),
  ].join("\n");
}
