import type { Graph, Node } from "./graph.ts";

/**
 * Derivatives of `output` with respect to `variables`, as nodes of the same graph: one backward walk.
 *
 * `min`, `max` and `choose` select among the derivatives of their branches; the branch not taken is never multiplied by 0, since it may be infinite.
 *
 * @param known derivatives of branches found so far: branches of branches would otherwise be walked again and again.
 */
export function gradient(graph: Graph, output: number, variables: readonly number[], known = new Map<number, number[]>()): number[] {
  const before = known.get(output);
  if (before) return before;
  const { nodes } = graph;
  const reaches = dependsOn(nodes, output, variables);
  /** Sends to the variables d times the derivative of branch x where a ≤ b, else of branch y. */
  const branch = (d: number, a: number, b: number, x: number, y: number): void => {
    const taken = gradient(graph, x, variables, known);
    const other = gradient(graph, y, variables, known);
    variables.forEach((v, i) => {
      const slope = graph.choose(a, b, taken[i] as number, other[i] as number);
      send(v, graph.multiply(d, slope));
    });
  };
  const adjoint = new Map<number, number>([[output, graph.constant(1)]]);
  const send = (to: number, value: number): void => {
    if (!reaches.has(to)) return;
    const sum = adjoint.get(to);
    adjoint.set(to, sum === undefined ? value : graph.add(sum, value));
  };
  for (let id = output; id >= 0; id--) {
    const d = adjoint.get(id);
    if (d === undefined || !reaches.has(id)) continue;
    const { op, args } = nodes[id] as Node;
    const [a, b, x, y] = args as [number, number, number, number];
    const { add, multiply, divide, negate, unary, constant } = graph;
    switch (op) {
      case "add":
        send(a, d);
        send(b, d);
        break;
      case "subtract":
        send(a, d);
        send(b, negate(d));
        break;
      case "multiply":
        send(a, multiply(d, b));
        send(b, multiply(d, a));
        break;
      case "divide":
        send(a, divide(d, b));
        send(b, negate(divide(multiply(d, id), b)));
        break;
      case "negate":
        send(a, negate(d));
        break;
      case "exp":
        send(a, multiply(d, id));
        break;
      case "log":
        send(a, divide(d, a));
        break;
      case "logBase":
        send(a, multiply(d, unary("inverseBase", a)));
        break;
      case "inverseBase":
        send(a, negate(multiply(d, multiply(id, id))));
        break;
      case "expm1":
        send(a, multiply(d, unary("exp", a)));
        break;
      case "log1p":
        send(a, divide(d, add(constant(1), a)));
        break;
      case "softplus":
        send(a, multiply(d, unary("sigmoid", a)));
        break;
      case "sigmoid":
        send(a, multiply(d, multiply(id, unary("sigmoid", negate(a)))));
        break;
      case "min":
        branch(d, a, b, a, b);
        break;
      case "max":
        branch(d, b, a, a, b);
        break;
      case "choose":
        branch(d, a, b, x, y);
        break;
    }
  }
  const slopes = variables.map((v) => adjoint.get(v) ?? graph.constant(0));
  known.set(output, slopes);
  return slopes;
}

/** Lower triangle of the second derivatives, row by row: (0,0), (1,0), (1,1), (2,0), … */
export function hessian(graph: Graph, first: readonly number[], variables: readonly number[]): number[] {
  return first.flatMap((g, i) => gradient(graph, g, variables.slice(0, i + 1)));
}

function dependsOn(nodes: readonly Node[], output: number, variables: readonly number[]): Set<number> {
  const reached = new Set(variables);
  for (let id = 0; id <= output; id++) if ((nodes[id] as Node).args.some((a) => reached.has(a))) reached.add(id);
  return reached;
}
