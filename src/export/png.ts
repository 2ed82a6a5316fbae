import type { FigureSpec } from "../plot/figure.ts";
import { FAMILY, fontFile } from "./fonts.ts";
import { svg } from "./svg.ts";

/** Device pixels a pixel of the figure: sharp on dense screens and at half a column in print. */
const ZOOM = 2;

/**
 * Draws a figure as a PNG at twice its size, with isoloss's own fonts: the same picture whatever fonts the machine has.
 *
 * @param spec a figure, as from `figures`.
 * @example
 * const bytes = await png(figures[0].draw({ observations: where(rows, ["unique_tokens=100M"]) }));
 */
export async function png(spec: FigureSpec): Promise<Uint8Array> {
  const { Resvg } = await import("@resvg/resvg-js");
  const font = { loadSystemFonts: false, fontFiles: [fontFile(false), fontFile(true)], defaultFontFamily: FAMILY };
  return new Resvg(await svg(spec), { fitTo: { mode: "zoom", value: ZOOM }, font }).render().asPng();
}
