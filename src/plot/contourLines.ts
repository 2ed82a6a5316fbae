import type { Contour } from "../analyze/versus/isoLoss.ts";
import type { Direction } from "./axes.ts";
import type { Layer } from "./figure.ts";
import { type Plane, type Row, segments, words } from "./marks.ts";

/** Contour lines on logarithmic axes, each with its level written where there is room. */

/** A contour as it looks. */
export interface DrawnContour extends Contour {
  colour: string;
  width: number;
  dash?: readonly number[];
  /** Empty for a line without a label. */
  text: string;
  /** Whether a key tells the level as well, so that no label is better than one that covers another line. */
  inKey?: boolean;
}

export interface Frame {
  width: number;
  height: number;
}

/** A place in data units. */
export type Spot = Readonly<Record<"x" | "y", number>>;

type Pixel = readonly [number, number];

/** Room of a label: its width a share of the frame's, since a column narrows frames and not words, its height in pixels. */
const ROOM = { width: 0.22, height: 15 };
/** Pixels that a label keeps from marks. */
const APART = 11;
/** What a pixel from the way on which labels stand costs, beside one too near to a mark. */
const ASTRAY = 0.25;

/**
 * Lines and labels; labels stand as near as they can to the line from the frame's lower left to its right edge at `rise` of its height, off each other
 * and off marks.
 *
 * @param marks places in data units which no label may cover.
 * @param named places along words in the figure, from which labels keep as from each other.
 */
export function contourLines(
  plane: Plane,
  frame: Frame,
  contours: readonly DrawnContour[],
  marks: readonly Spot[],
  { rise = 1, named = [] }: { rise?: number; named?: readonly Spot[] } = {},
): Layer[] {
  const toPixel = pixels(plane, frame);
  const taken: Pixel[] = [];
  const there = contours.filter(({ segments: own }) => own.length > 0);
  const obstacles = marks.map(({ x, y }) => toPixel(x, y));
  const written = named.map(({ x, y }) => toPixel(x, y));
  const labels = there.flatMap((contour): Layer[] => {
    if (contour.text === "") return [];
    const lines = contour.inKey
      ? there.flatMap((other) => (other === contour ? [] : middles(other).map((spot) => toPixel(spot.x, spot.y))))
      : [];
    const found = placeOf(contour, { toPixel, frame, obstacles, lines, written, taken, rise });
    if (!found) return [];
    taken.push(toPixel(found.x, found.y));
    return [words([{ ...found, text: contour.text }], { align: "center", halo: true })];
  });
  const lines = there.map(({ segments: own, colour, width, dash }) =>
    segments(
      own.map(([x, y, x2, y2]): Row => ({ x, y, x2, y2 })),
      { colour, width, ...(dash && { dash }) },
    ),
  );
  return [...lines, ...labels];
}

interface Place {
  toPixel: (x: number, y: number) => Pixel;
  frame: Frame;
  obstacles: readonly Pixel[];
  /** Of other contours that the label is not to cover. */
  lines: readonly Pixel[];
  /** Along words that are there. */
  written: readonly Pixel[];
  taken: readonly Pixel[];
  rise: number;
}

const middles = ({ segments: own }: Contour): Spot[] => own.map(([x1, y1, x2, y2]) => ({ x: Math.sqrt(x1 * x2), y: Math.sqrt(y1 * y2) }));

/** The middle of the piece of a line that suits a label best; undefined where none has room. */
function placeOf(contour: Contour, { toPixel, frame, obstacles, lines, written, taken, rise }: Place): Spot | undefined {
  const width = ROOM.width * frame.width;
  const candidates = middles(contour).flatMap(({ x, y }) => {
    const [across, up] = toPixel(x, y);
    const outside = across < width / 2 || across > frame.width - width / 2 || up < ROOM.height || up > frame.height - ROOM.height;
    if (outside || taken.some(([u, v]) => Math.abs(u - across) < width && Math.abs(v - up) < ROOM.height)) return [];
    if (written.some(([u, v]) => Math.abs(u - across) < width / 2 && Math.abs(v - up) < ROOM.height)) return [];
    if (lines.some(([u, v]) => Math.abs(u - across) < width / 2 && Math.abs(v - up) < ROOM.height / 2)) return [];
    const nearest = Math.min(...obstacles.map(([u, v]) => Math.hypot((u - across) / (width / ROOM.height), v - up)), APART);
    const astray = Math.abs(up / frame.height - (rise * across) / frame.width) * frame.height;
    return [{ x, y, cost: APART - nearest + ASTRAY * astray * (APART / frame.height), covered: nearest < APART / 2 }];
  });
  const free = candidates.filter(({ covered }) => !covered);
  const best = free.length > 0 ? free.reduce((a, b) => (b.cost < a.cost ? b : a)) : undefined;
  return best && { x: best.x, y: best.y };
}

/** From data units to pixels from the lower left. */
export function pixels({ x, y }: Plane, { width, height }: Frame): (x: number, y: number) => Pixel {
  const share = ({ scale: { domain } }: Direction, value: number): number => Math.log(value / domain[0]) / Math.log(domain[1] / domain[0]);
  return (own, other) => [share(x, own) * width, share(y, other) * height];
}
