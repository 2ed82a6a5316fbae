import { FormulaError, UsageError } from "../errors.ts";
import { type Formula, names, parse } from "../formula/parse.ts";
import { QUANTITIES, quantity } from "../quantities.ts";
import type { Example, Law, Parameter } from "./law.ts";

/** Stands for the quantity of a one-quantity law until `lawIn` says which it is. */
export const ANY = "x";

/**
 * Makes a law from its formula and checks that every name is a quantity's symbol or a declared parameter.
 *
 * @throws FormulaError with the position of a name that is neither, or of a parameter declared and never used.
 */
export function defineLaw(law: Omit<Law, "quantities">): Law {
  const formula = parse(law.formula);
  const declared = new Set(law.parameters.map((p) => p.name));
  const free = names(formula);
  for (const { name, at } of formula.assignments)
    if (quantity(name) || declared.has(name))
      throw new FormulaError(law.formula, at, `Cannot define law "${law.id}": it assigns to "${name}", which has a meaning already`);
  for (const [name, at] of free)
    if (!declared.has(name) && !quantity(name) && name !== ANY)
      throw new FormulaError(law.formula, at, `Cannot define law "${law.id}": "${name}" is neither a quantity nor a parameter of it`);
  for (const name of declared)
    if (!free.has(name)) throw new FormulaError(law.formula, 0, `Cannot define law "${law.id}": parameter "${name}" does not occur in it`);
  return { ...law, quantities: QUANTITIES.filter((q) => free.has(q.symbol)).map((q) => q.symbol) };
}

/** Whether the law is written in one quantity that is still to be named. */
export function isOpen(law: Law): boolean {
  return names(parse(law.formula)).has(ANY);
}

/**
 * A one-quantity law, written in the quantity `symbol`.
 *
 * @param symbol a symbol of the glossary, as "K".
 * @throws UsageError when the law already names its quantities, or the symbol is unknown.
 * @example
 * lawIn(power, "K").formula // "E + A/K^alpha"
 */
export function lawIn(law: Law, symbol: string): Law {
  if (!isOpen(law)) throw new UsageError(`Cannot write law "${law.id}" in ${symbol}: it is already in ${law.quantities.join(", ")}`);
  const found = quantity(symbol);
  if (!found)
    throw new UsageError(`Cannot write law "${law.id}" in "${symbol}": the quantities are ${QUANTITIES.map((q) => q.symbol).join(", ")}`);
  return defineLaw({
    ...law,
    title: `${law.title}, in ${found.title.toLowerCase()}`,
    formula: law.formula.replace(/\bx\b/g, symbol),
    published: law.published.filter((set) => set.range && symbol in set.range),
    ...(law.example && { example: { ...law.example, design: { [symbol]: law.example.design[ANY] as readonly number[] } } }),
  });
}

/** The parameters of an example that are to be held, at their values: what a fit of the example takes as `fixed`. */
export function heldIn({ theta, held = {} }: Example): Record<string, number> {
  return Object.fromEntries(Object.keys(held).map((name) => [name, theta[name] as number]));
}

/** The formula of a law, parsed. */
export function formulaOf(law: Law): Formula {
  return parse(law.formula);
}

/** A coefficient: positive, on log scale, drawn as the size of its term. */
export function coefficient(name: string, meaning: string, unit: string): Parameter {
  return { name, meaning, unit, scale: "log", low: 0, high: Number.POSITIVE_INFINITY };
}

/** The loss that is left when everything grows without bound; may come out as 0, and then says so by lying at its bound. */
export function irreducible(meaning = "irreducible loss"): Parameter {
  return { name: "E", meaning, unit: "nats/token", scale: "linear", low: 0, high: Number.POSITIVE_INFINITY };
}

/** E, A, B, alpha and beta of E + A/N^alpha + B/D^beta, on which most laws stand. */
export function baseLaw(): Parameter[] {
  return [
    irreducible(),
    coefficient("A", "size of the parameter term", "nats/token · parameters^alpha"),
    coefficient("B", "size of the data term", "nats/token · tokens^beta"),
    exponent("alpha", "exponent of parameters"),
    exponent("beta", "exponent of tokens"),
  ];
}

/** The same where alpha and beta also set the optimal size of the unique tokens, which an exponent of 0 or 20 would put out of range. */
export function sizedBaseLaw(): Parameter[] {
  return baseLaw().map((p) => (p.name === "alpha" || p.name === "beta" ? { ...p, low: 0.01, high: 5 } : p));
}

/** Multiples of a size that count as excess, with the same search as repeats. */
export function excess(name: string, meaning: string, start?: readonly [number, number]): Parameter {
  return { ...repeats(name, meaning, start), unit: "multiples of U_N" };
}

/** The e-fold number of repeats of a decay: 1e9 is as good as none. */
export function repeats(name: string, meaning: string, start: readonly [number, number] = [1, 100]): Parameter {
  return { name, meaning, unit: "repeats", scale: "log", low: 0.01, high: 1e9, start };
}

/** An exponent, drawn uniformly in .1–.8. */
export function exponent(name: string, meaning: string, high = 20): Parameter {
  return { name, meaning, unit: "1", scale: "linear", low: 0, high, start: [0.1, 0.8] };
}
