import { build } from "./build.ts";
import { gradient, hessian } from "./derive.ts";
import { createGraph, type Graph, LOG_ZERO, type Node, type Op, SATURATION } from "./graph.ts";
import type { Formula } from "./parse.ts";

/** A parameter that the kernel takes as argument; on `log` scale it takes the logarithm, so that any argument is a positive value. */
export interface Variable {
  name: string;
  scale: "log" | "linear";
}

export interface KernelSpec {
  /** Free parameters, in the order of the kernel's argument. */
  variables: readonly Variable[];
  /** Parameters held at a value, in their own unit. */
  constants: Readonly<Record<string, number>>;
  /** Parameters that equal another one. */
  ties: Readonly<Record<string, string>>;
  /** Quantities that the formula reads; `positive` when every row's value is above 0. */
  columns: readonly { symbol: string; positive: boolean }[];
  residual: "log" | "linear";
  loss: "huber" | "squared";
}

/** A kernel over the rows of one binding. `theta` is in the order and scale of the variables, `weights` one a row (0 leaves a row out). */
export interface Bound {
  rows: number;
  /** Predictions into `out`, nats/token. */
  values(theta: Float64Array, out: Float64Array): void;
  /** The objective: Σ weight·ρ(residual), or Infinity where a prediction is not finite or (log residuals) not positive. */
  objective(theta: Float64Array, weights: Float64Array): number;
  /**
   * The objective, its gradient, and its exact Hessian (lower triangle of a row-major matrix), in one pass.
   *
   * Rows beyond Huber's threshold have no curvature of their own; with `soft` they get that of the parabola which touches the loss there (δ/|r|,
   * as in reweighted least squares): no Hessian, but a model that has a minimum where the exact one has none.
   */
  derivatives(theta: Float64Array, weights: Float64Array, g: Float64Array, h: Float64Array, soft?: boolean): number;
  /** Residuals, and their derivatives with respect to theta (rows × variables, row-major). */
  jacobian(theta: Float64Array, residuals: Float64Array, j: Float64Array): void;
}

export interface Kernel {
  variables: readonly Variable[];
  /** Compiles once, binds often: sub-expressions of columns alone are computed here, once per binding. */
  bind(columns: Readonly<Record<string, Float64Array>>, observed: Float64Array, delta: number): Bound;
}

type Columns = Readonly<Record<string, Float64Array>>;

/**
 * Compiles a formula to straight-line code over columns: values, objective, gradient and exact Hessian.
 *
 * Only operators and names of the graph reach the generated code; quantities and parameters enter it by number, never by their text.
 *
 * @throws nothing that `parse` and `names` would not have: the caller has resolved every name.
 */
export function compile(formula: Formula, spec: KernelSpec): Kernel {
  const graph = createGraph();
  const scope = new Map<string, number>();
  for (const { symbol, positive } of spec.columns) scope.set(symbol, graph.column(symbol, positive));
  const thetas = spec.variables.map((v) => graph.parameter(v.name));
  spec.variables.forEach((v, i) => {
    const theta = thetas[i] as number;
    scope.set(v.name, v.scale === "log" ? graph.unary("exp", theta) : theta);
  });
  for (const [name, value] of Object.entries(spec.constants)) scope.set(name, graph.constant(value));
  for (const [name, other] of Object.entries(spec.ties)) scope.set(name, scope.get(other) as number);

  const value = build(graph, formula, scope);
  const first = gradient(graph, value, thetas);
  const second = hessian(graph, first, thetas);

  const cached = frontier(graph.nodes, [value, ...first, ...second]);
  const slots = new Map(spec.columns.map(({ symbol }, i) => [symbol, i]));
  const code = writer(graph, thetas, cached);
  const fill = make(["COLUMNS", "OUT", "n"], code.columns(slots));
  const programs = {
    values: make(["C", "n", "t", "out"], code.values(value)),
    objective: make(["C", "n", "y", "delta", "t", "w"], code.objective(value, spec)),
    derivatives: make(["C", "n", "y", "delta", "t", "w", "g", "h", "soft"], code.derivatives(value, first, second, spec)),
    jacobian: make(["C", "n", "y", "t", "r", "j"], code.jacobian(value, first, spec)),
  };

  const bind = (columns: Columns, observed: Float64Array, delta: number): Bound => {
    const n = observed.length;
    const C = cached.map(() => new Float64Array(n));
    fill(
      spec.columns.map(({ symbol }) => columns[symbol] as Float64Array),
      C,
      n,
    );
    const y = spec.residual === "log" ? observed.map(Math.log) : observed;
    return {
      rows: n,
      values: (t, out) => programs.values(C, n, t, out),
      objective: (t, w) => programs.objective(C, n, y, delta, t, w) as number,
      derivatives: (t, w, g, h, soft = false) => programs.derivatives(C, n, y, delta, t, w, g, h, soft ? 1 : 0) as number,
      jacobian: (t, r, j) => programs.jacobian(C, n, y, t, r, j),
    };
  };
  return { variables: spec.variables, bind };
}

type Program = (...args: unknown[]) => unknown;

function make(parameters: readonly string[], body: string): Program {
  return new Function(...parameters, `"use strict";${PRELUDE}\n${body}`) as Program;
}

const PRELUDE = `const { exp: EXP, expm1: EXPM1, log, log1p, abs } = Math;
const exp = x => EXP(x > ${SATURATION} ? ${SATURATION} : x), expm1 = x => EXPM1(x > ${SATURATION} ? ${SATURATION} : x);
const logBase = x => x === 0 ? ${LOG_ZERO} : log(x), inverseBase = x => x === 0 ? 0 : 1 / x;
const softplus = x => (x > 0 ? x : 0) + log1p(EXP(-abs(x))), sigmoid = x => 1 / (1 + EXP(-x));`;

const EMIT: Partial<Record<Op, (...a: string[]) => string>> = {
  add: (a, b) => `${a} + ${b}`,
  subtract: (a, b) => `${a} - ${b}`,
  multiply: (a, b) => `${a} * ${b}`,
  divide: (a, b) => `${a} / ${b}`,
  negate: (a) => `-${a}`,
  min: (a, b) => `${a} <= ${b} ? ${a} : ${b}`,
  max: (a, b) => `${b} <= ${a} ? ${a} : ${b}`,
  choose: (a, b, x, y) => `${a} <= ${b} ? ${x} : ${y}`,
};

/** The nodes of columns alone that nodes with parameters (or the outputs) read: what a binding computes once. */
function frontier(nodes: readonly Node[], outputs: readonly number[]): number[] {
  const found = new Set<number>();
  const isRow = (id: number): boolean => (nodes[id] as Node).rows && !(nodes[id] as Node).theta;
  for (const id of reach(nodes, outputs))
    if ((nodes[id] as Node).theta) (nodes[id] as Node).args.filter(isRow).forEach((a) => found.add(a));
  outputs.filter(isRow).forEach((id) => found.add(id));
  return [...found].sort((a, b) => a - b);
}

function reach(nodes: readonly Node[], outputs: readonly number[]): Set<number> {
  const found = new Set<number>();
  const stack = [...outputs];
  for (let id = stack.pop(); id !== undefined; id = stack.pop()) {
    if (found.has(id)) continue;
    found.add(id);
    stack.push(...(nodes[id] as Node).args);
  }
  return found;
}

type Objective = Pick<KernelSpec, "residual" | "loss">;

function writer(graph: Graph, thetas: readonly number[], cached: readonly number[]) {
  const { nodes } = graph;
  const slot = new Map(cached.map((id, i) => [id, i]));
  const theta = new Map(thetas.map((id, i) => [id, i]));
  const ref = (id: number): string => {
    const node = nodes[id] as Node;
    return node.op === "constant" ? `(${node.value})` : `v${id}`;
  };
  const line = (id: number): string => {
    const { op, args } = nodes[id] as Node;
    const inputs = args.map(ref);
    const emit = EMIT[op];
    return `const v${id} = ${emit ? emit(...inputs) : `${op}(${inputs.join(", ")})`};`;
  };
  const sorted = (outputs: readonly number[]): number[] => [...reach(nodes, outputs)].sort((a, b) => a - b);

  /** Code that computes `outputs` from theta and the cached columns: what runs once a call, and what runs once a row. */
  const plan = (outputs: readonly number[]): { once: string; row: string; load: string } => {
    const once: string[] = [];
    const row: string[] = [];
    const used = new Set<number>();
    const note = (id: number): void => {
      if (slot.has(id)) used.add(id);
    };
    outputs.forEach(note);
    for (const id of sorted(outputs)) {
      const node = nodes[id] as Node;
      if (node.op === "constant" || (node.rows && !node.theta)) continue;
      if (node.op === "parameter") once.push(`const v${id} = t[${theta.get(id)}];`);
      else if (node.rows) {
        row.push(line(id));
        node.args.forEach(note);
      } else once.push(line(id));
    }
    const load = [...used].sort((a, b) => a - b);
    once.push(...load.map((id) => `const c${id} = C[${slot.get(id)}];`));
    return { once: once.join("\n"), load: load.map((id) => `const v${id} = c${id}[i];`).join(" "), row: row.join("\n") };
  };

  const rows = (p: ReturnType<typeof plan>, before: string, body: string, after: string, skip = false): string =>
    `${p.once}\n${before}\nfor (let i = 0; i < n; i++) {\n${skip ? "const wi = w[i]; if (wi === 0) continue;\n" : ""}${p.load}\n${p.row}\n${body}\n}\n${after}`;

  const feasible = ({ residual }: Objective): string => (residual === "log" ? "L > 0 && L < Infinity" : "L - L === 0");
  const residualOf = ({ residual }: Objective): string => (residual === "log" ? "log(L) - y[i]" : "L - y[i]");
  const rho = ({ loss }: Objective): string =>
    loss === "huber" ? "(a <= delta ? 0.5 * r * r : delta * (a - 0.5 * delta))" : "0.5 * r * r";

  return {
    columns: (slots: ReadonlyMap<string, number>): string => {
      const needed = sorted(cached).filter((id) => (nodes[id] as Node).op !== "constant");
      const body = needed.map((id) => {
        const node = nodes[id] as Node;
        return node.op === "column" ? `const v${id} = COLUMNS[${slots.get(node.name)}][i];` : line(id);
      });
      return `for (let i = 0; i < n; i++) {\n${body.join("\n")}\n${cached.map((id, i) => `OUT[${i}][i] = v${id};`).join(" ")}\n}`;
    },
    values: (value: number): string => rows(plan([value]), "", `out[i] = ${ref(value)};`, ""),
    objective: (value: number, spec: Objective): string =>
      rows(
        plan([value]),
        "let S = 0;",
        `const L = ${ref(value)}; if (!(${feasible(spec)})) return Infinity;\nconst r = ${residualOf(spec)}, a = abs(r); S += wi * ${rho(spec)};`,
        "return S;",
        true,
      ),
    jacobian: (value: number, first: readonly number[], spec: Objective): string => {
      const scale = spec.residual === "log" ? "const s = 1 / L;" : "const s = 1;";
      const store = first.map((g, p) => `j[i * ${first.length} + ${p}] = s * ${ref(g)};`).join(" ");
      return rows(plan([value, ...first]), "", `const L = ${ref(value)}; ${scale} r[i] = ${residualOf(spec)}; ${store}`, "");
    },
    derivatives: (value: number, first: readonly number[], second: readonly number[], spec: Objective): string => {
      const P = first.length;
      const inside = spec.loss === "huber" ? "a <= delta" : "true";
      const declare: string[] = ["let S = 0;"];
      const body: string[] = [
        `const L = ${ref(value)}; if (!(${feasible(spec)})) return Infinity;`,
        `const r = ${residualOf(spec)}, a = abs(r);`,
      ];
      body.push(`const inside = ${inside}, psi = wi * (inside ? r : r > 0 ? delta : -delta); S += wi * ${rho(spec)};`);
      // With log residuals d²r = d²L/L − dL·dLᵀ/L²: its second part joins the Gauss-Newton part.
      body.push(
        spec.residual === "log"
          ? "const s = 1 / L, outer = (inside ? wi : soft * wi * delta / a) - psi, inner = psi * s;"
          : "const s = 1, outer = inside ? wi : soft * wi * delta / a, inner = psi;",
      );
      const store: string[] = [];
      first.forEach((g, p) => {
        declare.push(`let g${p} = 0;`);
        body.push(`const j${p} = s * ${ref(g)}; g${p} += psi * j${p}; const o${p} = outer * j${p};`);
        store.push(`g[${p}] = g${p};`);
      });
      for (let p = 0, k = 0; p < P; p++)
        for (let q = 0; q <= p; q++, k++) {
          const h = second[k] as number;
          const curved = (nodes[h] as Node).op === "constant" && (nodes[h] as Node).value === 0 ? "" : ` + inner * ${ref(h)}`;
          declare.push(`let h${p}_${q} = 0;`);
          body.push(`h${p}_${q} += o${p} * j${q}${curved};`);
          store.push(`h[${p * P + q}] = h${p}_${q};`);
        }
      return rows(plan([value, ...first, ...second]), declare.join(" "), body.join("\n"), `${store.join(" ")} return S;`, true);
    },
  };
}
