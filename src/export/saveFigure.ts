import { UsageError } from "../errors.ts";
import type { FigureSpec } from "../plot/figure.ts";
import { html } from "./html.ts";
import { pdf } from "./pdf.ts";
import { png } from "./png.ts";
import { svg } from "./svg.ts";
import { requireWritable, writeWhole } from "./write.ts";

type Draw = (spec: FigureSpec) => string | Uint8Array | Promise<string | Uint8Array>;

const SPEC = ".vl.json";
/** What is written under each ending; pictures for a page to be read from have their spec beside them. */
const FORMATS: Readonly<Record<string, { draw: Draw; besideSpec: boolean }>> = {
  ".svg": { draw: svg, besideSpec: true },
  ".png": { draw: png, besideSpec: false },
  ".pdf": { draw: pdf, besideSpec: false },
  ".html": { draw: html, besideSpec: false },
  [SPEC]: { draw: specText, besideSpec: false },
};

/** The endings under which a figure can be saved. */
export const FIGURE_ENDINGS: readonly string[] = Object.keys(FORMATS);

/**
 * Saves a figure by the ending of `path`: `.svg` (its spec, `.vl.json`, beside it), `.png`, vector `.pdf`, interactive `.html` that needs no network,
 * or `.vl.json` alone; as `await saveFigure(spec, "figures/ensembles.svg", { inputs: files })`.
 *
 * @param options.inputs files that were read, none of which may be overwritten.
 * @returns the paths written.
 * @throws UsageError for another ending, or a path that is an input; IsolossError when it cannot be written. Then nothing is.
 */
export async function saveFigure(spec: FigureSpec, path: string, { inputs = [] }: { inputs?: readonly string[] } = {}): Promise<string[]> {
  const ending = requireEnding(path);
  const { draw, besideSpec } = FORMATS[ending] as (typeof FORMATS)[string];
  const beside = besideSpec ? [`${path.slice(0, -ending.length)}${SPEC}`] : [];
  for (const file of [...beside, path]) await requireWritable(file, inputs);
  const content = await draw(spec);
  // The picture first: what cannot be written is then called by the name that was given.
  await writeWhole(path, content, inputs);
  for (const file of beside) await writeWhole(file, specText(spec), inputs);
  return [...beside, path];
}

/** The format that a path's ending names, before any work is done for it. */
export function requireEnding(path: string): string {
  const ending = FIGURE_ENDINGS.find((known) => path.toLowerCase().endsWith(known));
  if (ending === undefined)
    throw new UsageError(
      `Cannot save a figure as ${path}: its ending says no format that can be written`,
      `formats by ending: ${FIGURE_ENDINGS.join(", ")}`,
    );
  return ending;
}

/** Characters up to which a part of a spec stays on one line: a row of data is one line of the file, and of a comparison. */
const LINE = 150;

/** A spec as text that people can read and compare. */
export function specText(spec: FigureSpec): string {
  return `${layOut(spec, "")}\n`;
}

function layOut(value: unknown, indent: string): string {
  const short = JSON.stringify(value) ?? "null";
  if (typeof value !== "object" || value === null || short.length + indent.length <= LINE) return short;
  const inner = `${indent} `;
  const parts = Array.isArray(value)
    ? value.map((entry) => layOut(entry, inner))
    : Object.entries(value).flatMap(([key, entry]) => (entry === undefined ? [] : [`${JSON.stringify(key)}: ${layOut(entry, inner)}`]));
  const [open, close] = Array.isArray(value) ? ["[", "]"] : ["{", "}"];
  return `${open}\n${parts.map((part) => inner + part).join(",\n")}\n${indent}${close}`;
}
