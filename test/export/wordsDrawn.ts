import { textWidth } from "../../src/export/textWidth.ts";

// Words of a picture as its SVG has them, with the place that their letters take: what a reader would see on one another.

export interface Drawn {
  text: string;
  /** Left, upper, right and lower edge, pixels. */
  box: readonly [number, number, number, number];
  /** White around its letters, pixels: what was drawn before is hidden below it. */
  halo: number;
}

interface Line {
  box: Drawn["box"];
}

/** Letters reach this far above and below their baseline, in ems. */
const ABOVE = 0.73;
const BELOW = 0.1;

/** Every text of a picture that is seen, in the order in which they are drawn, and the lines of its axes. */
export async function wordsDrawn(picture: string): Promise<{ words: Drawn[]; axes: Line[]; page: readonly [number, number] }> {
  const ems = await textWidth();
  const [words, axes]: [Drawn[], Line[]] = [[], []];
  let halo = 0;
  const groups: { x: number; y: number; role: string }[] = [{ x: 0, y: 0, role: "" }];
  for (const [, close, name, attributes = "", self, body = "", at] of tagsOf(picture)) {
    const inner = groups.at(-1) as (typeof groups)[number];
    if (close) {
      if (name === "g") groups.pop();
      continue;
    }
    const number = (key: string): number => Number(new RegExp(`\\b${key}="([-\\d.e]+)`).exec(attributes)?.[1] ?? 0);
    const [, dx = "0", dy = "0", turn = "0"] = /translate\(([-\d.e]+), ?([-\d.e]+)\)(?: rotate\(([-\d.]+))?/.exec(attributes) ?? [];
    const [x, y] = [inner.x + Number(dx), inner.y + Number(dy)];
    if (name === "g" && !self) groups.push({ x, y, role: /class="([^"]*)"/.exec(attributes)?.[1] ?? inner.role });
    if (name === "line" && inner.role.includes("axis-domain")) axes.push({ box: edges(x, y, x + number("x2"), y + number("y2")) });
    if (name !== "text" || self || /opacity="0"/.test(attributes)) continue;
    // A halo is the same words before, in a broad white line.
    if (/stroke=/.test(attributes)) {
      halo = number("stroke-width") / 2;
      continue;
    }
    const size = number("font-size");
    const anchor = /text-anchor="(\w+)"/.exec(attributes)?.[1];
    const spans = [...picture.slice(at, picture.indexOf("</text>", at)).matchAll(/<tspan([^>]*)>([^<]*)/g)];
    const down = (span: string): number => Number(/dy="([\d.]+)/.exec(span)?.[1] ?? 0);
    const lines = spans.length > 0 ? spans.map(([, span = "", text = ""]) => ({ down: down(span), text })) : [{ down: 0, text: body }];
    let base = 0;
    for (const { down: by, text } of lines) {
      base += by;
      if (text.trim() === "") continue;
      const width =
        size * ems(text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&"), /font-weight="bold"/.test(attributes));
      const left = anchor === "middle" ? -width / 2 : anchor === "end" ? -width : 0;
      const [top, bottom] = [base - ABOVE * size, base + BELOW * size];
      const right = left + width;
      const box =
        turn === "-90"
          ? edges(x + top, y - right, x + bottom, y - left)
          : turn === "90"
            ? edges(x - bottom, y + left, x - top, y + right)
            : edges(x + left, y + top, x + right, y + bottom);
      words.push({ text, box, halo });
    }
    halo = 0;
  }
  const [, width, height] = /viewBox="0 0 ([\d.]+) ([\d.]+)"/.exec(picture) ?? [];
  return { words, axes, page: [Number(width), Number(height)] };
}

const edges = (x1: number, y1: number, x2: number, y2: number): Drawn["box"] => [
  Math.min(x1, x2),
  Math.min(y1, y2),
  Math.max(x1, x2),
  Math.max(y1, y2),
];

type Tag = [match: string, close: string, name: string, attributes: string, self: string, body: string, at: number];

function tagsOf(picture: string): Tag[] {
  return [...picture.matchAll(/<(\/?)([a-z]+)((?:\s[^<>]*?)?)(\/?)>([^<]*)/g)].map(
    (match) => [match[0], match[1], match[2], match[3], match[4], match[5], match.index + match[0].length - (match[5] ?? "").length] as Tag,
  );
}

const grown = ({ box: [left, top, right, bottom], halo }: Drawn): Drawn["box"] => [left - halo, top - halo, right + halo, bottom + halo];

/** Pixels up to which words may touch, and by which they may reach over the page. */
const TOUCH = 0.5;

/** What is wrong with the places of a picture's words, each fault in words; none where all of them can be read. */
export async function faultsOf(picture: string): Promise<string[]> {
  const { words, axes, page } = await wordsDrawn(picture);
  const shared = (a: Drawn["box"], b: Drawn["box"]): boolean =>
    Math.min(a[2], b[2]) - Math.max(a[0], b[0]) > TOUCH && Math.min(a[3], b[3]) - Math.max(a[1], b[1]) > TOUCH;
  return words.flatMap(({ text, box }, i) => {
    const [left, top, right, bottom] = box;
    const outside = left < -TOUCH || top < -TOUCH || right > page[0] + TOUCH || bottom > page[1] + TOUCH;
    const crossed = axes.some(
      ({ box: [x1, y1, x2, y2] }) =>
        (x1 === x2 && left < x1 - 1 && right > x1 + 1 && top < y2 && bottom > y1) ||
        (y1 === y2 && top < y1 - 1 && bottom > y1 + 1 && left < x2 && right > x1),
    );
    return [
      ...(outside ? [`"${text}" leaves the page`] : []),
      ...(crossed ? [`"${text}" crosses an axis`] : []),
      ...words
        .slice(i + 1)
        .flatMap((other) =>
          shared(box, grown(other)) ? [`"${other.text}" ${shared(box, other.box) ? "lies on" : "hides a part of"} "${text}"`] : [],
        ),
    ];
  });
}
