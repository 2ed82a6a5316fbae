import { figures } from "../src/index.ts";
import type { Gallery } from "./gallery.ts";
import { isSynthetic, SYNTHETIC } from "./synthetic.ts";

/** The page of the gallery: every kind of figure with its picture, caption, spec and command, and those that the shipped runs cannot serve. */

/** Width of a small picture, pixels. */
const THUMBNAIL = 180;

const STANDARD = ["recipe=standard", "weight_decay=0.1"];
const UNIQUE = "unique_tokens=51200";

/** Conditions of `isoloss plot` for the kinds that do not draw all AR runs. */
const WHERE: Readonly<Record<string, readonly string[]>> = {
  "loss-by-epochs": [...STANDARD, UNIQUE],
  "loss-by-params": ["family=ar", "recipe=standard|regularized|ensemble", UNIQUE],
  "weight-decay": ["family=ar", "recipe=standard|regularized", UNIQUE, "epochs=16"],
  "repeated-data": ["family=ar", ...STANDARD, "params=41660|271674"],
  ensembles: ["recipe=ensemble"],
  crossover: ["recipe=standard|regularized"],
  overfit: [...STANDARD, "params=271674", "unique_tokens=25600|51200"],
  "return-on-repetition": STANDARD,
  "value-of-repeats": STANDARD,
  "iso-loss": STANDARD,
  "critical-compute": STANDARD,
  "loss-difference": STANDARD,
};

export function galleryPage(specs: Gallery): string {
  return [
    "# Figures",
    "",
    "Every kind of figure that isoloss draws, from the shipped runs ([runs/kjv-tiny](../runs/kjv-tiny/README.md)); three that these cannot serve",
    "are drawn from labelled synthetic logs ([runs/synthetic](../runs/synthetic/README.md)). `npm run figures` writes this page, the pictures and their Vega-Lite specs. The commands draw the same rows; the ending of the output chooses the format (`.svg`, `.png`, `.pdf`, `.html`, `.vl.json`), and",
    "`--paper neurips` (icml, iclr, acl, nature, …) lays a figure out for a column. Here a few have rows or draws chosen by hand in `figures/gallery.ts`.",
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
  const where = (WHERE[id] ?? ["family=ar"]).map((condition) => `--where "${condition}"`).join(" ");
  return `npx isoloss plot ${id} runs/kjv-tiny ${where} -o ${id}.svg`;
}
