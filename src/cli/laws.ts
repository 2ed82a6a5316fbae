import type { Law, Parameter, PublishedSet } from "../index.ts";
import { command } from "./command.ts";
import { amount, short } from "./numbers.ts";
import { json, quantityIn } from "./options.ts";
import { say } from "./print.ts";
import { table } from "./table.ts";

export const lawsCommand = command({
  command: "laws [id]",
  describe: "The laws there are: formula, parameters, units, citation, published values",
  positionals: { id: { type: "string", describe: "A law, to see all of it; a quoted formula works too" } },
  options: { ...quantityIn, tex: { type: "boolean", default: false, describe: "Print formulas as TeX" }, ...json },
  examples: [
    ["laws", "every law in a line"],
    ["laws data-constrained", "one law with its parameters and published values"],
    ["laws power --in members --tex", "its TeX, in the number of ensemble members"],
  ],
  run: async (given) => {
    const { findLaw, laws, parse, QUANTITIES, tex, toJson } = await import("../index.ts");
    const symbols = Object.fromEntries(QUANTITIES.map((q) => [q.symbol, q.tex]));
    const texOf = (law: Law): string => tex(parse(law.formula), symbols);
    const known = laws.find((law) => law.id === given.id);
    const one =
      given.id === undefined
        ? undefined
        : known && given.in === undefined
          ? known
          : findLaw(given.id, given.in === undefined ? {} : { in: given.in });
    const plain = (law: Law): object => ({ ...law, tex: texOf(law) });
    if (given.json) say(toJson(one ? plain(one) : laws.map(plain)));
    else if (given.tex) say(one ? texOf(one) : laws.map((law) => `% ${law.id}\n${texOf(law)}`).join("\n\n"));
    else say(one ? card(one, texOf(one)) : overview(laws));
  },
});

function overview(laws: readonly Law[]): string {
  const rows = laws.map((law) => [law.id, law.quantities.join(", ") || "any one", String(law.parameters.length), law.title]);
  return `${table(["law", "reads", "parameters", ""], rows)}\n\nisoloss laws ID shows the formula, units, citation and published values`;
}

function card(law: Law, tex: string): string {
  const bounds = ({ low, high }: Parameter): string =>
    Number.isFinite(high) ? `${short(low)} to ${short(high)}` : low === Number.NEGATIVE_INFINITY ? "any" : `> ${short(low)}`;
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
