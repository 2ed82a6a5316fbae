import { buffer } from "node:stream/consumers";
import type { FigureSpec } from "../plot/figure.ts";
import { POINTS } from "./fitWidth.ts";
import { fontFile } from "./fonts.ts";
import { sizeOf, svg } from "./svg.ts";

/** Equal figures give equal bytes, so that no file says when it was made. */
const MADE = new Date(0);

/**
 * Draws a figure as one page of vector PDF: text stays text, in embedded subsets of isoloss's own fonts, and equal figures give equal bytes.
 *
 * @param spec a figure, as from `figures`.
 * @throws Error where the picture has what a PDF cannot hold: a mistake of ours.
 * @example
 * const bytes = await pdf(figures[0].draw({ observations: where(rows, ["unique_tokens=100M"]) }));
 */
export async function pdf(spec: FigureSpec): Promise<Uint8Array> {
  const [{ default: PDFDocument }, { default: draw }, picture] = await Promise.all([import("pdfkit"), import("svg-to-pdfkit"), svg(spec)]);
  const [width, height] = sizeOf(picture).map((pixels) => pixels * POINTS) as [number, number];
  const { figure, caption, version } = spec.usermeta.isoloss;
  const info = { Title: figure, Subject: caption, Creator: `isoloss ${version}`, CreationDate: MADE, ModDate: MADE };
  const page = new PDFDocument({ size: [width, height], margin: 0, info, lang: "en" });
  for (const bold of [false, true]) page.registerFont(nameOf(bold), fontFile(bold));
  // A dash of no gap is a solid line, and sends the converter astray.
  draw(page, picture.replaceAll(' stroke-dasharray="1,0"', ""), 0, 0, {
    width,
    height,
    assumePt: false,
    fontCallback: (_, bold) => nameOf(bold),
    warningCallback: (message) => {
      throw new Error(`Cannot put the figure into a PDF: ${message}`);
    },
  });
  page.end();
  return buffer(page);
}

const nameOf = (bold: boolean): string => (bold ? "bold" : "regular");
