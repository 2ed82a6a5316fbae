import type { FigureSpec } from "../plot/figure.ts";
import { escaped } from "./escaped.ts";
import { explorerHtml } from "./explorerHtml.ts";
import type { ReportBlock, ReportTable } from "./report.ts";

/** Blocks of a report as HTML; every text that comes from data passes through `escaped`. */

/** Figures that the page shows, with their place among its data. */
export type Figures = ReadonlyMap<FigureSpec, number>;

export function blockHtml(block: ReportBlock, figures: Figures): string {
  if ("text" in block) return `<p>${escaped(block.text)}</p>`;
  if ("heading" in block) return `<h3>${escaped(block.heading)}</h3>`;
  if ("code" in block) return `<pre>${escaped(block.code)}</pre>`;
  if ("facts" in block)
    return `<dl class="facts">${block.facts.map(([name, text]) => `<dt>${escaped(name)}</dt><dd>${escaped(text)}</dd>`).join("")}</dl>`;
  if ("table" in block) return tableHtml(block.table);
  if ("findings" in block) return findingsHtml(block.findings);
  if ("explorer" in block) return explorerHtml(block.explorer);
  if ("fold" in block)
    return `<details><summary>${escaped(block.fold)}</summary>\n${block.blocks.map((inner) => blockHtml(inner, figures)).join("\n")}\n</details>`;
  return figureHtml(block, figures.get(block.figure));
}

/** A table that scrolls by itself where the page is narrower; the first cell of a row names it. */
function tableHtml({ caption, head, rows }: ReportTable): string {
  const body = rows.map(
    ([first = "", ...cells]) =>
      `<tr><th scope="row">${breakable(first)}</th>${cells.map((cell) => `<td>${breakable(cell)}</td>`).join("")}</tr>`,
  );
  const titles = head.map((title) => `<th scope="col">${escaped(title)}</th>`).join("");
  return `<div class="scroll" role="region" aria-label="${escaped(caption)}"><table><caption>${escaped(caption)}</caption><thead><tr>${titles}</tr></thead><tbody>${body.join("\n")}</tbody></table></div>`;
}

/** Paths and names of runs may break after a slash or underscore. */
function breakable(cell: string): string {
  return escaped(cell).replace(/[/_](?=\w)/g, "$&<wbr>");
}

const WORDS = { error: "Error", warning: "Warning", note: "Note" } as const;

function findingsHtml(findings: Extract<ReportBlock, { findings: unknown }>["findings"]): string {
  const items = findings.map(
    ({ severity, message, hint }) =>
      `<li class="${severity}"><span class="severity">${WORDS[severity]}:</span> ${escaped(message)}${hint ? `<span class="hint">What to do: ${escaped(hint)}</span>` : ""}</li>`,
  );
  return `<ul class="findings">${items.join("\n")}</ul>`;
}

function figureHtml({ figure, title, command }: Extract<ReportBlock, { figure: FigureSpec }>, at: number | undefined): string {
  const heading = `<h3>${escaped(title)}</h3>`;
  if (at === undefined)
    return `${heading}<p>Left out: with it the page would be larger than 2 MB. To draw it: <code>${escaped(command)}</code></p>`;
  const { caption } = figure.usermeta.isoloss;
  return `<figure aria-labelledby="caption-${at}">${heading}<div class="picture" role="group" aria-label="${escaped(title)}"><div id="figure-${at}"></div></div><figcaption id="caption-${at}">${escaped(caption)}</figcaption></figure>`;
}
