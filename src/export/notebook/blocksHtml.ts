import type { ReportBlock } from "../report.ts";
import { blockHtml } from "../reportBlocks.ts";

/** Blocks as HTML that a notebook may show without trusting it: no style sheet, no script, and the notebook's own looks. */
export function blocksHtml(blocks: readonly ReportBlock[]): string {
  const none = new Map();
  return blocks.map((block) => blockHtml(block, none)).join("\n");
}
