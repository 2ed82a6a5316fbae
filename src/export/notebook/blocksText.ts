import { facts, table } from "../../textTable.ts";
import type { ReportBlock } from "../report.ts";

/** Blocks as plain text: what a notebook shows where it can show nothing else. */
export function blocksText(blocks: readonly ReportBlock[]): string {
  return blocks.map(blockText).join("\n\n");
}

function blockText(block: ReportBlock): string {
  if ("text" in block) return block.text;
  if ("heading" in block) return block.heading;
  if ("code" in block) return block.code.replace(/^/gm, "  ");
  if ("facts" in block) return facts(block.facts, "  ");
  if ("table" in block) return `${block.table.caption}\n${table(block.table.head, block.table.rows, "  ")}`;
  if ("findings" in block)
    return block.findings.map(({ severity, message, hint }) => `  ${severity}: ${message}${hint ? `\n    → ${hint}` : ""}`).join("\n");
  if ("fold" in block) return `${block.fold}\n\n${blocksText(block.blocks)}`;
  return "figure" in block ? block.figure.description : "";
}
