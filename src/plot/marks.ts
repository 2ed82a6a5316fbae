import type { Direction } from "./axes.ts";
import type { Layer, Panel } from "./figure.ts";
import { INK, type Look, legible, TEXT } from "./theme.ts";

/** One row of a layer's data: its places `x`, `y` and what else the mark reads. */
export type Row = Record<string, number | string | undefined>;

/** The two directions of a panel. */
export interface Plane {
  x: Direction;
  y: Direction;
}

/** Layers on a plane. */
export function panel(
  plane: Plane,
  layer: Layer[],
  frame: { title?: string; subtitle?: string | string[]; width: number; height: number },
): Panel {
  const { title, subtitle, width, height } = frame;
  return {
    ...(title !== undefined && { title: { text: title, ...(subtitle !== undefined && { subtitle }) } }),
    width,
    height,
    encoding: { x: { field: "x", ...plane.x }, y: { field: "y", ...plane.y } },
    layer,
  } as Panel;
}

interface Stroke {
  colour: string;
  width?: number;
  dash?: readonly number[];
  opacity?: number;
}

/** A line through rows {x, y}, by x. */
export function line(rows: readonly Row[], stroke: Stroke): Layer {
  return { data: { values: [...rows] }, mark: { type: "line", clip: true, ...paint(stroke, 1.6) } };
}

/** A fitted law through rows {x, y, low?, high?}: its line, and its band where the rows have one. */
export function law(rows: readonly Row[], { shade = 0.18, ...stroke }: Stroke & { shade?: number }): Layer {
  if (rows.some((row) => row.low === undefined)) return line(rows, { width: 2, ...stroke });
  return {
    data: { values: [...rows] },
    layer: [
      {
        mark: { type: "area", clip: true, color: stroke.colour, opacity: shade, line: false },
        encoding: { y: { field: "low", type: "quantitative" }, y2: { field: "high" } },
      },
      { mark: { type: "line", clip: true, ...paint(stroke, 2) } },
    ],
  };
}

/** Points at rows {x, y}; further columns of the rows travel with the figure. Clear ones do not hide what lies under them. */
export function points(
  rows: readonly Row[],
  { colour, shape }: Pick<Look, "colour" | "shape">,
  options: { hollow?: boolean; clear?: boolean; size?: number; opacity?: number; dash?: readonly number[] } = {},
): Layer {
  const { hollow = false, clear = false, size = 34, opacity = 1, dash } = options;
  // A thin light edge keeps points apart that lie on one another.
  const [fill, stroke] = hollow ? ["white", colour] : [colour, "white"];
  return {
    data: { values: [...rows] },
    mark: {
      type: "point",
      shape,
      size,
      opacity,
      filled: true,
      fill,
      ...(clear && { fillOpacity: 0 }),
      stroke,
      strokeWidth: hollow ? 1.4 : 0.5,
      ...(dash && { strokeDash: [...dash] }),
    },
  };
}

/** Segments of rows {x, y, x2?, y2?}: intervals, drop lines, reference lines. */
export function segments(rows: readonly Row[], stroke: Stroke): Layer {
  const ends = {
    ...(rows.some((row) => "x2" in row) && { x2: { field: "x2" } }),
    ...(rows.some((row) => "y2" in row) && { y2: { field: "y2" } }),
  };
  return { data: { values: [...rows] }, mark: { type: "rule", clip: true, ...paint(stroke, 1.2) }, encoding: ends };
}

/** Rectangles at rows {x, x2, y, y2}. */
export function boxes(
  rows: readonly Row[],
  paint: { fill?: string; stroke?: string; strokeWidth?: number; dash?: readonly number[] },
): Layer {
  const { fill, stroke = "white", strokeWidth = 1, dash } = paint;
  const filled = fill !== undefined;
  return {
    data: { values: [...rows] },
    mark: { type: "rect", clip: true, filled, ...(filled && { fill }), stroke, strokeWidth, ...(dash && { strokeDash: [...dash] }) },
    encoding: { x2: { field: "x2" }, y2: { field: "y2" } },
  };
}

/** For words on dark fills. */
export const WHITE = "white";

/** Pixels of white around letters and across their gaps: a line is not to show through beside a point. */
const HALO = 7;

interface Words {
  /** One that is too light for words on white is darkened. */
  colour?: string;
  align?: "left" | "center" | "right";
  baseline?: "top" | "middle" | "bottom";
  dx?: number;
  dy?: number;
  bold?: boolean;
  /** At the panel's right edge, outside of it, whatever x is. */
  outside?: boolean;
  /** White around the letters, where words stand on lines. */
  halo?: boolean;
  /** From below to above. */
  upright?: boolean;
}

/** Words at rows {x, y, text}. */
export function words(rows: readonly Row[], options: Words = {}): Layer {
  const {
    colour = INK,
    align = "left",
    baseline = "middle",
    dx = 0,
    dy = 0,
    bold = false,
    outside = false,
    halo = false,
    upright = false,
  } = options;
  const mark = {
    type: "text",
    color: colour === WHITE ? WHITE : legible(colour),
    align,
    baseline,
    dx,
    dy,
    fontSize: TEXT - 1,
    fontWeight: bold ? "bold" : "normal",
    ...(upright && { angle: -90 }),
  } as const;
  const encoding = { ...(outside && { x: { value: "width" as const } }), text: { field: "text", type: "nominal" as const } };
  const data = { values: [...rows] };
  // A stroke lies over the fill of its own letters, so the letters come once more.
  return halo
    ? {
        data,
        layer: [
          { mark: { ...mark, stroke: "white", strokeWidth: HALO, strokeJoin: "round" }, encoding },
          { mark, encoding },
        ],
      }
    : { data, mark, encoding };
}

function paint(
  { colour, width, dash, opacity = 1 }: Stroke,
  usual: number,
): { color: string; strokeWidth: number; opacity: number; strokeDash?: number[] } {
  return { color: colour, strokeWidth: width ?? usual, opacity, ...(dash && { strokeDash: [...dash] }) };
}
