import type { Expression, Formula, FunctionName } from "./parse.ts";

/** One step of a formula in the language of Vega: a `calculate` of Vega-Lite as it stands, a `formula` transform of Vega with `calculate` as `expr`. */
export interface VegaStep {
  calculate: string;
  as: string;
}

/** Where 1 + x has lost more digits of x than three terms of the series leave out. */
const SMALL = 1e-5;

type Call = (x: string, y: string) => string;

/** Vega's language has no expm1, log1p, softplus or sigmoid: near 0, where 1 + x would lose digits, the first terms of the series stand for the former two. */
const CALLS: Readonly<Record<FunctionName, Call>> = {
  exp: (x) => `exp(min(${x},300))`,
  log: (x) => `log(${x})`,
  min: (x, y) => `min(${x},${y})`,
  max: (x, y) => `max(${x},${y})`,
  expm1: (x) => `(abs(${x})<${SMALL}?${x}*(1+${x}/2*(1+${x}/3)):exp(min(${x},300))-1)`,
  log1p: (x) => logOfOnePlus(x),
  softplus: (x) => `(max(${x},0)+${logOfOnePlus(`exp(-abs(${x}))`)})`,
  sigmoid: (x) => `(1/(1+exp(-${x})))`,
};

function logOfOnePlus(x: string): string {
  return `(${x}<${SMALL}&&${x}>-${SMALL}?${x}*(1-${x}/2*(1-2*${x}/3)):log(1+${x}))`;
}

/**
 * A formula in the expression language of Vega, for charts and pages that compute it: one step an assignment, the last the prediction.
 *
 * Every name is read from `datum`, so that neither a signal nor a constant of Vega (`E`, `PI`) can stand for a parameter. Arguments that a function uses
 * more than once are steps of their own, named with a leading underscore, which no name of a formula has.
 *
 * @param formula a parsed formula.
 * @param as the field of the prediction; not a name of the formula.
 * @returns steps in the order in which they are to be computed; they agree with `interpret` to 1e-9, relative.
 * @example
 * vegaExpression(parse("E + A/N^alpha")) // [{ calculate: "(datum.E+(datum.A/pow(datum.N,datum.alpha)))", as: "loss" }]
 */
export function vegaExpression(formula: Formula, as = "loss"): VegaStep[] {
  const steps: VegaStep[] = [];
  const named = (calculate: string): string => {
    const name = `_${steps.length}`;
    steps.push({ calculate, as: name });
    return `datum.${name}`;
  };
  const write = (node: Expression): string => {
    switch (node.kind) {
      case "number":
        return String(node.value);
      case "name":
        return `datum.${node.name}`;
      case "negate":
        return `(-${write(node.argument)})`;
      case "call": {
        const [x = "", y = ""] = node.arguments.map(write);
        return CALLS[node.name](node.arguments.length > 1 || node.name === "exp" || node.name === "log" ? x : named(x), y);
      }
      case "binary": {
        const [left, right] = [write(node.left), write(node.right)];
        return node.operator === "^" ? `pow(${left},${right})` : `(${left}${node.operator}${right})`;
      }
    }
  };
  for (const { name, value } of formula.assignments) steps.push({ calculate: write(value), as: name });
  steps.push({ calculate: write(formula.loss), as });
  return steps;
}
