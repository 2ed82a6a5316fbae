/**
 * A formula as a graph in which every distinct sub-expression stands once.
 *
 * Nodes are numbers into `nodes`, arguments before users, so a walk in order is an evaluation. `rows` and `theta` say what a node depends on:
 * neither, columns only (computed once per binding), parameters only (once per call), or both (once per row and call).
 */
export interface Node {
  op: Op;
  args: readonly number[];
  /** Constants only. */
  value: number;
  /** Columns: the symbol. Parameters: the name. */
  name: string;
  rows: boolean;
  theta: boolean;
  /** Known to be above zero wherever it is defined: lets a logarithm be split. */
  positive: boolean;
}

/**
 * `logBase` is a logarithm that is a large finite number at 0 and `inverseBase` a reciprocal that is 0 at 0: with them 0^y = 0 and all its
 * derivatives vanish, where a plain logarithm would give 0·∞. `choose(a, b, x, y)` is x where a ≤ b, else y.
 */
export type Op =
  | "constant"
  | "column"
  | "parameter"
  | "add"
  | "subtract"
  | "multiply"
  | "divide"
  | "negate"
  | "exp"
  | "log"
  | "logBase"
  | "inverseBase"
  | "expm1"
  | "log1p"
  | "softplus"
  | "sigmoid"
  | "min"
  | "max"
  | "choose";

/** Builds nodes; equal ones are shared, constants folded. */
export interface Graph {
  readonly nodes: readonly Node[];
  constant(value: number): number;
  column(symbol: string, positive: boolean): number;
  parameter(name: string): number;
  add(a: number, b: number): number;
  subtract(a: number, b: number): number;
  multiply(a: number, b: number): number;
  divide(a: number, b: number): number;
  negate(a: number): number;
  power(base: number, exponent: number): number;
  unary(op: "exp" | "log" | "logBase" | "inverseBase" | "expm1" | "log1p" | "softplus" | "sigmoid", a: number): number;
  extreme(op: "min" | "max", a: number, b: number): number;
  choose(a: number, b: number, whenAtMost: number, otherwise: number): number;
}

/** exp stops growing at e^300: h/(1+h) keeps its limit, and products of derivatives stay finite. */
export const SATURATION = 300;
/** ln 0 for powers: its square is still finite, so no product of it with 0 is NaN. */
export const LOG_ZERO = -1e150;

const FOLD: Record<string, (...x: number[]) => number> = {
  add: (a = NaN, b = NaN) => a + b,
  subtract: (a = NaN, b = NaN) => a - b,
  multiply: (a = NaN, b = NaN) => a * b,
  divide: (a = NaN, b = NaN) => a / b,
  negate: (a = NaN) => -a,
  exp: (a = NaN) => Math.exp(Math.min(a, SATURATION)),
  log: (a = NaN) => Math.log(a),
  logBase: (a = NaN) => (a === 0 ? LOG_ZERO : Math.log(a)),
  inverseBase: (a = NaN) => (a === 0 ? 0 : 1 / a),
  expm1: (a = NaN) => Math.expm1(Math.min(a, SATURATION)),
  log1p: (a = NaN) => Math.log1p(a),
  softplus: (a = NaN) => Math.max(a, 0) + Math.log1p(Math.exp(-Math.abs(a))),
  sigmoid: (a = NaN) => 1 / (1 + Math.exp(-a)),
  min: Math.min,
  max: Math.max,
  choose: (a = NaN, b = NaN, x = NaN, y = NaN) => (a <= b ? x : y),
};

/** Whole exponents up to this are products: they keep the sign of a negative base and cost no exponential. */
const WHOLE = 8;

export function createGraph(): Graph {
  const nodes: Node[] = [];
  const known = new Map<string, number>();

  const intern = (op: Op, args: readonly number[], value = 0, name = ""): number => {
    const key = op === "constant" ? `#${Object.is(value, -0) ? "-0" : value}` : `${op} ${name} ${args.join(",")}`;
    const found = known.get(key);
    if (found !== undefined) return found;
    const inputs = args.map(at);
    nodes.push({
      op,
      args,
      value,
      name,
      rows: op === "column" || inputs.some((n) => n.rows),
      theta: op === "parameter" || inputs.some((n) => n.theta),
      positive: isPositive(op, value, inputs),
    });
    known.set(key, nodes.length - 1);
    return nodes.length - 1;
  };
  const at = (id: number): Node => nodes[id] as Node;
  const isConstant = (id: number, value?: number): boolean => at(id).op === "constant" && (value === undefined || at(id).value === value);
  const fold = (op: Op, args: readonly number[]): number =>
    args.every((a) => isConstant(a))
      ? constant((FOLD[op] as (...x: number[]) => number)(...args.map((a) => at(a).value)))
      : intern(op, args);
  /** One order for the arguments of a commutative operation, so that a·b and b·a are one node. */
  const ordered = (a: number, b: number): [number, number] => (a <= b ? [a, b] : [b, a]);

  const constant = (value: number): number => intern("constant", [], value);

  const add = (a: number, b: number): number => {
    if (isConstant(a, 0)) return b;
    if (isConstant(b, 0)) return a;
    if (at(b).op === "negate") return subtract(a, at(b).args[0] as number);
    if (at(a).op === "negate") return subtract(b, at(a).args[0] as number);
    return fold("add", ordered(a, b));
  };
  const subtract = (a: number, b: number): number => {
    if (isConstant(b, 0)) return a;
    if (isConstant(a, 0)) return negate(b);
    if (a === b) return constant(0);
    if (at(b).op === "negate") return add(a, at(b).args[0] as number);
    return fold("subtract", [a, b]);
  };
  const negate = (a: number): number => {
    if (at(a).op === "negate") return at(a).args[0] as number;
    if (at(a).op === "subtract") return subtract(at(a).args[1] as number, at(a).args[0] as number);
    return fold("negate", [a]);
  };
  const multiply = (a: number, b: number): number => {
    // A structural zero is a true zero here: derivatives that do not exist must not turn an infinite factor into NaN.
    if (isConstant(a, 0) || isConstant(b, 0)) return constant(0);
    if (isConstant(a, 1)) return b;
    if (isConstant(b, 1)) return a;
    if (isConstant(a, -1)) return negate(b);
    if (isConstant(b, -1)) return negate(a);
    if (at(a).op === "negate") return negate(multiply(at(a).args[0] as number, b));
    if (at(b).op === "negate") return negate(multiply(a, at(b).args[0] as number));
    return fold("multiply", ordered(a, b));
  };
  const divide = (a: number, b: number): number => {
    if (isConstant(a, 0)) return constant(0);
    if (isConstant(b, 1)) return a;
    if (at(a).op === "negate") return negate(divide(at(a).args[0] as number, b));
    if (at(b).op === "negate") return negate(divide(a, at(b).args[0] as number));
    // 1/exp(x) = exp(−x): a power in a denominator then costs no division.
    if (at(b).op === "exp") return multiply(a, unary("exp", negate(at(b).args[0] as number)));
    return fold("divide", [a, b]);
  };

  const unary: Graph["unary"] = (op, a) => {
    const node = at(a);
    if (op === "log" || op === "logBase") {
      if (node.op === "exp") return node.args[0] as number;
      const [x, y] = node.args as [number, number];
      // Splitting a positive product separates columns (once per binding) from parameters (once per call): one logarithm a row less.
      if (node.op === "multiply" && at(x).positive && at(y).positive) return add(unary(op, x), unary(op, y));
      if (node.op === "divide" && at(x).positive && at(y).positive) return subtract(unary(op, x), unary(op, y));
      if (node.positive) return fold("log", [a]);
    }
    return fold(op, [a]);
  };

  const power = (base: number, exponent: number): number => {
    const node = at(exponent);
    if (node.op === "constant" && Number.isInteger(node.value) && Math.abs(node.value) <= WHOLE) {
      if (node.value === 0) return constant(1);
      const half = (n: number): number => {
        if (n === 1) return base;
        const root = half(Math.floor(n / 2));
        const square = multiply(root, root);
        return n % 2 === 0 ? square : multiply(square, base);
      };
      const whole = half(Math.abs(node.value));
      return node.value > 0 ? whole : divide(constant(1), whole);
    }
    return unary("exp", multiply(exponent, unary("logBase", base)));
  };

  return {
    nodes,
    constant,
    column: (symbol, positive) => {
      const id = intern("column", [], 0, symbol);
      at(id).positive = positive;
      return id;
    },
    parameter: (name) => intern("parameter", [], 0, name),
    add,
    subtract,
    multiply,
    divide,
    negate,
    power,
    unary,
    extreme: (op, a, b) => (a === b ? a : fold(op, ordered(a, b))),
    choose: (a, b, whenAtMost, otherwise) => (whenAtMost === otherwise ? whenAtMost : fold("choose", [a, b, whenAtMost, otherwise])),
  };
}

function isPositive(op: Op, value: number, inputs: readonly Node[]): boolean {
  switch (op) {
    case "constant":
      return value > 0;
    case "exp":
    case "softplus":
    case "sigmoid":
      return true;
    case "add":
    case "multiply":
    case "divide":
    case "min":
      return inputs.every((n) => n.positive);
    case "max":
      return inputs.some((n) => n.positive);
    default:
      return false;
  }
}
