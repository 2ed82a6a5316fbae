import { fileURLToPath } from "node:url";

/** The fonts that text is measured with and that pictures carry: every glyph of the figures is in them. */

export const FAMILY = "DejaVu Sans";

export function fontFile(bold: boolean): string {
  return fileURLToPath(import.meta.resolve(`dejavu-fonts-ttf/ttf/DejaVuSans${bold ? "-Bold" : ""}.ttf`));
}
