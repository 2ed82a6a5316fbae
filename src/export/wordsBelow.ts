import type { Layer, Panel } from "../plot/figure.ts";
import { legible, QUIET } from "../plot/theme.ts";
import type { TextWidth } from "./textWidth.ts";
import { brokenLines } from "./wrapTitles.ts";

/** Words that stand right of plots, set below them under numbers: in a narrow column plots have no room beside them. */

/** One entry below: its number at the plot, none of a heading, and its words. */
export interface Entry {
  number?: number;
  text: string;
  colour: string;
}

interface Mark {
  type?: string;
  align?: string;
  dy?: number;
  color: string;
  fontSize: number;
  fontWeight?: string;
}

interface Part {
  mark?: Mark;
  data?: { values?: { y: number; text: string }[] };
  encoding?: { x?: { value?: unknown } };
}

interface Plot {
  height: number;
  layer?: Part[];
  encoding?: { y?: { scale?: { type?: string; domain?: [number, number] } } };
}

/** Words of one layer, where they are drawn. */
interface Told {
  layer: Part;
  row: { y: number; text: string };
  mark: Mark;
  place: number;
}

/**
 * Panels with a number in the place of each name at their right, and what the numbers stand for, from above to below; undefined where no words stand
 * there.
 */
export function numbered(panels: readonly Panel[]): { panels: Panel[]; entries: Entry[] } | undefined {
  const entries: Entry[] = [];
  const moved = panels.map((panel) => {
    const plot = panel as unknown as Plot;
    const own = namesOf(plot);
    // One row of a layer stands for one entry: a number, or nothing where its words go on an entry.
    const shown = new Map<Told["row"], string>();
    own.forEach((name, i) => {
      const before = own[i - 1];
      const isHeading = i === 0 && name.mark.color === legible(QUIET) && name.mark.fontWeight !== "bold";
      if (before && goesOn(before, name)) {
        const last = entries.at(-1) as Entry;
        last.text = `${last.text} ${name.row.text}`;
        shown.set(name.row, "");
      } else {
        const number = isHeading ? undefined : 1 + Math.max(0, ...entries.map((entry) => entry.number ?? 0));
        entries.push({ ...(number !== undefined && { number }), text: name.row.text, colour: name.mark.color });
        shown.set(name.row, number === undefined ? "" : String(number));
      }
    });
    return shown.size === 0
      ? panel
      : ({ ...panel, layer: (plot.layer ?? []).flatMap((part) => withNumbers(part, shown)) } as unknown as Panel);
  });
  return entries.length > 0 ? { panels: moved, entries } : undefined;
}

/** Words at the right of a plot in the order in which they are read; a dash there is a tick. */
function namesOf({ layer = [], height, encoding }: Plot): Told[] {
  const { type, domain: [low, high] = [0, 1] } = encoding?.y?.scale ?? {};
  const on = type === "log" ? Math.log : (y: number): number => y;
  const placeOf = (y: number): number => ((on(high) - on(y)) / (on(high) - on(low))) * height;
  return layer
    .flatMap((part): Told[] => {
      const { mark, data, encoding: own } = part;
      if (mark?.type !== "text" || mark.align !== "left" || own?.x?.value !== "width") return [];
      return (data?.values ?? [])
        .filter(({ text }) => /[\p{L}\p{N}]/u.test(text))
        .map((row) => ({ layer: part, row, mark, place: placeOf(row.y) + (mark.dy ?? 0) }));
    })
    .sort((a, b) => a.place - b.place);
}

/** Plain words right below bold ones of their colour say more of the same. */
const goesOn = (before: Told, { mark, place }: Told): boolean =>
  before.mark.fontWeight === "bold" &&
  mark.fontWeight !== "bold" &&
  before.mark.color === mark.color &&
  place - before.place < 2 * mark.fontSize;

function withNumbers(part: Part, shown: ReadonlyMap<Told["row"], string>): Part[] {
  const values = part.data?.values ?? [];
  if (!values.some((row) => shown.has(row))) return [part];
  const kept = values.flatMap((row) => {
    const text = shown.get(row) ?? row.text;
    return text === "" ? [] : [{ ...row, text }];
  });
  return kept.length > 0 ? [{ ...part, data: { values: kept }, mark: { ...(part.mark as Mark), fontWeight: "bold" } }] : [];
}

/** Pixels of a line, in heights of its text, and before words for their number, in ems. */
const LINE = 1.35;
const INDENT = 1.8;

/** Words of which an interval or a bound does not end one line and begin the next. */
const together = (text: string): string => text.replace(/\[[^\]]{1,18}\]|\([^)]{1,18}\)/g, (part) => part.replaceAll(" ", "\u00a0"));

/**
 * The entries as a panel of words.
 *
 * @param size of the text, pixels.
 * @param width at which words go on to a further line, pixels.
 */
export function wordsBelow(entries: readonly Entry[], { size, width, ems }: { size: number; width: number; ems: TextWidth }): Panel {
  const lines = entries.flatMap(({ number, text, colour }) => {
    const indent = number === undefined ? 0 : INDENT * size;
    const broken = brokenLines(together(text), (part) => indent + ems(part, false) * size <= width);
    return broken.map((words, i) => ({ words, colour, indent, ...(i === 0 && number !== undefined && { number }) }));
  });
  const at = (x: number, line: number, text: string, color: string, bold: boolean): Layer =>
    ({
      data: { values: [{}] },
      mark: { type: "text", align: "left", baseline: "middle", fontSize: size, fontWeight: bold ? "bold" : "normal", color, text },
      encoding: { x: { value: x }, y: { value: (line + 0.5) * LINE * size } },
    }) as Layer;
  const layer = lines.flatMap(({ words, colour, indent, number }, i) => [
    ...(number === undefined ? [] : [at(0, i, String(number), colour, true)]),
    at(indent, i, words, colour, false),
  ]);
  return { width, height: Math.ceil(lines.length * LINE * size), layer } as Panel;
}
