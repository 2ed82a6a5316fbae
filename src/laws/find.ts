import { FormulaError, UsageError } from "../errors.ts";
import { type Formula, names, parse } from "../formula/parse.ts";
import { exponents, terms } from "../formula/terms.ts";
import { QUANTITIES, quantity } from "../quantities.ts";
import { editDistance, suggestion } from "../words.ts";
import { ANY, defineLaw, isOpen, lawIn } from "./define.ts";
import { laws } from "./index.ts";
import type { Law, Parameter } from "./law.ts";

/**
 * The law that `text` names: an id of the registry, or a formula of one's own, whose free names become parameters.
 *
 * @param text an id as "chinchilla", or a formula as "E + A/N^alpha".
 * @param options.in the quantity of a one-quantity law: symbol or column name, as "K" or "members".
 * @param options.columns names that the data use, so that a parameter is not mistaken for one of them.
 * @throws UsageError for an unknown id (with a suggestion), a one-quantity law without its quantity; FormulaError for a bad formula.
 * @example
 * findLaw("power", { in: "members" }).formula // "E + A/K^alpha"
 */
export function findLaw(text: string, options: { in?: string; columns?: readonly string[] } = {}): Law {
  const wanted = options.in === undefined ? undefined : resolveQuantity(options.in);
  const known = laws.find((law) => law.id === text.trim());
  if (!known && /^[a-z][a-z0-9-]*$/i.test(text.trim()) && !quantity(text.trim()))
    throw new UsageError(
      `Cannot find law "${text.trim()}"`,
      `${suggestion(
        text.trim(),
        laws.map((law) => law.id),
        "the laws are",
      )}\n  a formula of your own works too, as "E + A/N^alpha"`,
    );
  const law = known ?? formulaLaw(text, options.columns ?? []);
  if (!isOpen(law)) {
    if (wanted) throw new UsageError(`Cannot write law "${law.id}" in ${wanted}: it is already in ${law.quantities.join(", ")}`);
    return law;
  }
  if (!wanted)
    throw new UsageError(`Cannot use law "${law.id}" yet: the quantity it is in is not named`, `name it, as --in params or --in members`);
  return lawIn(law, wanted);
}

function resolveQuantity(name: string): string {
  const found = QUANTITIES.find((q) => [q.symbol, q.name, q.column].some((n) => n.toLowerCase() === name.toLowerCase()));
  if (!found)
    throw new UsageError(
      `Cannot find quantity "${name}"`,
      suggestion(
        name,
        QUANTITIES.map((q) => q.column),
        "the quantities are",
      ),
    );
  return found.symbol;
}

/**
 * A law from a formula alone.
 *
 * Names in exponents are drawn as exponents; coefficients of terms are positive; the rest is free of sign.
 *
 * @throws FormulaError when a name that is no quantity equals or nearly equals one, or a column: it is then more likely a slip than a parameter.
 */
export function formulaLaw(text: string, columns: readonly string[]): Law {
  const formula = parse(text);
  const free = [...names(formula).keys()].filter((name) => !quantity(name) && name !== ANY);
  for (const name of free) refuseSlip(formula, name, columns);
  const parameters = inferred(formula, new Set(free));
  return defineLaw({
    id: "formula",
    title: "Formula of one's own",
    formula: text,
    parameters,
    citation: "given by the user",
    published: [],
  });
}

function refuseSlip(formula: Formula, name: string, columns: readonly string[]): void {
  const at = names(formula).get(name) ?? 0;
  for (const q of QUANTITIES)
    if ([q.symbol, q.name, q.column].some((n) => alike(name, n)))
      throw new FormulaError(
        formula.text,
        at,
        `Cannot tell whether "${name}" is a parameter: it looks like ${q.title.toLowerCase()}`,
        `did you mean ${q.symbol}? Otherwise rename the parameter`,
      );
  const column = columns.find((c) => alike(name, c));
  if (column !== undefined)
    throw new FormulaError(
      formula.text,
      at,
      `Cannot tell whether "${name}" is a parameter: the data have a column "${column}"`,
      `a formula reads only ${QUANTITIES.map((q) => q.symbol).join(", ")}; rename the parameter, or map the column`,
    );
}

/** Short names are alike only when they are equal but for case; long ones may differ by one letter. */
function alike(a: string, b: string): boolean {
  const [x, y] = [a.toLowerCase(), b.toLowerCase()];
  return x === y || (Math.min(x.length, y.length) >= 4 && editDistance(x, y) <= 1);
}

function inferred(formula: Formula, free: ReadonlySet<string>): Parameter[] {
  const powers = exponents(formula, free);
  const heads = new Map(
    terms(formula, new Set([...free].filter((name) => !powers.has(name)))).map((term) => [term.coefficient, term.formula]),
  );
  return [...free].map((name) => {
    if (powers.has(name))
      return { name, meaning: "exponent", unit: "1", scale: "linear", low: Number.NEGATIVE_INFINITY, high: 20, start: [0.1, 0.8] };
    const term = heads.get(name);
    if (term?.loss.kind === "name")
      return { name, meaning: "constant term", unit: "nats/token", scale: "linear", low: 0, high: Number.POSITIVE_INFINITY };
    if (term) return { name, meaning: "coefficient", unit: "1", scale: "log", low: 0, high: Number.POSITIVE_INFINITY };
    return { name, meaning: "parameter", unit: "1", scale: "log", low: 0, high: Number.POSITIVE_INFINITY, start: [0.05, 20] };
  });
}
