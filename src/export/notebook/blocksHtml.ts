import { escaped } from "../escaped.ts";
import type { ReportBlock } from "../report.ts";
import { blockHtml } from "../reportBlocks.ts";

/** Blocks as HTML that a notebook may show without trusting it: no style sheet, no script, and the notebook's own looks. */
export function blocksHtml(blocks: readonly ReportBlock[]): string {
  return blocks.map(html).join("\n");
}

function html(block: ReportBlock): string {
  if ("fold" in block) return `<details><summary>${escaped(block.fold)}</summary>\n${blocksHtml(block.blocks)}\n</details>`;
  // A page sets hints apart by its style sheet.
  if ("findings" in block) return `<ul>${block.findings.map(findingHtml).join("\n")}</ul>`;
  return blockHtml(block, new Map());
}

function findingHtml({ severity, message, hint }: Extract<ReportBlock, { findings: unknown }>["findings"][number]): string {
  return `<li><strong>${severity}</strong>: ${escaped(message)}${hint ? `<br>→ ${escaped(hint)}` : ""}</li>`;
}
