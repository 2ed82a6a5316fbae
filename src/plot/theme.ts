import type { Config } from "vega-lite";
import type { Family, Recipe } from "../run.ts";

/** How a family or recipe looks in every figure. Lightness differs as well as hue, and shape as well as both: each has a grey of its own in print. */
export interface Look {
  label: string;
  colour: string;
  shape: "circle" | "square" | "diamond" | "triangle-up" | "triangle-down";
}

export const INK = "#222222";
export const QUIET = "#666666";
export const FAINT = "#e3e3e3";

/** Verdana has the widths of DejaVu Sans, from which it descends: text keeps its place where only that is installed. */
export const FONT = "DejaVu Sans, Verdana, sans-serif";
export const TEXT = 11;
/** Length of a tick with a label, pixels. */
export const TICK = 4;

export const FAMILIES: Readonly<Record<Family, Look>> = {
  ar: { label: "AR", colour: "#0b4f8a", shape: "circle" },
  mdm: { label: "MDM", colour: "#d97300", shape: "square" },
};

export const RECIPES: Readonly<Record<Recipe, Look>> = {
  standard: { label: "standard", colour: "#a8322d", shape: "circle" },
  regularized: { label: "regularized", colour: "#4b2a7b", shape: "square" },
  ensemble: { label: "ensemble", colour: "#17918a", shape: "diamond" },
  distilled: { label: "distilled", colour: "#d077a5", shape: "triangle-up" },
  self_distilled: { label: "self-distilled", colour: "#5a6a12", shape: "triangle-down" },
};

/**
 * Steps of one colour from light to dark, for a quantity with several levels.
 *
 * @param colour the middle, as "#17918a".
 * @param count at least 1; one step is the colour itself.
 */
export function ramp(colour: string, count: number): string[] {
  if (count === 1) return [colour];
  return Array.from({ length: count }, (_, i) => {
    const t = 1 - (2 * i) / (count - 1);
    return t > 0 ? mix(colour, 255, 0.42 * t) : mix(colour, 0, -0.6 * t);
  });
}

/** A colour moved by `share` of the way to a grey level, 0 to 255. */
export function mix(colour: string, towards: number, share: number): string {
  const parts = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
  return `#${parts
    .map((part) =>
      Math.round(part + share * (towards - part))
        .toString(16)
        .padStart(2, "0"),
    )
    .join("")}`;
}

/** The same hue, dark enough for words on white (a contrast of 4.5 or more). */
export function legible(colour: string): string {
  const shades = Array.from({ length: 20 }, (_, i) => mix(colour, 0, i / 20));
  return shades.find((shade) => contrastOnWhite(shade) >= 4.5) ?? INK;
}

function contrastOnWhite(colour: string): number {
  const [r, g, b] = [1, 3, 5]
    .map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)) as [number, number, number];
  return 1.05 / (0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05);
}

export const CONFIG: Config = {
  font: FONT,
  view: { stroke: null },
  title: {
    anchor: "start",
    frame: "group",
    fontSize: TEXT,
    fontWeight: "bold",
    color: INK,
    offset: 6,
    subtitleFontSize: TEXT,
    subtitleColor: INK,
  },
  axis: {
    labelFontSize: TEXT,
    titleFontSize: TEXT,
    titleFontWeight: "normal",
    labelColor: INK,
    titleColor: INK,
    titlePadding: 6,
    domainColor: INK,
    tickColor: INK,
    tickSize: TICK,
    gridColor: FAINT,
    labelOverlap: false,
    labelFlush: false,
  },
};
