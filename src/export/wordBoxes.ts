/** Where the words of a drawn figure stand, read from Vega's scene graph: by it a layout knows whether its words have room. */

/** Left, upper, right and lower edge, pixels. */
export type Box = readonly [number, number, number, number];

/** The words of a picture, and the lines of its axes. */
export interface WordBoxes {
  words: readonly Box[];
  axes: readonly Box[];
}

/** What is read of Vega's marks and items; a group's items are marks. */
interface Item {
  marktype?: string;
  role?: string;
  items?: readonly Item[];
  x?: number;
  y?: number;
  text?: unknown;
  opacity?: number;
  stroke?: unknown;
  bounds?: { x1: number; y1: number; x2: number; y2: number };
}

/** Words and axes of a scene, from the upper left of the picture. */
export function wordBoxes(scene: unknown): WordBoxes {
  const words: Box[] = [];
  const axes: Box[] = [];
  const visit = ({ marktype, role, items = [] }: Item, left: number, top: number): void => {
    for (const item of items) {
      const { x1, y1, x2, y2 } = item.bounds ?? { x1: 0, y1: 0, x2: 0, y2: 0 };
      const box: Box = [x1 + left, y1 + top, x2 + left, y2 + top];
      if (marktype === "text" && isSeen(item)) words.push(box);
      if (marktype === "rule" && role === "axis-domain") axes.push(box);
      if (marktype === "group") for (const mark of item.items ?? []) visit(mark, left + (item.x ?? 0), top + (item.y ?? 0));
    }
  };
  visit(scene as Item, 0, 0);
  return { words, axes };
}

/** Labels that Vega leaves out are transparent; a halo lies under words that come once more. */
const isSeen = ({ text, opacity = 1, stroke }: Item): boolean => text !== undefined && text !== "" && opacity > 0 && !stroke;

/** Pixels that a box has around its letters, at its upper and lower edge, and by which boxes may overlap. */
const AIR = 1.5;
const TOUCH = 0.5;

/** Whether no words lie on others or across an axis. */
export function haveRoom({ words, axes }: WordBoxes): boolean {
  const inked = words.map(([left, top, right, bottom]): Box => [left, top + AIR, right, bottom - AIR]);
  return inked.every((box, i) => inked.slice(i + 1).every((other) => !overlap(box, other)) && axes.every((axis) => !crosses(box, axis)));
}

function overlap(a: Box, b: Box): boolean {
  return Math.min(a[2], b[2]) - Math.max(a[0], b[0]) > TOUCH && Math.min(a[3], b[3]) - Math.max(a[1], b[1]) > TOUCH;
}

/** Whether words go from one side of an axis' line to the other. */
function crosses([left, top, right, bottom]: Box, [x1, y1, x2, y2]: Box): boolean {
  const isUpright = y2 - y1 > x2 - x1;
  const [x, y] = [(x1 + x2) / 2, (y1 + y2) / 2];
  return isUpright
    ? left < x - TOUCH && right > x + TOUCH && top < y2 && bottom > y1
    : top < y - TOUCH && bottom > y + TOUCH && left < x2 && right > x1;
}
