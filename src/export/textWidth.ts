import { fontFile } from "./fonts.ts";

type Font = import("fontkit").Font;

/** Width in ems of a text in the font of the figures. */
export type TextWidth = (text: string, bold: boolean) => number;

let measured: Promise<TextWidth> | undefined;

/** Measures text with the fonts that it is drawn in: glyphs' advances and kerning; each text is measured once. */
export function textWidth(): Promise<TextWidth> {
  measured ??= measure();
  return measured;
}

async function measure(): Promise<TextWidth> {
  const fontkit = await import("fontkit");
  const [regular, heavy] = [false, true].map((bold) => fontkit.openSync(fontFile(bold))) as [Font, Font];
  const known = new Map<string, number>();
  return (text, bold) => {
    const key = `${bold} ${text}`;
    const font = bold ? heavy : regular;
    const ems = known.get(key) ?? font.layout(text).advanceWidth / font.unitsPerEm;
    known.set(key, ems);
    return ems;
  };
}
