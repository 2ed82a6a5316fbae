import type { Direction } from "./axes.ts";
import type { Plane } from "./marks.ts";
import { TEXT } from "./theme.ts";

/** Which places of a plot words may take without covering its lines, its points or one another, in its frame and in that of a narrow column. */

export interface Frame {
  width: number;
  height: number;
}

/** A place in data units. */
export type Spot = Readonly<Record<"x" | "y", number>>;

/** What words cover around the place that they are of: left, upper, right and lower edge, pixels, downwards. */
export type Around = readonly [left: number, top: number, right: number, bottom: number];

export interface Obstacles {
  /** Lines through places; one that is of something may be covered by the words of that. */
  lines?: readonly { path: readonly Spot[]; of?: unknown }[];
  spots?: readonly Spot[];
}

export interface Room {
  /** @param of what the words are of. */
  isFree(at: Spot, around: Around, of?: unknown): boolean;
  take(at: Spot, around: Around): void;
}

/** Frames narrow with their column and words do not: the least share of its width that a frame keeps. */
const NARROWED = 0.6;
/** Pixels that words keep from lines, from the middle of points, and from other words. */
const APART = { line: 1.5, spot: 5, words: 4.5 };
/** Pixels up to which words may reach beyond the frame. */
const OVER = 1;

type Pixel = readonly [number, number];

/** The room that lines and points leave. */
export function roomOf(plane: Plane, { width, height }: Frame, { lines = [], spots = [] }: Obstacles): Room {
  const frames = [1, NARROWED].map((share) => {
    const frame = { width: share * width, height };
    const toPixel = pixels(plane, frame);
    const at = ({ x, y }: Spot): Pixel => toPixel(x, y);
    return {
      at,
      edge: [-OVER, -OVER, frame.width + OVER, height + OVER] as Around,
      pieces: lines.flatMap(({ path, of }) => path.slice(1).map((end, i) => ({ from: at(path[i] as Spot), to: at(end), of }))),
      points: spots.map(at),
    };
  });
  const taken: { at: Spot; around: Around }[] = [];
  return {
    isFree: (place, around, of) =>
      frames.every(({ at, edge, pieces, points }) => {
        const box = moved(around, at(place));
        return (
          holds(edge, box) &&
          !points.some((point) => overlap(grown(box, APART.spot), [...point, ...point])) &&
          !taken.some((other) => overlap(grown(box, APART.words), moved(other.around, at(other.at)))) &&
          !pieces.some((piece) => (of === undefined || piece.of !== of) && meets(piece.from, piece.to, grown(box, APART.line)))
        );
      }),
    take: (at, around) => {
      taken.push({ at, around });
    },
  };
}

/** Width of a letter, and height of letters, in ems. */
const LETTER = { regular: 0.64, bold: 0.7, height: 0.76 };

/** Width and height of words in a plot, pixels. */
export function sizeOfWords(text: string, bold = false): readonly [width: number, height: number] {
  return [text.length * (bold ? LETTER.bold : LETTER.regular) * (TEXT - 1), LETTER.height * (TEXT - 1)];
}

/** From data units to pixels from the upper left. */
export function pixels({ x, y }: Plane, { width, height }: Frame): (x: number, y: number) => Pixel {
  const share = ({ scale: { domain, type } }: Direction, value: number): number => {
    const on = type === "log" ? Math.log : (v: number): number => v;
    return (on(value) - on(domain[0])) / (on(domain[1]) - on(domain[0]));
  };
  return (own, other) => [share(x, own) * width, (1 - share(y, other)) * height];
}

const moved = ([left, top, right, bottom]: Around, [x, y]: Pixel): Around => [left + x, top + y, right + x, bottom + y];
const grown = ([left, top, right, bottom]: Around, by: number): Around => [left - by, top - by, right + by, bottom + by];
const holds = (edge: Around, box: Around): boolean => box[0] >= edge[0] && box[1] >= edge[1] && box[2] <= edge[2] && box[3] <= edge[3];
const overlap = (a: Around, b: Around): boolean => a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];

/** Whether a straight piece of a line goes through a box. */
function meets([x1, y1]: Pixel, [x2, y2]: Pixel, [left, top, right, bottom]: Around): boolean {
  let [from, to] = [0, 1];
  for (const [start, end, low, high] of [
    [x1, x2, left, right],
    [y1, y2, top, bottom],
  ] as const) {
    if (Math.max(start, end) <= low || Math.min(start, end) >= high) return false;
    if (start === end) continue;
    const shares = [(low - start) / (end - start), (high - start) / (end - start)];
    [from, to] = [Math.max(from, Math.min(...shares)), Math.min(to, Math.max(...shares))];
  }
  return from < to;
}

/** How words stand by a place. */
export interface Stand {
  align: "left" | "center" | "right";
  dx: number;
  dy: number;
}

/** Pixels from a place to the words beside it, and to the middle of those above or below it. */
const ASIDE = 7;
const ABOVE = 11;
const STANDS: readonly Stand[] = [
  { align: "left", dx: ASIDE, dy: -ASIDE },
  { align: "center", dx: 0, dy: -ABOVE },
  { align: "right", dx: -ASIDE, dy: ASIDE },
  { align: "center", dx: 0, dy: ABOVE },
  { align: "left", dx: ASIDE, dy: ASIDE },
  { align: "right", dx: -ASIDE, dy: -ASIDE },
  { align: "left", dx: ABOVE, dy: 0 },
  { align: "right", dx: -ABOVE, dy: 0 },
  { align: "center", dx: 0, dy: 2 * ABOVE },
  { align: "center", dx: 0, dy: -2 * ABOVE },
];

/** The first way to stand beside a place in which words cover nothing, which they then take; undefined where there is none. */
export function standBeside(room: Room, at: Spot, text: string, bold = false): Stand | undefined {
  const [width, height] = sizeOfWords(text, bold);
  const aroundOf = ({ align, dx, dy }: Stand): Around => {
    const left = align === "left" ? dx : align === "right" ? dx - width : dx - width / 2;
    return [left, dy - height / 2, left + width, dy + height / 2];
  };
  const found = STANDS.find((stand) => room.isFree(at, aroundOf(stand)));
  if (found) room.take(at, aroundOf(found));
  return found;
}
