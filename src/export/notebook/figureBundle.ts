import type { FigureSpec } from "../../plot/figure.ts";
import { escaped } from "../escaped.ts";
import { withTooltips } from "../html.ts";
import { svg } from "../svg.ts";
import type { MimeBundle } from "./mimeBundle.ts";

/** The newest Vega-Lite that notebooks draw (JupyterLab 4, VS Code); figures use nothing that came later. */
const MIME = "application/vnd.vegalite.v5+json";
const SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json";
/** Characters of a line of the caption below a figure. */
const LINE = 120;

/** A live chart with its caption (points speak under the pointer; no zoom, which would take the wheel from the page), a picture for viewers that draw none, and the caption alone. */
export async function figureBundle(spec: FigureSpec): Promise<MimeBundle> {
  const captioned = withCaption(spec);
  return {
    [MIME]: { ...(withTooltips(captioned) as object), $schema: SCHEMA },
    "text/html": picture(await svg(captioned), spec.description ?? ""),
    "text/plain": spec.description,
  };
}

// As an image's source and no element: exports to HTML strip a bare svg of all its marks.
function picture(drawn: string, caption: string): string {
  const bytes = new TextEncoder().encode(drawn);
  const binary = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  return `<img src="data:image/svg+xml;base64,${btoa(binary)}" alt="${escaped(caption)}">`;
}

/** Outside a page a figure has no place for its caption but itself. */
function withCaption(spec: FigureSpec): FigureSpec {
  const text = lines(spec.usermeta.isoloss.caption);
  return {
    ...spec,
    title: { text, orient: "bottom", anchor: "start", fontWeight: "normal", fontSize: 11, lineHeight: 14, offset: 10 },
  } as FigureSpec;
}

function lines(text: string): string[] {
  const all: string[] = [];
  for (const word of text.split(" ")) {
    const last = all.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= LINE) all[all.length - 1] = `${last} ${word}`;
    else all.push(word);
  }
  return all;
}
