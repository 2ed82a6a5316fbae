import { parse } from "../../formula/parse.ts";
import { tex } from "../../formula/tex.ts";
import { isOpen } from "../../laws/define.ts";
import type { Law } from "../../laws/law.ts";
import { numberText } from "../../numberText.ts";
import { QUANTITIES, quantity } from "../../quantities.ts";
import { plain, tableMarkdown } from "./blocksMarkdown.ts";
import type { MimeBundle } from "./mimeBundle.ts";

const SYMBOLS = Object.fromEntries(QUANTITIES.map((one) => [one.symbol, one.tex]));

/** A law as mathematics, with its parameters, what it reads and its source. */
export function lawBundle(law: Law): MimeBundle {
  const formula = `$$\\begin{aligned}\n${tex(parse(law.formula), SYMBOLS, law.response?.column)}\n\\end{aligned}$$`;
  const reads = law.quantities.map((symbol) => `${symbol}, ${quantity(symbol)?.title.toLowerCase()}`);
  const parameters = tableMarkdown({
    caption: "Parameters",
    head: ["parameter", "unit", "meaning"],
    rows: law.parameters.map(({ name, unit, meaning }) => [name, unit, meaning]),
  });
  const published = law.published.map(({ id, theta, data, source, note }) => {
    const values = Object.entries(theta).map(([name, value]) => `${name} = ${numberText(value, 6)}`);
    return `- published as **${plain(id)}**: ${plain(values.join(", "))}. Data: ${plain(data)}. ${plain(source)}.${note ? ` ${plain(note)}.` : ""}`;
  });
  const markdown = [
    `**${plain(law.id)}**: ${plain(law.title)}`,
    formula,
    parameters,
    `Reads: ${isOpen(law) ? "any one quantity x" : plain(reads.join("; "))}. Source: ${plain(law.citation)}.`,
    ...(published.length > 0 ? [published.join("\n")] : []),
  ].join("\n\n");
  return {
    "text/latex": formula,
    "text/markdown": markdown,
    "text/plain": `${law.id}: ${law.title}\n${law.formula.replace(/^/gm, "  ")}`,
  };
}
