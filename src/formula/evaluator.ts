import { CALLS, interpret } from "./interpret.ts";
import { type Expression, type Formula, type FunctionName, names } from "./parse.ts";

/** A formula at one point after another. */
export interface Evaluator {
  /** What it reads, in the order in which `at` takes the values. */
  names: readonly string[];
  /** The loss, nats/token; undefined is refused. */
  at: (values: readonly (number | undefined)[]) => number;
}

/** Of as many formulas at most code is kept: analyses ask for the same few again and again. */
const MOST = 64;
const known = new Map<string, Evaluator>();

/**
 * A formula as code, for millions of points: the operations of `interpret` in their order, and so its values to the last bit.
 *
 * Names and numbers enter the code by place, never by their text.
 *
 * @throws FormulaError, when evaluated, where a name has no value.
 * @example
 * evaluator(parse("E + A/N^alpha")).at([2, 100, 1e4, 0.5]) // 3
 */
export function evaluator(formula: Formula): Evaluator {
  const key = JSON.stringify(formula);
  const found = known.get(key);
  if (found) return found;
  const made = written(formula);
  const [oldest] = known.keys();
  if (oldest !== undefined && known.size >= MOST) known.delete(oldest);
  known.set(key, made);
  return made;
}

const FUNCTIONS = Object.keys(CALLS) as FunctionName[];

function written(formula: Formula): Evaluator {
  const read = [...names(formula).keys()];
  const places = new Map(read.map((name, i) => [name, `v${i}`]));
  const numbers: number[] = [];
  const code = (node: Expression): string => {
    if (node.kind === "number") return `K[${numbers.push(node.value) - 1}]`;
    if (node.kind === "name") return places.get(node.name) as string;
    if (node.kind === "negate") return `(-${code(node.argument)})`;
    if (node.kind === "call") return `F${FUNCTIONS.indexOf(node.name)}(${node.arguments.map(code).join(", ")})`;
    return `(${code(node.left)} ${node.operator === "^" ? "**" : node.operator} ${code(node.right)})`;
  };
  const lines = formula.assignments.map(({ name, value }, i) => {
    const line = `const a${i} = ${code(value)};`;
    places.set(name, `a${i}`);
    return line;
  });
  const last = code(formula.loss);
  const given = read.map((_, i) => `const v${i} = V[${i}];`);
  const lacking = read.map((_, i) => `v${i} === undefined`).join(" || ") || "false";
  const body = `"use strict"; return function (V) { ${given.join(" ")} if (${lacking}) return undefined; ${lines.join(" ")} return ${last}; };`;
  const run = new Function("K", ...FUNCTIONS.map((_, i) => `F${i}`), body)(numbers, ...FUNCTIONS.map((name) => CALLS[name])) as (
    values: readonly (number | undefined)[],
  ) => number | undefined;
  // The interpreter says which name it is, and where.
  const refuse = (values: readonly (number | undefined)[]): number =>
    interpret(formula, Object.fromEntries(read.flatMap((name, i) => (values[i] === undefined ? [] : [[name, values[i]]]))));
  return { names: read, at: (values) => run(values) ?? refuse(values) };
}
