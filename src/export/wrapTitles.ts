import type { FigureSpec, Panel } from "../plot/figure.ts";
import { type TextWidth, textWidth } from "./textWidth.ts";

/** One line or several. */
type Lines = string | readonly string[];

interface Title {
  text: Lines;
  subtitle?: Lines;
}

interface Titled {
  title?: Title;
  concat: (Panel & { title?: Title; width: number })[];
  config: { title: { fontSize: number; subtitleFontSize: number } };
}

/**
 * A figure whose titles go on to a further line where they are wider than their plots, and that of the whole figure where it is wider than the page.
 *
 * @param page width of the whole figure, pixels.
 */
export async function wrapTitles(spec: FigureSpec, page: number): Promise<FigureSpec> {
  const ems = await textWidth();
  const { title, concat, config } = spec as unknown as Titled;
  const { fontSize, subtitleFontSize } = config.title;
  const within = (own: Title, width: number): object => ({
    ...own,
    text: lines(own.text, width / fontSize, true, ems),
    ...(own.subtitle !== undefined && { subtitle: lines(own.subtitle, width / subtitleFontSize, false, ems) }),
  });
  return {
    ...spec,
    ...(title && { title: within(title, page) }),
    concat: concat.map((panel) => (panel.title ? { ...panel, title: within(panel.title, panel.width) } : panel)),
  } as unknown as FigureSpec;
}

/** Every line that is too long as few as its words allow. */
function lines(text: Lines, most: number, bold: boolean, ems: TextWidth): Lines {
  const found = [text].flat().flatMap((line) => brokenLines(line, (part) => ems(part, bold) <= most));
  return found.length === 1 ? (found[0] as string) : found;
}

/** A line in as few lines as its words allow. */
export function brokenLines(line: string, fits: (part: string) => boolean): string[] {
  const found: string[] = [];
  for (const word of line.split(" ")) {
    const longer = `${found.at(-1)} ${word}`;
    if (found.length > 0 && fits(longer)) found[found.length - 1] = longer;
    else found.push(word);
  }
  return found;
}
