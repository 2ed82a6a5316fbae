import type { Contour } from "../analyze/versus/isoLoss.ts";
import type { Layer } from "./figure.ts";
import { type Around, type Frame, pixels, type Room, roomOf, type Spot, sizeOfWords } from "./labelRoom.ts";
import { type Plane, type Row, segments, words } from "./marks.ts";

/** Contour lines on logarithmic axes, each with its level written where there is room. */

/** A contour as it looks. */
export interface DrawnContour extends Contour {
  colour: string;
  width: number;
  dash?: readonly number[];
  text: string;
}

/** Pixels along a line between places that are tried. */
const STEP = 6;
/** What it costs that a label stands upright, in pixels from the way on which labels stand. */
const UPRIGHT = 40;

/** Other marks of the plot, in data units, which no label may cover. */
export interface Marks {
  spots?: readonly Spot[];
  /** Lines through places. */
  ways?: readonly (readonly Spot[])[];
}

/**
 * Lines and labels; a label stands on its own line, level or upright, as near as it can to the line from the frame's lower left to its right edge at
 * `rise` of its height, and covers no other line, mark or label: where it would, its line has none.
 */
export function contourLines(
  plane: Plane,
  frame: Frame,
  contours: readonly DrawnContour[],
  { spots = [], ways = [] }: Marks,
  rise = 1,
): Layer[] {
  const there = contours.filter(({ segments: own }) => own.length > 0);
  const pieces = there.flatMap((contour) => endsOf(contour).map((path) => ({ path, of: contour })));
  const room = roomOf(plane, frame, { spots, lines: [...pieces, ...ways.map((path) => ({ path }))] });
  const astray = ({ x, y }: Spot): number => {
    const [across, down] = pixels(plane, frame)(x, y);
    return Math.abs(frame.height - down - (rise * across * frame.height) / frame.width);
  };
  const labels = there.flatMap((contour): Layer[] => {
    const found = placeOf(contour, { room, astray, toPixel: pixels(plane, frame) });
    if (!found) return [];
    const { at, around, upright } = found;
    room.take(at, around);
    return [words([{ ...at, text: contour.text }], { align: "center", halo: true, upright })];
  });
  const lines = there.map(({ segments: own, colour, width, dash }) =>
    segments(
      own.map(([x, y, x2, y2]): Row => ({ x, y, x2, y2 })),
      { colour, width, ...(dash && { dash }) },
    ),
  );
  return [...lines, ...labels];
}

const endsOf = ({ segments: own }: Contour): (readonly [Spot, Spot])[] =>
  own.map(([x, y, x2, y2]) => [
    { x, y },
    { x: x2, y: y2 },
  ]);

interface Ground {
  room: Room;
  /** Pixels from the way on which labels stand. */
  astray: (at: Spot) => number;
  toPixel: ReturnType<typeof pixels>;
}

/** The place on a line that suits a label best; undefined where none has room. */
function placeOf(contour: DrawnContour, { room, astray, toPixel }: Ground): { at: Spot; around: Around; upright: boolean } | undefined {
  const [long, high] = sizeOfWords(contour.text).map((size) => size / 2) as [number, number];
  const ways = [
    { around: [-long, -high, long, high] as const, upright: false },
    { around: [-high, -long, high, long] as const, upright: true },
  ];
  const candidates = endsOf(contour)
    .flatMap((ends) => along(ends, toPixel))
    .flatMap((at) =>
      ways.flatMap((way) => (room.isFree(at, way.around, contour) ? [{ ...way, at, cost: astray(at) + (way.upright ? UPRIGHT : 0) }] : [])),
    );
  return candidates.length > 0 ? candidates.reduce((a, b) => (b.cost < a.cost ? b : a)) : undefined;
}

/** Places along a piece, the middle of a short one. */
function along([from, to]: readonly [Spot, Spot], toPixel: Ground["toPixel"]): Spot[] {
  const [[a, b], [c, d]] = [toPixel(from.x, from.y), toPixel(to.x, to.y)];
  const count = Math.max(1, Math.floor(Math.hypot(c - a, d - b) / STEP));
  return Array.from({ length: count }, (_, i) => (i + 0.5) / count).map((share) => ({
    x: from.x * (to.x / from.x) ** share,
    y: from.y * (to.y / from.y) ** share,
  }));
}
