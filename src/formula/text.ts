import type { Expression, Formula } from "./parse.ts";

const HOLDS: Record<string, number> = { "+": 1, "-": 1, "*": 2, "/": 2, "^": 4 };
const NEGATE = 3;
const ATOM = 5;

function write(node: Expression): { text: string; holds: number } {
  switch (node.kind) {
    case "number":
      return { text: String(node.value), holds: ATOM };
    case "name":
      return { text: node.name, holds: ATOM };
    case "call":
      return { text: `${node.name}(${node.arguments.map((a) => write(a).text).join(", ")})`, holds: ATOM };
    case "negate":
      return { text: `-${wrap(node.argument, NEGATE)}`, holds: NEGATE };
    case "binary": {
      const holds = HOLDS[node.operator] as number;
      // Only the side on which the operator does not associate needs brackets at equal strength.
      const left = wrap(node.left, node.operator === "^" ? holds + 1 : holds);
      const right = wrap(node.right, node.operator === "^" ? NEGATE : holds + 1);
      const tight = node.operator === "^" || node.operator === "*" || node.operator === "/";
      return { text: tight ? `${left}${node.operator}${right}` : `${left} ${node.operator} ${right}`, holds };
    }
  }
}

function wrap(node: Expression, needed: number): string {
  const { text, holds } = write(node);
  return holds >= needed ? text : `(${text})`;
}

/**
 * A formula as text in one spelling: the fewest brackets, one assignment a line; `parse(text(f))` is `f` again.
 *
 * @example
 * text(parse("((E))+A/(N^alpha)")) // "E + A/N^alpha"
 */
export function text(formula: Formula): string {
  return [...formula.assignments.map((a) => `${a.name} = ${write(a.value).text}`), write(formula.loss).text].join("\n");
}
