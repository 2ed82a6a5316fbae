import { powerLabel } from "../plot/axes.ts";
import type { FigureSpec } from "../plot/figure.ts";
import { browserBuilds } from "./browserBuilds.ts";
import { escaped } from "./escaped.ts";
import { svg } from "./svg.ts";

/** What the page may do: run its own scripts, of which Vega compiles expressions; nothing may be loaded from anywhere. */
export const POLICY = "default-src 'none'; script-src 'unsafe-inline' 'unsafe-eval'; style-src 'unsafe-inline'; img-src data: blob:";

const STYLE = [
  "body { font: 15px/1.45 DejaVu Sans, Verdana, sans-serif; color: #222; margin: 1.5rem auto; max-width: 62rem; padding: 0 1rem }",
  "figure { margin: 0; overflow-x: auto } figcaption { margin-top: 1rem; max-width: 46rem }",
  "@media print { .vega-embed summary { display: none } }",
].join("\n");

/**
 * A figure as a page of its own that works without a network: points say their run and line under the pointer, panels zoom and pan, and a menu
 * saves the picture. Without scripts the page shows the picture as it is drawn elsewhere.
 *
 * @param spec a figure, as from `figures`.
 * @example
 * const page = await html(figures[0].draw({ observations: where(rows, ["unique_tokens=100M"]) }));
 */
export async function html(spec: FigureSpec): Promise<string> {
  const [libraries, picture] = await Promise.all([browserBuilds(), svg(spec)]);
  const { figure, caption } = spec.usermeta.isoloss;
  const show = `vegaEmbed("#figure", ${inScript(interactive(spec))}, ${inScript({ renderer: "svg", mode: "vega-lite", actions: { export: true, source: true, compiled: false, editor: false } })})`;
  return [
    "<!doctype html>",
    `<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${POLICY}">`,
    `<meta name="viewport" content="width=device-width"><title>${escaped(figure)}</title><style>${STYLE}</style></head>`,
    `<body><figure><div id="figure"></div><noscript>${picture}</noscript><figcaption>${escaped(caption)}</figcaption></figure>`,
    ...libraries.map((code) => `<script>${code}</script>`),
    `<script>${show}.catch((error) => { document.getElementById("figure").textContent = error.message; });</script>`,
    "</body></html>",
    "",
  ].join("\n");
}

/** Data as a script of a page may hold it: no text in it can end the script. */
export function inScript(value: unknown): string {
  return JSON.stringify(value).replaceAll("<", "\\u003c");
}

type Part = Record<string, unknown>;

/** The figure whose points say under the pointer what they are. */
export function withTooltips(spec: FigureSpec): unknown {
  const { concat, ...rest } = structuredClone(spec) as unknown as { concat: Part[] };
  return { ...rest, concat: concat.map(pointed) };
}

/** The figure with what a page adds: rows under the pointer, and panels that zoom. */
export function interactive(spec: FigureSpec): unknown {
  const { concat, ...rest } = structuredClone(spec) as unknown as { concat: Part[] };
  return { ...rest, concat: concat.map((panel, at) => zoomable(pointed(panel), at)) };
}

/** A panel whose points say what they are: their place in the words of the axes, and every other column of their rows. */
function pointed(panel: Part): Part {
  const encoding = (panel.encoding ?? {}) as Record<string, { axis?: { title?: string | null } }>;
  const titled = ["x", "y"].map((field) => ({ field, title: encoding[field]?.axis?.title ?? field }));
  const layers = ((panel.layer ?? []) as Part[]).map((layer) => {
    const { type } = (layer.mark ?? {}) as { type?: string };
    const rows = ((layer.data ?? {}) as { values?: Part[] }).values ?? [];
    if (type !== "point" && type !== "rect") return layer;
    const others = [...new Set(rows.flatMap(Object.keys))].filter((name) => name !== "x" && name !== "y");
    const tooltip = [...titled, ...others.map((field) => ({ field, title: field }))].map((one) => ({ ...one, type: "nominal" }));
    return { ...layer, encoding: { ...((layer.encoding ?? {}) as Part), tooltip } };
  });
  return panel.layer ? { ...panel, layer: layers } : panel;
}

/** A panel whose two continuous axes follow the pointer: the figure's own ticks until then, ticks chosen anew in the same notation after. */
function zoomable(panel: Part, at: number): Part {
  const encoding = panel.encoding as Record<string, Part> | undefined;
  const layers = panel.layer as Part[] | undefined;
  // A layer at a fixed place (a rule, a label) has no axis to follow.
  const first =
    layers?.findIndex(
      (layer) => "mark" in layer && ["x", "y"].every((side) => "field" in (encodingOf(layer)[side] ?? encoding?.[side] ?? {})),
    ) ?? -1;
  if (!encoding || !layers || first < 0 || !["x", "y"].every((side) => encoding[side]?.type === "quantitative")) return panel;
  const name = `zoom${at}`;
  const zoom = { name, select: "interval", bind: "scales" };
  const moved = (side: "x" | "y"): Moved => {
    const { field } = (encodingOf(layers[first] as Part)[side] ?? encoding[side]) as { field: string };
    return { field, range: `${name}[${JSON.stringify(field)}]` };
  };
  const [x, y] = [moved("x"), moved("y")];
  return {
    ...panel,
    encoding: { ...encoding, x: free(encoding.x as Part, x), y: free(encoding.y as Part, y) },
    layer: layers.map((layer, i) => ({ ...readable(layer, { x, y }), ...(i === first && { params: [zoom] }) })),
  };
}

/** A side of a panel that follows the pointer: what is read from rows, and the expression for the range it is moved to, nothing before it is. */
interface Moved {
  field: string;
  range: string;
}

function encodingOf(layer: Part): Record<string, Part> {
  return (layer.encoding ?? {}) as Record<string, Part>;
}

/** Words may stand beside the panel, where its other marks are cut; those whose place is moved out of it go. */
function readable(layer: Part, sides: { x: Moved; y: Moved }): Part {
  if (layer.layer) return { ...layer, layer: (layer.layer as Part[]).map((inner) => readable(inner, sides)) };
  const mark = layer.mark as Part | undefined;
  if (mark?.type !== "text") return layer;
  const encoding = encodingOf(layer);
  const within = (["x", "y"] as const)
    .filter((side) => !("value" in (encoding[side] ?? {})))
    .map((side) => {
      const { field, range } = sides[side];
      return `(!${range} || inrange(datum[${JSON.stringify((encoding[side] as Partial<Moved>)?.field ?? field)}], ${range}))`;
    });
  const opacity = { condition: { test: within.join(" && ") || "true", value: mark.opacity ?? 1 }, value: 0 };
  return { ...layer, mark: { ...mark, clip: false }, encoding: { ...encoding, opacity } };
}

/** Ticks, their labels and lines are the figure's until the axis is moved; from then on the renderer's choice, in the figure's notation. */
function free({ axis, ...direction }: Part, { range }: Moved): Part {
  const { values, tickSize, gridOpacity, labelExpr, ...rest } = (axis ?? {}) as Part;
  const always = (of: unknown): unknown => {
    const { condition, ...otherwise } = of as { condition: { test: string; value: unknown }; value: unknown };
    return { condition: { ...condition, test: `${range} || ${condition.test}` }, ...otherwise };
  };
  const log = (direction.scale as { type?: string } | undefined)?.type === "log";
  const label = labelExpr === undefined ? undefined : anew(String(labelExpr), log);
  // Names have their places.
  if (labelExpr !== undefined && label === undefined) return { ...direction, axis };
  return {
    ...direction,
    axis: {
      ...rest,
      ...(values !== undefined && { values: { expr: `${range} ? null : ${JSON.stringify(values)}` } }),
      ...(tickSize !== undefined && { tickSize: always(tickSize) }),
      ...(gridOpacity !== undefined && { gridOpacity: always(gridOpacity) }),
      ...(labelExpr !== undefined && { labelExpr: `${range} ? (${label}) : ${labelExpr}` }),
      labelOverlap: true,
    },
  };
}

const POWERS = JSON.stringify(Object.fromEntries(Array.from({ length: 61 }, (_, i) => [i - 20, powerLabel(Number(`1e${i - 20}`))])));

/** A label of a tick that the figure does not have: a power of ten, a number with a letter, or what the renderer says; none of an axis of names. */
function anew(labelExpr: string, log: boolean): string | undefined {
  // In what the figure itself writes at ticks: 10⁸ or 2·10⁸.
  if (/"(\d(\.\d)?·)?10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+"/.test(labelExpr)) {
    const power = "floor(log(datum.value) / LN10 + 1e-9)";
    const front = `format(datum.value / pow(10, ${power}), '.2~r')`;
    return `datum.label === '' ? '' : (${front} === '1' ? '' : ${front} + '·') + (${POWERS})[${power}]`;
  }
  const isNumber = /":"[\d.−]+[kMBT]?"/.test(labelExpr);
  if (!isNumber) return undefined;
  if (!log && !/":"[\d.−]+[kMBT]"/.test(labelExpr)) return "datum.label";
  return "datum.label === '' ? '' : abs(datum.value) < 1000 ? format(datum.value, '~g') : replace(format(datum.value, '~s'), 'G', 'B')";
}
