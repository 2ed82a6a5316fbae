import { build } from "./build.ts";
import { gradient } from "./derive.ts";
import { createGraph } from "./graph.ts";
import { type Expression, type Formula, names } from "./parse.ts";

/** A summand of the loss, and the parameter that is its coefficient: doubling that one doubles the summand, all else equal. */
export interface Term {
  /** The summand alone, with the formula's assignments. */
  formula: Formula;
  coefficient: string | undefined;
}

/** Splits the loss at its outermost sums; only factors in plain sight count as coefficients (A in A/N^alpha, E in E). */
export function terms(formula: Formula, parameters: ReadonlySet<string>): Term[] {
  const found: Term[] = [];
  const used = new Set<string>();
  const split = (node: Expression, sign: boolean): void => {
    if (node.kind === "binary" && (node.operator === "+" || node.operator === "-")) {
      split(node.left, sign);
      split(node.right, node.operator === "-" ? !sign : sign);
      return;
    }
    if (node.kind === "negate") {
      split(node.argument, !sign);
      return;
    }
    const coefficient = factors(node).find((name) => parameters.has(name) && !used.has(name));
    if (coefficient) used.add(coefficient);
    found.push({ formula: { ...formula, loss: sign ? node : { kind: "negate", argument: node, at: node.at } }, coefficient });
  };
  split(formula.loss, true);
  return found;
}

function factors(node: Expression): string[] {
  if (node.kind === "name") return [node.name];
  if (node.kind !== "binary") return [];
  if (node.operator === "*") return [...factors(node.left), ...factors(node.right)];
  if (node.operator === "/") return factors(node.left);
  return [];
}

/**
 * The parameters in which the loss is linear when all others are held: their second derivative is zero as an expression.
 *
 * @example
 * linearParameters(parse("E + A/N^alpha"), ["E", "A", "alpha"]) // ["E", "A"]
 */
export function linearParameters(formula: Formula, parameters: readonly string[]): string[] {
  const graph = createGraph();
  const scope = new Map<string, number>();
  for (const name of names(formula).keys()) scope.set(name, parameters.includes(name) ? graph.parameter(name) : graph.column(name, true));
  for (const name of parameters) if (!scope.has(name)) scope.set(name, graph.parameter(name));
  const value = build(graph, formula, scope);
  const zero = graph.constant(0);
  return parameters.filter((name) => {
    const variable = scope.get(name) as number;
    const [first] = gradient(graph, value, [variable]) as [number];
    return first !== zero && gradient(graph, first, [variable])[0] === zero;
  });
}

/** The parameters that stand in an exponent, or multiply inside an exponential: they are drawn as exponents, all others as sizes. */
export function exponents(formula: Formula, parameters: ReadonlySet<string>): Set<string> {
  const found = new Set<string>();
  const visit = (node: Expression, inside: boolean): void => {
    if (node.kind === "name" && inside && parameters.has(node.name)) found.add(node.name);
    else if (node.kind === "negate") visit(node.argument, inside);
    else if (node.kind === "call") node.arguments.forEach((a) => visit(a, inside));
    else if (node.kind === "binary") {
      visit(node.left, inside);
      visit(node.right, inside || node.operator === "^");
    }
  };
  for (const { value } of formula.assignments) visit(value, false);
  visit(formula.loss, false);
  return found;
}
