import type { ReportBlock } from "../report.ts";

/** Blocks as Markdown; whatever comes from data is escaped. */
export function blocksMarkdown(blocks: readonly ReportBlock[]): string {
  return blocks.map(blockMarkdown).join("\n\n");
}

function blockMarkdown(block: ReportBlock): string {
  if ("text" in block) return plain(block.text);
  if ("heading" in block) return `#### ${plain(block.heading)}`;
  if ("code" in block) return block.code.replace(/^/gm, "    ");
  if ("facts" in block) return block.facts.map(([name, text]) => `- **${plain(name)}**: ${plain(text)}`).join("\n");
  if ("table" in block) return tableMarkdown(block.table);
  if ("findings" in block)
    return block.findings
      .map(({ severity, message, hint }) => `- **${severity}**: ${plain(message)}${hint ? `\n  → ${plain(hint)}` : ""}`)
      .join("\n");
  if ("fold" in block) return `**${plain(block.fold)}**\n\n${blocksMarkdown(block.blocks)}`;
  return "figure" in block ? plain(block.figure.description) : "";
}

/** A table under its caption; numbers are set to the right. */
export function tableMarkdown({ caption, head, rows }: Extract<ReportBlock, { table: unknown }>["table"]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(plain).join(" | ")} |`;
  const rule = head.map((_, j) => (rows.every((row) => /^[-+]?[\d.∞]*$/.test(row[j] ?? "")) ? "---:" : "---"));
  return [plain(caption), "", line(head), `|${rule.join("|")}|`, ...rows.map((row) => line(head.map((_, j) => row[j] ?? "")))].join("\n");
}

/** Names are anybody's: none may end a cell, begin a tag or set type; a dollar begins no formula. */
export function plain(text: string): string {
  return text.replace(/\s+/g, " ").replace(/[\\|`*_$#[\]]|<(?=[A-Za-z/!?])/g, "\\$&");
}
