import type { Law, Parameter, PublishedSet, Quantity } from "../index.ts";
import { command } from "./command.ts";
import { amount, short } from "./numbers.ts";
import { json, quantityIn } from "./options.ts";
import { say } from "./print.ts";
import { table } from "./table.ts";

export const lawsCommand = command({
  command: "laws [id]",
  describe: "The laws there are: formula, parameters, units, citation, published values",
  positionals: { id: { type: "string", describe: "A law, to see all of it; a quoted formula works too" } },
  options: {
    ...quantityIn,
    tex: { type: "boolean", default: false, describe: "Print formulas as TeX" },
    markdown: { type: "boolean", default: false, describe: "Print a Markdown table of every law" },
    ...json,
  },
  examples: [
    ["laws", "every law in a line"],
    ["laws data-constrained", "one law with its parameters and published values"],
    ["laws power --in members --tex", "its TeX, in the number of ensemble members"],
    ["laws --markdown", "the table of the README"],
  ],
  run: async (given) => {
    const { findLaw, laws, lawsTable, parse, QUANTITIES, risesWith, tex, toJson, UsageError } = await import("../index.ts");
    const symbols = Object.fromEntries(QUANTITIES.map((q) => [q.symbol, q.tex]));
    const texOf = (law: Law): string => tex(parse(law.formula), symbols, law.response?.column);
    const known = laws.find((law) => law.id === given.id);
    const one =
      given.id === undefined
        ? undefined
        : known && given.in === undefined
          ? known
          : findLaw(given.id, given.in === undefined ? {} : { in: given.in });
    const plain = (law: Law): object => ({ ...law, risesWith: risesWith(law), tex: texOf(law) });
    const forms = (["tex", "markdown", "json"] as const).filter((form) => given[form]);
    if (forms.length > 1) throw new UsageError(`Cannot print --${forms.join(" and --")} at once`, "choose one");
    if (given.markdown) say(lawsTable(one ? [one] : laws));
    else if (given.json) say(toJson(one ? plain(one) : laws.map(plain)));
    else if (given.tex) say(one ? texOf(one) : laws.map((law) => `% ${law.id}\n${texOf(law)}`).join("\n\n"));
    else say(one ? card(one, texOf(one), risesWith(one), QUANTITIES) : overview(laws, risesWith));
  },
});

function overview(laws: readonly Law[], risesWith: (law: Law) => string[]): string {
  const rows = laws.map((law) => [
    law.id,
    law.quantities.join(", ") || "any one",
    risesWith(law).join(", "),
    String(law.parameters.length),
    law.published.length > 0 ? String(law.published.length) : "",
    law.title,
  ]);
  const head = ["law", "reads", "can rise with", "parameters", "published sets", ""];
  return `${table(head, rows)}\n\nisoloss laws ID shows the formula, units, citation and published values`;
}

function card(law: Law, tex: string, rises: readonly string[], quantities: readonly Quantity[]): string {
  const named = law.quantities.map((symbol) => `${symbol} (${quantities.find((q) => q.symbol === symbol)?.title.toLowerCase()})`);
  const bounds = ({ low, high, scale }: Parameter): string => {
    if (Number.isFinite(high)) return `${short(low)} to ${short(high)}`;
    return low === Number.NEGATIVE_INFINITY ? "any" : `${scale === "log" ? ">" : "≥"} ${short(low)}`;
  };
  const parameters = table(
    ["parameter", "unit", "bounds", "meaning"],
    law.parameters.map((p) => [p.name, p.unit, bounds(p), p.meaning]),
    "  ",
  );
  return [
    `${law.id}: ${law.title}`,
    "",
    indented(law.formula),
    "",
    parameters,
    "",
    `reads   ${named.join(", ") || "any one quantity x: name it with --in"}`,
    ...(law.example ? [`rises   ${rises.length > 0 ? `with ${rises.join(", ")}` : "with nothing that it reads"}`] : []),
    `source  ${law.citation}`,
    ...law.published.flatMap((set) => ["", published(set)]),
    "",
    "TeX",
    indented(tex),
  ].join("\n");
}

function published({ id, theta, data, source, range, note }: PublishedSet): string {
  const values = Object.entries(theta).map(([name, value]) => `${name} = ${short(value, 6)}`);
  const ranges = Object.entries(range ?? {}).map(([symbol, [low, high]]) => `${symbol} ${amount(symbol, low)} to ${amount(symbol, high)}`);
  return [
    `published as "${id}"`,
    `  ${values.join(", ")}`,
    `  data   ${data}`,
    ...(ranges.length > 0 ? [`  range  ${ranges.join(", ")}`] : []),
    `  source ${source}`,
    ...(note ? [`  note   ${note}`] : []),
  ].join("\n");
}

function indented(text: string): string {
  return text.replace(/^/gm, "  ");
}
