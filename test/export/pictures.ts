import { Resvg } from "@resvg/resvg-js";
import pixelmatch from "pixelmatch";
import { PNG } from "pngjs";
import { fontFiles } from "./fontFiles.ts";

// Pictures compared as eyes would: by pixels, with some tolerance.

/** Share of pixels that may differ: another processor may put an edge a hair's breadth elsewhere. */
export const TOLERATED = 1e-4;
/** Difference in colour from which a pixel differs, as pixelmatch counts it. */
const THRESHOLD = 0.1;

export interface Picture {
  width: number;
  height: number;
  data: Uint8Array;
}

/** A vector picture as pixels, by way of its own: fonts and size are not those that `png` chooses. */
export function raster(svg: string, { zoom = 2, fonts = fontFiles }: { zoom?: number; fonts?: readonly string[] } = {}): Picture {
  const font = { loadSystemFonts: false, fontFiles: [...fonts], defaultFontFamily: "DejaVu Sans" };
  const drawn = new Resvg(svg, { fitTo: { mode: "zoom", value: zoom }, font, background: "white" }).render();
  return { width: drawn.width, height: drawn.height, data: drawn.pixels };
}

export function pixels(png: Uint8Array): Picture {
  return PNG.sync.read(Buffer.from(png));
}

/** Share of pixels that differ; 1 where the sizes do. */
export function difference(one: Picture, other: Picture): number {
  const { width, height } = one;
  if (other.width !== width || other.height !== height) return 1;
  return pixelmatch(one.data, other.data, undefined, width, height, { threshold: THRESHOLD }) / (width * height);
}

/** Mean difference of brightness, 0 to 1, of squares of that many pixels: blind to how edges are smoothed, not to what is drawn where. */
export function coarseDifference(one: Picture, other: Picture, square: number): number {
  const [columns, rows] = [one, other]
    .map(({ width, height }) => [width, height].map((size) => Math.floor(size / square)))
    .reduce(([w, h], [v, k]) => [Math.min(w as number, v as number), Math.min(h as number, k as number)]) as [number, number];
  let sum = 0;
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++)
      sum += Math.abs(brightness(one, column * square, row * square, square) - brightness(other, column * square, row * square, square));
  return sum / (rows * columns);
}

function brightness({ width, data }: Picture, left: number, top: number, square: number): number {
  let sum = 0;
  for (let y = top; y < top + square; y++)
    for (let x = left; x < left + square; x++) {
      const at = 4 * (y * width + x);
      sum += (data[at] as number) + (data[at + 1] as number) + (data[at + 2] as number);
    }
  return sum / (3 * 255 * square ** 2);
}
