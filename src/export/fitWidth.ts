import { IsolossError } from "../errors.ts";
import type { FigureSpec, Panel } from "../plot/figure.ts";
import { TEXT } from "../plot/theme.ts";
import { sizeOf, svg } from "./svg.ts";

/** Points a pixel of a figure: 96 pixels and 72 points to the inch. */
export const POINTS = 0.75;
/** Pixels of text height below which a panel's plot is not squeezed, in widths of its text. */
const NARROWEST = 10;
/** Pixels that a figure may stay below the wanted width, since plots are laid out in whole pixels, and how often it is drawn to get there. */
const CLOSE = 3;
const ROUNDS = 8;

/**
 * A figure laid out anew for a column: its text at the given size, its plots as wide as the column leaves them, in fewer panels a row where they
 * would get too narrow.
 *
 * A picture scaled to a column scales its text with it; this does not.
 *
 * @param width of the whole picture, points; it is met to within two points, and not exceeded.
 * @param text size of its text, points.
 * @throws IsolossError where even one panel a row is too narrow.
 * @example
 * await fitWidth(figures[0].draw({ observations: where(rows, ["unique_tokens=100M"]) }), 234, 8)
 */
export async function fitWidth(spec: FigureSpec, width: number, text: number): Promise<FigureSpec> {
  const sized = withText(spec, text / POINTS);
  const { columns = 1, concat } = sized as unknown as { columns?: number; concat: Panel[] };
  for (let across = Math.min(columns, concat.length); across >= 1; across--) {
    const laid = across === columns ? concat : retitled(retitled(concat, "y", across), "x", across);
    const found = await fitted({ ...sized, columns: across, concat: laid } as FigureSpec, width / POINTS, (NARROWEST * text) / POINTS);
    if (found) return found;
  }
  throw new IsolossError(
    `Cannot set figure "${spec.usermeta.isoloss.figure}" ${Math.round(width)} points wide with text of ${text} points: its labels leave no room`,
    "choose a wider column, as --paper neurips",
  );
}

async function fitted(spec: FigureSpec, wanted: number, narrowest: number): Promise<FigureSpec | undefined> {
  let now = spec;
  for (let round = 0; round < ROUNDS; round++) {
    const [drawn] = sizeOf(await svg(now)) as [number, number];
    if (drawn <= wanted && wanted - drawn <= CLOSE) return now;
    const { concat, columns } = now as unknown as { concat: (Panel & { width: number })[]; columns: number };
    const widest = Math.max(...rows(concat, columns).map((row) => row.reduce((sum, panel) => sum + panel.width, 0)));
    const factor = (widest + wanted - CLOSE / 2 - drawn) / widest;
    const panels = concat.map((panel) => ({ ...panel, width: panel.width * factor }));
    if (panels.some((panel) => panel.width < narrowest)) return undefined;
    now = { ...now, concat: panels } as FigureSpec;
  }
  return undefined;
}

function rows<T>(all: readonly T[], columns: number): T[][] {
  return Array.from({ length: Math.ceil(all.length / columns) }, (_, i) => all.slice(i * columns, (i + 1) * columns));
}

/** Every size of text in the measure of the new one, and labels of an axis that would touch left out. */
function withText(spec: FigureSpec, size: number): FigureSpec {
  const factor = size / TEXT;
  const scaled = (value: unknown, key = ""): unknown => {
    if (typeof value === "number") return /fontsize$/i.test(key) ? Number((value * factor).toPrecision(6)) : value;
    if (Array.isArray(value)) return value.map((entry) => scaled(entry));
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, name === "labelOverlap" ? true : scaled(entry, name)]));
  };
  return scaled(spec) as FigureSpec;
}

interface Titled {
  encoding?: Record<string, { axis?: { title?: string | null } }>;
}

/** Panels that share an axis title carry it at the left, or below: elsewhere in a grid of other columns. */
function retitled(panels: readonly Panel[], side: "x" | "y", columns: number): Panel[] {
  const titleOf = (panel: Panel): string | null | undefined => (panel as unknown as Titled).encoding?.[side]?.axis?.title;
  const shared = panels.some((panel) => titleOf(panel) === null)
    ? panels.map(titleOf).find((title) => typeof title === "string")
    : undefined;
  if (shared === undefined) return [...panels];
  return panels.map((panel, i) => {
    const title = titleOf(panel);
    if (title !== null && title !== shared) return panel;
    const atEdge = side === "y" ? i % columns === 0 : i + columns >= panels.length;
    const { encoding } = panel as unknown as Titled;
    const direction = encoding?.[side];
    return {
      ...panel,
      encoding: { ...encoding, [side]: { ...direction, axis: { ...direction?.axis, title: atEdge ? shared : null } } },
    } as Panel;
  });
}
