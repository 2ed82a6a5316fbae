import { IsolossError } from "../errors.ts";
import type { FigureSpec, Panel } from "../plot/figure.ts";
import { TEXT } from "../plot/theme.ts";
import { moved } from "./movedPanels.ts";
import { sizeOf, svg } from "./svg.ts";
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
/** Points below which text is not made smaller, as journals ask, and the steps to it. */
const SMALLEST = 5;
const STEP = 0.4;

/**
 * A figure laid out anew for a column: its text at the given size, its plots as wide as the column leaves them, in fewer panels a row where they
 * would get too narrow, long titles on several lines. Where its labels leave less than a third of the width to its plots, its text is made smaller, down
 * to 5 points.
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
  const { columns = 1, concat } = spec as unknown as Grid;
  const smallest = Math.min(SMALLEST, text);
  for (let size = text; ; size = Math.max(size - STEP, smallest)) {
    const sized = withText(spec, size / POINTS) as unknown as Grid & FigureSpec;
    for (let across = Math.min(columns, concat.length); across >= 1; across--) {
      if (across < columns && concat.some((panel, i) => i % across === 0 && isAttached(panel))) continue;
      const panels =
        across === columns ? sized.concat : (moved(sized.concat, across, (panel) => isNarrow(panel as SizedPanel)) as SizedPanel[]);
      const least = { panel: (NARROWEST * size) / POINTS, row: size > smallest ? (SHARE * width) / POINTS : 0 };
      const found = await fitted({ ...sized, columns: across, concat: panels }, width / POINTS, least);
      if (found) return found;
    }
    if (size === smallest) break;
  }
  throw new IsolossError(
    `Cannot set figure "${spec.usermeta.isoloss.figure}" ${Math.round(width)} points wide: its labels leave no room for its plots, even with text of ${SMALLEST} points`,
    "choose a wider column, as --paper neurips",
  );
}

/** Size of a figure's text, points. */
export function textOf({ config }: FigureSpec): number {
  return (config?.axis?.labelFontSize as number) * POINTS;
}

interface Grid {
  columns?: number;
  concat: SizedPanel[];
}

type SizedPanel = Panel & { width: number; height: number; encoding?: { y?: { axis?: { labels?: boolean } } } };

/** Keys, and plots of one place as K → ∞, are as narrow as they are by design. */
const isNarrow = ({ width }: SizedPanel): boolean => width < NARROWEST * TEXT;

/** A narrow panel without an axis of its own, which says nothing where it does not stand beside its neighbour. */
const isAttached = (panel: SizedPanel): boolean => isNarrow(panel) && panel.encoding?.y?.axis?.labels === false;

/** @param least pixels that a panel's plot has, and all plots of the widest row together. */
async function fitted(spec: Grid & FigureSpec, wanted: number, least: { panel: number; row: number }): Promise<FigureSpec | undefined> {
  const { columns = 1 } = spec;
  const isFree = spec.concat.map((panel) => !isNarrow(panel));
  let { concat } = spec;
  for (let round = 0; round < ROUNDS; round++) {
    const now = await wrapTitles({ ...spec, concat } as FigureSpec, wanted);
    const [drawn] = sizeOf(await svg(bare(now))) as [number, number];
    if (drawn <= wanted && wanted - drawn <= CLOSE) return now;
    const widest = widestRow(
      concat.map(({ width }, i) => (isFree[i] ? width : 0)),
      columns,
    );
    const factor = (widest + wanted - CLOSE / 2 - drawn) / widest;
    concat = concat.map((panel, i) => (isFree[i] ? { ...panel, width: panel.width * factor } : panel));
    if (factor * widest < least.row || concat.some(({ width }, i) => isFree[i] && width < least.panel)) return undefined;
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
