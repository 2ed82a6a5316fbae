import { compile } from "vega-lite";
import { type FigureSpec, svg } from "../../src/index.ts";

// Lines and points of a drawn figure beside its words, from Vega's scene graph: what a reader would see through the letters.

type Box = readonly [left: number, top: number, right: number, bottom: number];
type Place = readonly [x: number, y: number];

/** Words inside of plots, in the order of drawing with all other marks. */
export interface Word {
  text: string;
  box: Box;
  /** Pixels of white around its letters. */
  halo: number;
  order: number;
}

/** What is drawn as one line: a curve, a rule, the outline of a box. */
export interface Stroke {
  colour: string;
  /** Pieces of one line, as of one level of a map, share it. */
  mark: unknown;
  segments: readonly (readonly [Place, Place])[];
  /** Half its width, pixels. */
  reach: number;
  order: number;
}

export interface Spot {
  place: Place;
  /** Half its height, pixels. */
  reach: number;
  order: number;
}

export interface Marks {
  words: readonly Word[];
  strokes: readonly Stroke[];
  spots: readonly Spot[];
}

interface Item {
  marktype?: string;
  role?: string;
  clip?: boolean;
  items?: readonly Item[];
  x?: number;
  y?: number;
  x2?: number;
  y2?: number;
  width?: number;
  height?: number;
  text?: string | readonly string[];
  opacity?: number;
  fill?: string;
  fillOpacity?: number;
  stroke?: string;
  strokeWidth?: number;
  size?: number;
  fontSize?: number;
  defined?: boolean;
  bounds?: { x1: number; y1: number; x2: number; y2: number };
}

/** Letters of figures and capitals fill so much of the height that Vega gives a line of text, cut at both ends. */
const AIR = 0.16;
const WHITE = /^(white|#fff(fff)?)$/i;

/** Marks of a figure as it is drawn, from the upper left of the picture. */
export async function marksDrawn(spec: FigureSpec): Promise<Marks> {
  // Once through the product: Vega then measures text in the figures' fonts.
  await svg(spec);
  const vega = await import("vega");
  const silent = vega.logger(vega.None);
  const view = new vega.View(vega.parse(compile(structuredClone(spec), { logger: silent as never }).spec), {
    renderer: "none",
    logger: silent,
  });
  await view.toSVG();
  const found = marksOf((view.scenegraph() as unknown as { root: Item }).root);
  view.finalize();
  return found;
}

function marksOf(scene: Item): Marks {
  const [words, strokes, spots]: [Word[], Stroke[], Spot[]] = [[], [], []];
  let order = 0;
  let halo = 0;
  const visit = (mark: Item, [left, top]: Place, frame: Box): void => {
    const { marktype, role, clip, items = [] } = mark;
    const isData = role === "mark";
    const seen = (segments: (readonly [Place, Place])[]): (readonly [Place, Place])[] =>
      segments.flatMap((segment) => (clip ? clipped(segment, frame) : [segment]));
    const at = ({ x = 0, y = 0 }: Item): Place => [left + x, top + y];
    if (isData && marktype === "line") {
      const drawn = seen(
        items
          .slice(1)
          .flatMap((item, i) => (item.defined === false || items[i]?.defined === false ? [] : [[at(items[i] as Item), at(item)] as const])),
      );
      const [{ stroke, strokeWidth = 1, opacity = 1 }] = [items[0] ?? {}];
      if (stroke && !WHITE.test(stroke) && opacity > 0)
        strokes.push({ colour: stroke, mark, segments: drawn, reach: strokeWidth / 2, order: order++ });
      return;
    }
    for (const item of items) {
      order++;
      const { x = 0, y = 0, stroke, strokeWidth = 1, opacity = 1, fill, fillOpacity = 1 } = item;
      const isStroked = stroke !== undefined && !WHITE.test(stroke) && opacity > 0;
      if (marktype === "group")
        for (const inner of item.items ?? [])
          visit(inner, [left + x, top + y], item.width ? [left + x, top + y, left + x + item.width, top + y + (item.height ?? 0)] : frame);
      else if (marktype === "text" && item.text && opacity > 0) {
        if (stroke) halo = strokeWidth / 2;
        else {
          const { x1, y1, x2, y2 } = item.bounds ?? { x1: 0, y1: 0, x2: 0, y2: 0 };
          const air = AIR * (item.fontSize ?? 11);
          const isUpright = y2 - y1 > x2 - x1 && String(item.text).length > 2;
          const box: Box = isUpright
            ? [left + x1 + air, top + y1, left + x2 - air, top + y2]
            : [left + x1, top + y1 + air, left + x2, top + y2 - air];
          words.push({ text: [item.text].flat().join(" "), box, halo, order });
          halo = 0;
        }
      } else if (isData && marktype === "rule" && isStroked) {
        const segment = [at(item), [left + (item.x2 ?? x), top + (item.y2 ?? y)]] as const;
        strokes.push({ colour: stroke, mark, segments: seen([segment]), reach: strokeWidth / 2, order });
      } else if (isData && marktype === "rect" && isStroked && (fill === undefined || fill === "transparent" || fillOpacity === 0)) {
        const [a, b, c, d] = [x, y, x + (item.width ?? 0), y + (item.height ?? 0)].map((edge, i) => edge + (i % 2 ? top : left)) as [
          number,
          number,
          number,
          number,
        ];
        const corners: Place[] = [
          [a, b],
          [c, b],
          [c, d],
          [a, d],
          [a, b],
        ];
        strokes.push({
          colour: stroke,
          mark,
          segments: seen(corners.slice(1).map((end, i) => [corners[i] as Place, end] as const)),
          reach: strokeWidth / 2,
          order,
        });
      } else if (isData && marktype === "symbol" && opacity > 0)
        spots.push({ place: at(item), reach: Math.sqrt(item.size ?? 64) / 2, order });
    }
  };
  visit(scene, [0, 0], [-1e9, -1e9, 1e9, 1e9]);
  return { words, strokes, spots };
}

/** The part of a segment that lies in a box: none, or one. */
function clipped([[x1, y1], [x2, y2]]: readonly [Place, Place], [left, top, right, bottom]: Box): [readonly [Place, Place]] | [] {
  let [from, to] = [0, 1];
  for (const [start, step, low, high] of [
    [x1, x2 - x1, left, right],
    [y1, y2 - y1, top, bottom],
  ] as const) {
    if (step === 0) {
      if (start < low || start > high) return [];
      continue;
    }
    const [a, b] = [(low - start) / step, (high - start) / step].sort((p, q) => p - q) as [number, number];
    [from, to] = [Math.max(from, a), Math.min(to, b)];
  }
  const on = (share: number): Place => [x1 + share * (x2 - x1), y1 + share * (y2 - y1)];
  return from < to || (x1 === x2 && y1 === y2) ? [[on(from), on(to)]] : [];
}

const grown = ([left, top, right, bottom]: Box, by: number): Box => [left - by, top - by, right + by, bottom + by];
const crosses = ({ segments, reach }: Stroke, box: Box): boolean =>
  segments.some((segment) => clipped(segment, grown(box, reach)).length > 0);

/** Pixels by which letters and marks may touch: how lines are smoothed. */
const TOUCH = 0.5;

/** What lies below the words of a figure that it should not, each fault in words. */
export function markFaults({ words, strokes, spots }: Marks): string[] {
  // A dash is a tick of its own.
  return words
    .filter(({ text }) => /[\p{L}\p{N}]/u.test(text))
    .flatMap(({ text, box, halo, order }) => {
      const letters = grown(box, -TOUCH);
      const [cx, cy] = [(box[0] + box[2]) / 2, (box[1] + box[3]) / 2];
      const under = strokes.filter((stroke) => crosses(stroke, letters));
      const isBelow = (stroke: Stroke): boolean => stroke.order < order;
      // A halo keeps a name legible upon the line that goes through its middle: its own.
      const middle: Box = [cx - (box[3] - box[1]) / 4, cy - (box[3] - box[1]) / 4, cx + (box[3] - box[1]) / 4, cy + (box[3] - box[1]) / 4];
      const own = halo > 0 ? under.find((stroke) => isBelow(stroke) && crosses(stroke, middle)) : undefined;
      const [l, t, r, b] = letters;
      const covered = spots.filter(
        ({ place: [x, y], reach }) => Math.hypot(x - Math.min(Math.max(x, l), r), y - Math.min(Math.max(y, t), b)) < reach,
      );
      return [
        ...under
          .filter(({ mark }) => mark !== own?.mark)
          .map(({ colour }) => `"${text}"${halo ? " (halo)" : ""} lies on a line of ${colour}`),
        ...covered.map(({ place: [x, y] }) => `"${text}" lies on a point at ${x.toFixed(0)}, ${y.toFixed(0)}`),
      ];
    });
}
