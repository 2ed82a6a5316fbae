import { FormulaError } from "../errors.ts";
import type { Expression, Formula, FunctionName } from "./parse.ts";

type Scope = Record<string, number>;
type Step = (scope: Scope) => number;

/** exp stops growing here, so that h/(1+h) and the like keep their limits. */
const SATURATION = 300;

/** What the functions of the language give. */
export const CALLS: Record<FunctionName, (x: number, y: number) => number> = {
  exp: (x) => Math.exp(x > SATURATION ? SATURATION : x),
  log: (x) => Math.log(x),
  min: (x, y) => Math.min(x, y),
  max: (x, y) => Math.max(x, y),
  expm1: (x) => Math.expm1(x > SATURATION ? SATURATION : x),
  log1p: (x) => Math.log1p(x),
  softplus: (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
  sigmoid: (x) => 1 / (1 + Math.exp(-x)),
};

function step(node: Expression, text: string): Step {
  switch (node.kind) {
    case "number": {
      const { value } = node;
      return () => value;
    }
    case "name": {
      const { name, at } = node;
      return (scope) => {
        const value = scope[name];
        if (value === undefined) throw new FormulaError(text, at, `Cannot evaluate the formula: "${name}" has no value`);
        return value;
      };
    }
    case "negate": {
      const argument = step(node.argument, text);
      return (scope) => -argument(scope);
    }
    case "call": {
      const fn = CALLS[node.name];
      const [first, second] = node.arguments.map((argument) => step(argument, text)) as [Step, Step?];
      return (scope) => fn(first(scope), second ? second(scope) : Number.NaN);
    }
    case "binary": {
      const left = step(node.left, text);
      const right = step(node.right, text);
      switch (node.operator) {
        case "+":
          return (scope) => left(scope) + right(scope);
        case "-":
          return (scope) => left(scope) - right(scope);
        case "*":
          return (scope) => left(scope) * right(scope);
        case "/":
          return (scope) => left(scope) / right(scope);
        case "^":
          return (scope) => left(scope) ** right(scope);
      }
    }
  }
}

/**
 * A formula as a plain function of its names, for repeated evaluation; it shares no code with the compiled kernels, which it checks.
 *
 * The function writes the formula's assignments into the object that it is given: no copy is made for each of many points.
 *
 * @example
 * interpreter(parse("E + A/N^alpha"))({ E: 2, A: 100, N: 1e4, alpha: 0.5 }) // 3
 */
export function interpreter(formula: Formula): (scope: Record<string, number>) => number {
  const assignments = formula.assignments.map(({ name, value }) => ({ name, value: step(value, formula.text) }));
  const loss = step(formula.loss, formula.text);
  return (scope) => {
    for (const { name, value } of assignments) scope[name] = value(scope);
    return loss(scope);
  };
}

/**
 * Evaluates a formula at one point.
 *
 * @param formula a parsed formula.
 * @param values every name that the formula reads: quantities in the glossary's units, parameters in their own. Infinity is a value.
 * @returns the loss, nats/token.
 * @throws FormulaError when a name has no value.
 * @example
 * interpret(parse("E + A/N^alpha"), { E: 2, A: 100, N: 1e4, alpha: 0.5 }) // 3
 */
export function interpret(formula: Formula, values: Readonly<Record<string, number>>): number {
  return interpreter(formula)({ ...values });
}
