import type { Direction } from "./axes.ts";
import type { Layer } from "./figure.ts";
import { type Plane, type Row, words } from "./marks.ts";
import { TEXT } from "./theme.ts";

/** Words beside points, each on the side of its point where lines and other points leave it the most room. */

interface Spot {
  x: number;
  y: number;
}

interface Side {
  align: "left" | "center" | "right";
  dx: number;
  dy: number;
}

/** The first of equally free ones is taken. */
const SIDES: readonly Side[] = [
  { align: "left", dx: 3, dy: -10 },
  { align: "center", dx: 0, dy: -12 },
  { align: "center", dx: 0, dy: 12 },
  { align: "right", dx: -3, dy: 10 },
  { align: "right", dx: -3, dy: -10 },
  { align: "left", dx: 3, dy: 10 },
];
/** Width of a figure or letter, and half the height of a line, pixels. */
const LETTER = 0.64 * (TEXT - 1);
const HALF = 0.45 * (TEXT - 1);
/** Pixels of room beyond which more is no better. */
const ENOUGH = 4;
/** Pixels between places that are looked at along a line. */
const STEP = 2;

/**
 * Words beside points.
 *
 * @param lines that they keep off, each a row of places; a single place is a point.
 * @param frame of the panel where it is narrowest, pixels.
 */
export function clearSides(
  plane: Plane,
  frame: { width: number; height: number },
  named: readonly (Spot & { text: string })[],
  lines: readonly (readonly Spot[])[],
  colour: string,
): Layer[] {
  const toPixel = ({ x, y }: Spot): Spot => ({ x: shareOf(plane.x, x) * frame.width, y: (1 - shareOf(plane.y, y)) * frame.height });
  const obstacles = lines.flatMap((line) => along(line.map(toPixel)));
  const taken: Box[] = [];
  const sides = named.map((name) => {
    const at = toPixel(name);
    const room = (side: Side): number => roomOf(boxOf(at, side, name.text), { frame, obstacles, taken });
    const side = SIDES.reduce((a, b) => (room(b) > room(a) + 1e-9 ? b : a));
    taken.push(boxOf(at, side, name.text));
    return side;
  });
  return SIDES.flatMap((side): Layer[] => {
    const rows = named.filter((_, i) => sides[i] === side).map(({ x, y, text }): Row => ({ x, y, text }));
    return rows.length > 0 ? [words(rows, { colour, ...side })] : [];
  });
}

/** Left, upper, right and lower edge, pixels. */
type Box = readonly [number, number, number, number];

function boxOf({ x, y }: Spot, { align, dx, dy }: Side, text: string): Box {
  const width = LETTER * text.length;
  const left = x + dx - { left: 0, center: width / 2, right: width }[align];
  return [left, y + dy - HALF, left + width, y + dy + HALF];
}

interface Around {
  frame: { width: number; height: number };
  obstacles: readonly Spot[];
  taken: readonly Box[];
}

/** Pixels to what is nearest; an edge of the panel is as much in the way as a line. */
function roomOf(box: Box, { frame, obstacles, taken }: Around): number {
  const [left, top, right, bottom] = box;
  const off = ([u, v, w, z]: Box): number => Math.hypot(Math.max(left - w, u - right, 0), Math.max(top - z, v - bottom, 0));
  return Math.min(
    ENOUGH,
    left,
    top,
    frame.width - right,
    frame.height - bottom,
    ...obstacles.map(({ x, y }) => off([x, y, x, y])),
    ...taken.map(off),
  );
}

function shareOf({ scale: { type, domain } }: Direction, value: number): number {
  const on = type === "log" ? Math.log : (x: number): number => x;
  return (on(value) - on(domain[0])) / (on(domain[1]) - on(domain[0]));
}

/** Places along a line, close to one another. */
function along(line: readonly Spot[]): Spot[] {
  return line.flatMap((to, i) => {
    const from = line[i - 1];
    if (!from) return [to];
    const count = Math.max(1, Math.ceil(Math.hypot(to.x - from.x, to.y - from.y) / STEP));
    return Array.from({ length: count }, (_, k) => ({
      x: from.x + ((to.x - from.x) * (k + 1)) / count,
      y: from.y + ((to.y - from.y) * (k + 1)) / count,
    }));
  });
}
