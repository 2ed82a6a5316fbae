import { UsageError } from "../errors.ts";
import { didYouMean } from "../words.ts";
import type { FigureSpec, Panel } from "./figure.ts";

/** How a figure is set in print: between a kind's spec, which knows no page, and its export. */

/** Width of a column and size of the text in it, in points (1/72 inch). */
export interface Paper {
  id: string;
  /** What the width is of. */
  column: string;
  width: number;
  /** Size of text in figures that looks as large as the body text beside it; at a journal that sets a size, that. */
  text: number;
}

/** x-heights a size: Times, in which these are set, and DejaVu Sans, in which figures are. Letters of equal x-height look equally large. */
const TIMES = 0.448;
const DEJAVU = 0.547;
const beside = (body: number): number => Math.round((10 * body * TIMES) / DEJAVU) / 10;

const INCH = 72;
const CM = INCH / 2.54;

/** Columns of the venues of the field, as their style files set them. */
export const PAPERS: readonly Paper[] = [
  { id: "neurips", column: "text", width: 5.5 * INCH, text: beside(10) },
  { id: "iclr", column: "text", width: 5.5 * INCH, text: beside(10) },
  { id: "icml", column: "one column", width: 3.25 * INCH, text: beside(10) },
  { id: "icml-wide", column: "both columns", width: 6.75 * INCH, text: beside(10) },
  { id: "acl", column: "one column", width: 7.7 * CM, text: beside(11) },
  { id: "acl-wide", column: "both columns", width: 16 * CM, text: beside(11) },
  { id: "nature", column: "one column", width: 8.9 * CM, text: 7 },
  { id: "nature-wide", column: "both columns", width: 18.3 * CM, text: 7 },
];

/**
 * The column of a venue by its id.
 *
 * @throws UsageError that lists the papers.
 * @example
 * findPaper("icml").width // 234
 */
export function findPaper(id: string): Paper {
  const found = PAPERS.find((paper) => paper.id === id);
  if (found) return found;
  const ids = PAPERS.map((paper) => paper.id);
  const meant = didYouMean(id, ids);
  throw new UsageError(`Cannot find paper "${id}"`, `${meant ? `did you mean "${meant}"? ` : ""}the papers are ${ids.join(", ")}`);
}

const UNITS: Readonly<Record<string, number>> = { pt: 1, in: INCH, cm: CM, mm: CM / 10, px: 0.75 };

/**
 * A width in points of a text as `3.25in`, `8.9cm`, `89mm`, `240pt` or `320px` (96 pixels to the inch).
 *
 * @throws UsageError for another unit, or a width below an inch or above a metre.
 * @example
 * widthOf("3.25in") // 234
 */
export function widthOf(text: string): number {
  const [, number, unit] = /^\s*([\d.]+)\s*([a-z]+)\s*$/.exec(text) ?? [];
  const width = Number(number) * (UNITS[unit ?? ""] ?? Number.NaN);
  if (!(width >= INCH && width <= 100 * CM))
    throw new UsageError(
      `Cannot use width "${text}": expected a number from an inch to a metre with ${Object.keys(UNITS).join(", ")}`,
      "as 3.25in",
    );
  return width;
}

export interface FigureSetting {
  /** Over the whole figure. */
  title?: string;
  /** (a), (b), … before the panels' titles. */
  letters?: boolean;
  /** Every colour as the grey that print without colour gives it. */
  grey?: boolean;
}

/** A figure with a title, letters of its panels, or in grey. */
export function set(spec: FigureSpec, { title, letters = false, grey = false }: FigureSetting): FigureSpec {
  const { concat } = spec as unknown as { concat: Panel[] };
  const lettered = letters ? withLetters(concat) : concat;
  // A title that a figure has says something of its data, and stays under the one that is given.
  const said = (spec.title as { text: string } | undefined)?.text;
  const whole = {
    ...spec,
    ...(title !== undefined && { title: { text: title, anchor: "start", frame: "group", ...(said !== undefined && { subtitle: said }) } }),
    concat: lettered,
  };
  return (grey ? greyed(whole) : whole) as FigureSpec;
}

/** Pixels below which a panel belongs to its neighbour, as its key or its limit, and has no letter of its own. */
const OWN = 100;

function withLetters(panels: readonly Panel[]): Panel[] {
  let count = 0;
  return panels.map((panel) => {
    const { title = {}, width } = panel as { title?: { text?: string; anchor?: string; frame?: string }; width: number };
    if (width < OWN) return panel;
    const letter = `(${String.fromCharCode(97 + count++)})`;
    return { ...panel, title: { anchor: "start", frame: "group", ...title, text: `${letter} ${title.text ?? ""}`.trim() } } as Panel;
  });
}

const COLOUR = /^#[0-9a-f]{6}$/i;

function greyed(value: unknown): unknown {
  if (typeof value === "string") return COLOUR.test(value) ? greyOf(value) : value;
  if (Array.isArray(value)) return value.map(greyed);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, greyed(entry)]));
}

/** Luma of Rec. 709, which printers' conversions to grey come close to. */
function greyOf(colour: string): string {
  const [red, green, blue] = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16)) as [number, number, number];
  const level = Math.round(0.2126 * red + 0.7152 * green + 0.0722 * blue)
    .toString(16)
    .padStart(2, "0");
  return `#${level.repeat(3)}`;
}
