import { figures } from "../src/index.ts";
import type { Gallery } from "./gallery.ts";
import { isSynthetic, SYNTHETIC } from "./synthetic.ts";
import { whereOf } from "./where.ts";

/** The page of the gallery: every kind of figure with its picture, caption, spec and command, and those that the shipped runs cannot serve. */

/** Width of a small picture, pixels. */
const THUMBNAIL = 180;

export function galleryPage(specs: Gallery): string {
  return [
    "# Figures",
    "",
    "Every kind of figure that isoloss draws, from the shipped runs ([runs/kjv-tiny](../runs/kjv-tiny/README.md)); three that these cannot serve",
    "are drawn from labelled synthetic logs ([runs/synthetic](../runs/synthetic/README.md)). `npm run figures` writes this page, the pictures and their Vega-Lite specs. Each command draws its figure; the ending of the output chooses the format (`.svg`, `.png`, `.pdf`, `.html`, `.vl.json`), and",
    "`--paper neurips` (icml, iclr, acl, nature, …) lays a figure out for a column.",
    "",
    "| | figure | what it shows |",
    "|---|---|---|",
    ...figures.map(({ id, title }) => `| ${thumbnail(id)} | [${id}](#${id}) | ${title} |`),
    "",
    ...figures.flatMap(({ id, title, needs }) => [
      `## ${id}`,
      "",
      `![${title}](${id}.svg)`,
      "",
      (specs[id] as Gallery[string]).description,
      "",
      "```sh",
      command(id),
      "```",
      `Needs: ${needs} [Spec](${id}.vl.json).`,
      "",
    ]),
  ].join("\n");
}

/** The picture itself, small; alone, since the name beside it says what it is. */
const thumbnail = (id: string): string => `<a href="#${id}"><img src="${id}.svg" width="${THUMBNAIL}" alt=""></a>`;

function command(id: string): string {
  if (isSynthetic(id)) return `npx isoloss plot ${id} ${SYNTHETIC}/${id}.csv -o ${id}.svg`;
  const where = whereOf({ id })
    .map((condition) => `--where "${condition}"`)
    .join(" ");
  return `npx isoloss plot ${id} runs/kjv-tiny ${where} -o ${id}.svg`;
}
