import { IsolossError } from "../errors.ts";
import type { FigureSpec, Panel } from "../plot/figure.ts";
import { PAPERS } from "../plot/paper.ts";
import { TEXT } from "../plot/theme.ts";
import { moved } from "./movedPanels.ts";
import { drawn, sizeOf, svg } from "./svg.ts";
import { textWidth } from "./textWidth.ts";
import { haveRoom } from "./wordBoxes.ts";
import { type Entry, numbered, wordsBelow } from "./wordsBelow.ts";
import { wrapTitles } from "./wrapTitles.ts";

/** Points a pixel of a figure: 96 pixels and 72 points to the inch. */
export const POINTS = 0.75;
/** Pixels of text height below which a panel's plot is not squeezed, in widths of its text. */
const NARROWEST = 10;
/** Of the width that plots have at least, before text is made smaller for them. */
const SHARE = 1 / 3;
/** Pixels that a figure may stay below the wanted width, since plots are laid out in whole pixels, and how often it is drawn to get there. */
const CLOSE = 3;
const ROUNDS = 8;
/** Points below which text is not made smaller, at which print still can be read, and the steps to it. */
const SMALLEST = 6;
const STEP = 0.4;

/**
 * A figure laid out anew for a column: its text at the given size, its plots as wide as the column leaves them, in fewer panels a row where they
 * would get too narrow, long titles on several lines. Where its labels leave less than a third of the width to its plots, or would lie on one another,
 * its text is made smaller, down to 6 points; where that is not enough, the names right of its plots are set below them, with numbers in their place.
 *
 * A picture scaled to a column scales its text with it, whatever that gives; this does not.
 *
 * @param width of the whole picture, points; it is met to within two points, and not exceeded.
 * @param text size of its text, points.
 * @throws IsolossError where even one panel a row with the smallest text is too narrow.
 * @example
 * await fitWidth(figures[0].draw({ observations: where(rows, ["unique_tokens=100M"]) }), 234, 8)
 */
export async function fitWidth(spec: FigureSpec, width: number, text: number): Promise<FigureSpec> {
  const found = await laidOut(spec, width, text);
  if (found) return found;
  throw new IsolossError(
    `Cannot set figure "${spec.usermeta.isoloss.figure}" ${measure(width)} wide: its labels leave no room for its plots, even with text of ${Math.min(SMALLEST, text)} points and names below the plots`,
    await widerOf(spec, width),
  );
}

/** The first layout whose words have room, else the first that fits the page. */
async function laidOut(spec: FigureSpec, width: number, text: number): Promise<FigureSpec | undefined> {
  let crowded: FigureSpec | undefined;
  for (const layout of layouts(spec, width, text)) {
    const found = await fitted(layout, width / POINTS);
    if (found && !(await isCrowded(found))) return found;
    crowded ??= found;
  }
  return crowded;
}

/**
 * What is wrong with a figure at its width, each with what to do: words that lie on one another or on an axis, and more height than a page has.
 *
 * @param spec the figure as `fitWidth` gave it.
 * @param width that was asked for, points.
 * @example
 * (await misfits(await fitWidth(figures[0].draw({ observations: where(rows, ["unique_tokens=100M"]) }), 234, 8), 234)).length // 2
 */
export async function misfits(spec: FigureSpec, width: number): Promise<string[]> {
  const height = sizeOf(await svg(spec))[1] * POINTS;
  const wrong = [
    ...((await isCrowded(spec)) ? ["words lie on one another or on an axis"] : []),
    ...(height > PAGE ? [`it is ${(height / 72).toFixed(1)} inches tall, and a page has 9`] : []),
  ];
  const wider = PAPERS.filter((paper) => paper.width > width).sort((a, b) => b.width - a.width)[0];
  const hint = `draw fewer panels, as with --where${wider ? `, or choose a wider column, as --paper ${wider.id}` : ""}`;
  return wrong.map((what) => `at ${measure(width)} ${what}: ${hint}`);
}

/** Height of the text of a page, points: that of NeurIPS, ICML and ICLR. */
const PAGE = 9 * 72;

async function isCrowded(spec: FigureSpec): Promise<boolean> {
  return !haveRoom(await drawn(spec));
}

/** The narrowest column of a paper that takes the figure. */
async function widerOf(spec: FigureSpec, width: number, isGood?: (found: FigureSpec) => Promise<boolean>): Promise<string> {
  for (const paper of PAPERS.filter((one) => one.width > width).sort((a, b) => a.width - b.width)) {
    const found = await laidOut(spec, paper.width, paper.text);
    if (found && (!isGood || (await isGood(found))))
      return `choose a wider column: it fits ${measure(paper.width)}, as --paper ${paper.id}`;
  }
  return "draw fewer rows, as with --where, or leave out the width";
}

const measure = (width: number): string => `${Math.round(width)} points (${((2.54 * width) / 72).toFixed(1)} cm)`;

/** A way to set a figure, before its plots are as wide as they can be. */
interface Layout {
  spec: Grid & FigureSpec;
  /** Words below the plots. */
  entries: readonly Entry[];
  /** Pixels that a panel's plot has, and all plots of the widest row together, at least. */
  least: { panel: number; row: number };
}

/** Ways to set a figure, the best first: text of the wanted size, then smaller; many panels a row, then fewer; names beside the plots, then below. */
function* layouts(spec: FigureSpec, width: number, text: number): Generator<Layout> {
  const { columns = 1, concat } = spec as unknown as Grid;
  const smallest = Math.min(SMALLEST, text);
  const sizes = Array.from({ length: Math.ceil((text - smallest) / STEP - 1e-9) + 1 }, (_, i) => Math.max(text - i * STEP, smallest));
  const grids = Array.from({ length: Math.min(columns, concat.length) }, (_, i) => Math.min(columns, concat.length) - i).filter(
    (across) => across === columns || !concat.some((panel, i) => i % across === 0 && isAttached(panel)),
  );
  const hasNames = numbered(concat) !== undefined;
  for (const below of hasNames ? [false, true] : [false])
    for (const size of sizes) {
      const sized = withText(spec, size / POINTS) as unknown as Grid & FigureSpec;
      const named = below ? numbered(sized.concat) : { panels: sized.concat, entries: [] };
      // Words below stand under whole rows, and plots over them take the whole width where they can.
      for (const across of below ? grids.slice(-1) : grids) {
        if (!named || (below && concat.length % across !== 0)) continue;
        const panels = (
          across === columns ? named.panels : moved(named.panels, across, (panel) => isNarrow(panel as SizedPanel))
        ) as SizedPanel[];
        const row = size > smallest || (hasNames && !below) ? (SHARE * width) / POINTS : 0;
        yield {
          spec: { ...sized, columns: across, concat: panels },
          entries: named.entries,
          least: { panel: (NARROWEST * size) / POINTS, row },
        };
      }
    }
}

/** Size of a figure's text, points. */
export function textOf({ config }: FigureSpec): number {
  return (config?.axis?.labelFontSize as number) * POINTS;
}

interface Grid {
  columns?: number;
  concat: SizedPanel[];
}

type SizedPanel = Panel & { width: number; height: number; encoding?: { y?: { axis?: { labels?: boolean; orient?: string } } } };

/** Keys, and plots of one place as K → ∞, are as narrow as they are by design. */
const isNarrow = ({ width }: SizedPanel): boolean => width < NARROWEST * TEXT;

/** A narrow panel that shares its neighbour's axis, or has its own away from it, which says little where it does not stand beside its neighbour. */
function isAttached(panel: SizedPanel): boolean {
  const { labels, orient } = panel.encoding?.y?.axis ?? {};
  return isNarrow(panel) && (labels === false || orient === "right");
}

/** The layout with its plots as wide as the page leaves them; undefined where that is too narrow. */
async function fitted({ spec, entries, least }: Layout, page: number): Promise<FigureSpec | undefined> {
  const { columns = 1 } = spec;
  const isFree = spec.concat.map((panel) => !isNarrow(panel));
  const ems = await textWidth();
  let { concat } = spec;
  for (let round = 0; round < ROUNDS; round++) {
    const titled = (await wrapTitles({ ...spec, concat } as FigureSpec, page)) as unknown as Grid & FigureSpec;
    const size = ((TEXT - 1) / TEXT) * (textOf(spec) / POINTS);
    const key = entries.length > 0 ? [wordsBelow(entries, { size, width: concat[0]?.width ?? page, ems })] : [];
    const now = { ...titled, concat: [...titled.concat, ...key] } as unknown as FigureSpec;
    const [width] = sizeOf(await svg(bare(now))) as [number, number];
    if (width <= page && page - width <= CLOSE) return now;
    const widest = widestRow(
      concat.map((panel, i) => (isFree[i] ? panel.width : 0)),
      columns,
    );
    const factor = (widest + page - CLOSE / 2 - width) / widest;
    concat = concat.map((panel, i) => (isFree[i] ? { ...panel, width: panel.width * factor } : panel));
    if (factor * widest < least.row || concat.some((panel, i) => isFree[i] && panel.width < least.panel)) return undefined;
  }
  return undefined;
}

function widestRow(widths: readonly number[], columns: number): number {
  const rows = Array.from({ length: Math.ceil(widths.length / columns) }, (_, i) => widths.slice(i * columns, (i + 1) * columns));
  return Math.max(...rows.map((row) => row.reduce((sum, width) => sum + width, 0)));
}

interface Part {
  mark?: { clip?: boolean };
  layer?: Part[];
}

/** A figure without the marks that end at their panel's edge: equally wide, and sooner drawn. */
function bare(spec: FigureSpec): FigureSpec {
  const ends = ({ mark, layer }: Part): boolean => (layer ? layer.every(ends) : mark?.clip === true);
  const { concat } = spec as unknown as { concat: Part[] };
  return {
    ...spec,
    concat: concat.map((panel) => ({ ...panel, layer: panel.layer?.filter((layer, i) => i === 0 || !ends(layer)) })),
  } as FigureSpec;
}

/** Every size of text, and the height of plots, in the measure of the new one; labels of an axis that would touch are left out. */
function withText(spec: FigureSpec, size: number): FigureSpec {
  const factor = size / TEXT;
  const scaled = (value: unknown, key = ""): unknown => {
    if (typeof value === "number") return /fontsize$/i.test(key) ? Number((value * factor).toPrecision(6)) : value;
    if (Array.isArray(value)) return value.map((entry) => scaled(entry));
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, scaled(entry, name)]));
  };
  const { concat, config, ...rest } = scaled(spec) as FigureSpec & Grid;
  return {
    ...rest,
    concat: concat.map((panel) => ({ ...panel, height: Math.round(panel.height * factor) })),
    config: { ...config, axis: { ...config?.axis, labelOverlap: true, labelSeparation: 3 } },
  } as unknown as FigureSpec;
}
