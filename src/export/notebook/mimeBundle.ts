import type { Law } from "../../laws/law.ts";
import type { FigureSpec } from "../../plot/figure.ts";
import { shownAs } from "../results/resultBlocks.ts";
import { blocksHtml } from "./blocksHtml.ts";
import { blocksMarkdown } from "./blocksMarkdown.ts";
import { blocksText } from "./blocksText.ts";
import { figureBundle } from "./figureBundle.ts";
import { lawBundle } from "./lawBundle.ts";

/** One output of a notebook's cell in several forms, by MIME type: a viewer takes the richest that it can show. */
export type MimeBundle = Readonly<Record<string, unknown>>;

/**
 * What a notebook shows of a result: a live Vega-Lite chart and a picture (an image in HTML) of a figure, mathematics of a law, tables and findings of everything else;
 * always with plain text.
 *
 * @returns undefined for what is no result of isoloss.
 * @example
 * Object.keys(await mimeBundle(fitted)) // ["text/html", "text/markdown", "text/plain"]
 * Object.keys(await mimeBundle(chinchilla)) // ["text/latex", "text/markdown", "text/plain"]
 */
export async function mimeBundle(value: unknown): Promise<MimeBundle | undefined> {
  return bundleOf(value)?.();
}

/** How the bundle of a value is made, or undefined: decided without making it. */
export function bundleOf(value: unknown): (() => MimeBundle | Promise<MimeBundle>) | undefined {
  if (isFigure(value)) return () => figureBundle(value);
  if (isLaw(value)) return () => lawBundle(value);
  const blocks = shownAs(value);
  return (
    blocks &&
    (() => {
      const shown = blocks();
      return { "text/html": blocksHtml(shown), "text/markdown": blocksMarkdown(shown), "text/plain": blocksText(shown) };
    })
  );
}

function isFigure(value: unknown): value is FigureSpec {
  return typeof value === "object" && value !== null && (value as Partial<FigureSpec>).usermeta?.isoloss?.figure !== undefined;
}

function isLaw(value: unknown): value is Law {
  return (
    typeof value === "object" &&
    value !== null &&
    ["formula", "parameters", "quantities", "citation", "published"].every((name) => name in value)
  );
}
