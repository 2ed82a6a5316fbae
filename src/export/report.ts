import type { Diagnostic } from "../fit/types.ts";
import type { FigureSpec } from "../plot/figure.ts";
import { VERSION } from "../version.ts";
import { browserBuilds } from "./browserBuilds.ts";
import { escaped } from "./escaped.ts";
import type { ExploredLaw } from "./explorer.ts";
import { inScript, interactive, POLICY } from "./html.ts";
import { blockHtml, type Figures } from "./reportBlocks.ts";
import { REPORT_SCRIPT } from "./reportScript.ts";
import { REPORT_STYLE } from "./reportStyle.ts";

/** A report as plain data: sections of blocks, from which one page is built. */

export interface ReportTable {
  caption: string;
  head: readonly string[];
  rows: readonly (readonly string[])[];
}

export type ReportBlock =
  | { text: string }
  | { code: string }
  | { facts: readonly (readonly [name: string, text: string])[] }
  | { table: ReportTable }
  | { findings: readonly Pick<Diagnostic, "severity" | "message" | "hint">[] }
  | { heading: string }
  | { fold: string; blocks: readonly ReportBlock[] }
  | { figure: FigureSpec; title: string; command: string }
  | { explorer: readonly ExploredLaw[] };

export interface ReportSection {
  /** Of the link to it; a word. */
  id: string;
  title: string;
  blocks: readonly ReportBlock[];
}

export interface Report {
  title: string;
  /** One sentence under the title. */
  about: string;
  sections: readonly ReportSection[];
}

/** Bytes that a page may have: what a mail or a review site takes. Figures beyond them are named, with the command that draws them. */
const MOST_BYTES = 2_000_000;
/** Left for what the page says of figures that it leaves out. */
const MARGIN = 20_000;

/**
 * A report as one page that works without a network: text and tables, figures that say run and line under the pointer and zoom, and an explorer whose
 * sliders move a fitted law's prediction and its band, computed in the page. Equal data give equal bytes; the page stays below 2 MB.
 *
 * @param report sections of blocks; every text is escaped here.
 * @example
 * const page = await reportPage({ title: "Runs", about: "", sections: [{ id: "laws", title: "Laws", blocks: [{ explorer: [explored(fitted, "AR")] }] }] });
 * page.length < 2e6 // true
 */
export async function reportPage(report: Report): Promise<string> {
  const libraries = await browserBuilds();
  const laws = report.sections.flatMap(({ blocks }) => blocks.flatMap((block) => ("explorer" in block ? block.explorer : [])));
  const page = async (shown: readonly FigureSpec[]): Promise<string> =>
    written(report, libraries, { shown, packed: await packed(shown.map(interactive)), laws });
  const shown: FigureSpec[] = [];
  let left = MOST_BYTES - MARGIN - bytes(await page([]));
  for (const spec of report.sections.flatMap(({ blocks }) => figuresIn(blocks))) {
    const size = (await packed(interactive(spec))).length + bytes(spec.description);
    if (size > left) continue;
    left -= size;
    shown.push(spec);
  }
  return page(shown);
}

const bytes = (text: string): number => new TextEncoder().encode(text).length;

/** Deflated JSON in base 64: rows of figures take a fifth of their room. */
async function packed(value: unknown): Promise<string> {
  const stream = new Blob([JSON.stringify(value)]).stream().pipeThrough(new CompressionStream("deflate-raw"));
  return Buffer.from(await new Response(stream).arrayBuffer()).toString("base64");
}

interface Content {
  shown: readonly FigureSpec[];
  packed: string;
  laws: readonly ExploredLaw[];
}

function figuresIn(blocks: readonly ReportBlock[]): FigureSpec[] {
  return blocks.flatMap((block) => ("figure" in block ? [block.figure] : "fold" in block ? figuresIn(block.blocks) : []));
}

function written(report: Report, libraries: readonly string[], { shown, packed: data, laws }: Content): string {
  const figures: Figures = new Map(shown.map((spec, i) => [spec, i]));
  const sections = report.sections.map(({ id, title, blocks }) => {
    const body = blocks.map((block) => blockHtml(block, figures)).join("\n");
    return `<section id="${escaped(id)}" aria-labelledby="${escaped(id)}-title"><h2 id="${escaped(id)}-title">${escaped(title)}</h2>\n${body}\n</section>`;
  });
  const links = report.sections.map(({ id, title }) => `<li><a href="#${escaped(id)}">${escaped(title)}</a></li>`).join("");
  return [
    "<!doctype html>",
    `<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${POLICY}">`,
    `<meta name="viewport" content="width=device-width, initial-scale=1"><title>${escaped(report.title)}</title><style>${REPORT_STYLE}</style></head>`,
    `<body><a class="skip" href="#main">Skip to the content</a><header><h1>${escaped(report.title)}</h1><p>${escaped(report.about)}</p>`,
    `<nav aria-label="Sections"><ul>${links}</ul></nav><noscript><p><strong>Figures and sliders need scripts, which are switched off here; all text and tables are shown.</strong></p></noscript></header>`,
    `<main id="main">`,
    ...sections,
    `</main><footer><p>Made by isoloss ${escaped(VERSION)}. The page is complete in itself: it loads nothing and sends nothing.</p></footer>`,
    `<script type="text/plain" id="figures-data">${data}</script>`,
    `<script type="application/json" id="laws-data">${inScript(laws)}</script>`,
    ...libraries.map((code) => `<script>${code}</script>`),
    `<script>${REPORT_SCRIPT}</script>`,
    "</body></html>",
    "",
  ].join("\n");
}
