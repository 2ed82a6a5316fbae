import type { FigureSpec } from "../plot/figure.ts";
import { escaped } from "./escaped.ts";
import { textWidth } from "./textWidth.ts";
import { type WordBoxes, wordBoxes } from "./wordBoxes.ts";

type Vega = typeof import("vega");
/** What vega knows of a text when it asks for its width. */
interface TextItem {
  text?: unknown;
  fontSize?: number;
  fontWeight?: string | number;
}

let measured: Promise<Vega> | undefined;

/**
 * Draws a figure as SVG text, without a browser: equal figures give equal bytes on every machine.
 *
 * @param spec a figure, as from `figures`.
 * @returns a document of its own; the caption is its description.
 * @example
 * const text = await svg(figures[0].draw({ observations: where(rows, ["unique_tokens=100M"]) }));
 */
export async function svg(spec: FigureSpec): Promise<string> {
  return (await drawn(spec)).picture;
}

/** A figure's picture, and where its words are. */
export async function drawn(spec: FigureSpec): Promise<{ picture: string } & WordBoxes> {
  measured ??= vegaWithMetrics();
  const vega = await measured;
  const { compile } = await import("vega-lite");
  const silent = vega.logger(vega.None);
  // Vega marks the rows of data that it is given; the caller's are not ours to mark.
  const own = structuredClone(spec);
  const view = new vega.View(vega.parse(compile(own, { logger: silent as never }).spec), { renderer: "none", logger: silent });
  try {
    const text = numberedAnew(await view.toSVG());
    const picture = text.replace(/^(<svg[^>]*)>/, (_, open: string) => `${open} role="img"><desc>${escaped(spec.description)}</desc>`);
    return { picture, ...wordBoxes((view.scenegraph() as unknown as { root: unknown }).root) };
  } finally {
    view.finalize();
  }
}

/** Width and height of a picture, pixels. */
export function sizeOf(picture: string): [width: number, height: number] {
  const [, width, height] = /viewBox="0 0 ([\d.]+) ([\d.]+)"/.exec(picture) ?? [];
  return [Number(width), Number(height)];
}

/** Vega numbers the clip paths of all pictures of a process together; a picture's bytes must not depend on what was drawn before. */
function numberedAnew(text: string): string {
  const seen = new Map<string, string>();
  return text.replace(/(?<=id="|url\(#)clip\d+/g, (name) => {
    const own = seen.get(name) ?? `clip${seen.size}`;
    seen.set(name, own);
    return own;
  });
}

/** Vega with real text widths: without a canvas it guesses them, and then labels collide. */
async function vegaWithMetrics(): Promise<Vega> {
  const [vega, widthOf] = await Promise.all([import("vega"), textWidth()]);
  const metrics = (vega as unknown as { textMetrics: { width(item: TextItem, text?: unknown): number } }).textMetrics;
  metrics.width = (item, text) => {
    const shown = String(text ?? (Array.isArray(item.text) ? item.text[0] : item.text) ?? "");
    const isBold = item.fontWeight === "bold" || Number(item.fontWeight) >= 600;
    return widthOf(shown, isBold) * (item.fontSize ?? 11);
  };
  return vega;
}
