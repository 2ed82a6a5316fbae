import { UsageError } from "../errors.ts";
import type { FigureSpec } from "../plot/figure.ts";
import { svg } from "./svg.ts";
import { requireWritable, writeWhole } from "./write.ts";

const SPEC = ".vl.json";
const PICTURE = ".svg";

/** The endings under which a figure can be saved. */
export const FIGURE_ENDINGS: readonly string[] = [PICTURE, SPEC];

/**
 * Saves a figure by the ending of `path`: `.svg` draws it and puts its spec (`.vl.json`) beside it, `.vl.json` saves the spec alone;
 * as `await saveFigure(spec, "figures/ensembles.svg", { inputs: files })`.
 *
 * @param options.inputs files that were read, none of which may be overwritten.
 * @returns the paths written.
 * @throws UsageError for another ending, or a path that is an input; IsolossError when it cannot be written. Then nothing is.
 */
export async function saveFigure(spec: FigureSpec, path: string, { inputs = [] }: { inputs?: readonly string[] } = {}): Promise<string[]> {
  const contents = path.toLowerCase().endsWith(PICTURE)
    ? { [`${path.slice(0, -PICTURE.length)}${SPEC}`]: specText(spec), [path]: "" }
    : { [path]: specText(spec) };
  if (!FIGURE_ENDINGS.some((ending) => path.toLowerCase().endsWith(ending)))
    throw new UsageError(
      `Cannot save a figure as ${path}: its ending says no format that can be written`,
      `formats by ending: ${FIGURE_ENDINGS.join(", ")}`,
    );
  for (const file of Object.keys(contents)) await requireWritable(file, inputs);
  if (contents[path] === "") contents[path] = await svg(spec);
  for (const [file, content] of Object.entries(contents)) await writeWhole(file, content, inputs);
  return Object.keys(contents);
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
