import type { Graph } from "./graph.ts";
import type { Expression, Formula } from "./parse.ts";

/**
 * Writes a formula into a graph.
 *
 * @param names what each free name of the formula stands for, as a node of the graph.
 * @returns the node of the loss.
 */
export function build(graph: Graph, formula: Formula, names: ReadonlyMap<string, number>): number {
  const scope = new Map(names);
  const write = (node: Expression): number => {
    switch (node.kind) {
      case "number":
        return graph.constant(node.value);
      case "name": {
        const id = scope.get(node.name);
        if (id === undefined) throw new Error(`"${node.name}" has no node`);
        return id;
      }
      case "negate":
        return graph.negate(write(node.argument));
      case "binary": {
        const a = write(node.left);
        const b = write(node.right);
        switch (node.operator) {
          case "+":
            return graph.add(a, b);
          case "-":
            return graph.subtract(a, b);
          case "*":
            return graph.multiply(a, b);
          case "/":
            return graph.divide(a, b);
          case "^":
            return graph.power(a, b);
        }
        break;
      }
      case "call": {
        const [a, b] = node.arguments.map(write) as [number, number];
        return node.name === "min" || node.name === "max" ? graph.extreme(node.name, a, b) : graph.unary(node.name, a);
      }
    }
  };
  for (const { name, value } of formula.assignments) scope.set(name, write(value));
  return write(formula.loss);
}
