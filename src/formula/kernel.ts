import { build } from "./build.ts";
import { gradient, hessian } from "./derive.ts";
import { exponential, exponentialLessOne, logarithm, TABLES } from "./elementary.ts";
import { createGraph, type Graph, LOG_ZERO, type Node, type Op } from "./graph.ts";
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
  /**
   * The objective: Σ weight·ρ(residual), or Infinity where a prediction is not finite or (log residuals) not positive. `delta` replaces the
   * binding's threshold: a wider one gives the smoother objective on the way to the minimum.
   */
  objective(theta: Float64Array, weights: Float64Array, delta?: number): number;
  /**
   * The objective, its gradient, and its exact Hessian (lower triangle of a row-major matrix), in one pass.
   *
   * Rows beyond Huber's threshold have no curvature of their own; with `soft` they get that of the parabola which touches the loss there (δ/|r|,
   * as in reweighted least squares): no Hessian, but a model that has a minimum where the exact one has none.
   */
  derivatives(theta: Float64Array, weights: Float64Array, g: Float64Array, h: Float64Array, soft?: boolean, delta?: number): number;
  /** Residuals, and their derivatives with respect to theta (rows × variables, row-major). */
  jacobian(theta: Float64Array, residuals: Float64Array, j: Float64Array): void;
  /** The same rows with other observed losses; what was computed of their columns is shared. */
  withObserved(observed: Float64Array): Bound;
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
  const key = JSON.stringify([formula, spec]);
  const known = kernels.get(key);
  if (known) return known;
  const kernel = written(formula, spec);
  const [oldest] = kernels.keys();
  if (oldest !== undefined && kernels.size >= MOST_KERNELS) kernels.delete(oldest);
  kernels.set(key, kernel);
  return kernel;
}

/** Kernels as they were asked for: the engine has optimised their code, and would begin anew with new code of the same text. */
const kernels = new Map<string, Kernel>();
const MOST_KERNELS = 64;

function written(formula: Formula, spec: KernelSpec): Kernel {
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
    objective: make(["C", "n", "y", "t", "w", "delta"], code.objective(value, spec)),
    derivatives: make(["C", "n", "y", "t", "w", "g", "h", "soft", "delta"], code.derivatives(value, first, second, spec)),
    jacobian: make(["C", "n", "y", "t", "R", "j"], code.jacobian(value, first, spec)),
  };

  const observing = (C: readonly Float64Array[], observed: Float64Array, delta: number): Bound => {
    const n = observed.length;
    const y = spec.residual === "log" ? observed.map((x) => 1 / x) : observed;
    return {
      rows: n,
      values: (t, out) => programs.values(C, n, t, out),
      objective: (t, w, threshold = delta) => programs.objective(C, n, y, t, w, threshold) as number,
      derivatives: (t, w, g, h, soft = false, threshold = delta) => programs.derivatives(C, n, y, t, w, g, h, soft, threshold) as number,
      jacobian: (t, r, j) => programs.jacobian(C, n, y, t, r, j),
      withObserved: (other) => observing(C, other, delta),
    };
  };
  const bind = (columns: Columns, observed: Float64Array, delta: number): Bound => {
    const n = observed.length;
    const C = cached.map(() => new Float64Array(n));
    fill(
      spec.columns.map(({ symbol }) => columns[symbol] as Float64Array),
      C,
      n,
    );
    return observing(C, observed, delta);
  };
  return { variables: spec.variables, bind };
}

type Program = (...args: unknown[]) => unknown;

/** A program whose helpers are made once, around it: made inside, they would be looked up anew for every row. */
function make(parameters: readonly string[], body: string): Program {
  const names = Object.keys(TABLES);
  const factory = new Function(...names, `"use strict";${PRELUDE}\nreturn function (${parameters.join(", ")}) {\n${body}\n};`);
  return factory(...Object.values(TABLES)) as Program;
}

const PRELUDE = `const { exp: EXP, log, log1p, abs, min, max } = Math;
const exp = x => { let e; ${exponential("e", "x")} return e; };
const logBase = x => x === 0 ? ${LOG_ZERO} : log(x), inverseBase = x => x === 0 ? 0 : 1 / x;
const softplus = x => (x > 0 ? x : 0) + log1p(exp(-abs(x))), sigmoid = x => 1 / (1 + exp(-x));`;

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

function repeated(ids: readonly number[]): Set<number> {
  return new Set(ids.filter((id, i) => ids.indexOf(id) !== i));
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
    if (op === "exp") return `let v${id}; ${exponential(`v${id}`, inputs[0] as string)}`;
    if (op === "expm1") return `let v${id}; ${exponentialLessOne(`v${id}`, inputs[0] as string)}`;
    const emit = EMIT[op];
    return `const v${id} = ${emit ? emit(...inputs) : `${op}(${inputs.join(", ")})`};`;
  };
  const sorted = (outputs: readonly number[]): number[] => [...reach(nodes, outputs)].sort((a, b) => a - b);

  const isColumn = (id: number): boolean => (nodes[id] as Node).rows && !(nodes[id] as Node).theta;
  const divisor = (id: number): number | undefined => {
    const { op, args } = nodes[id] as Node;
    return op === "divide" && (nodes[args[1] as number] as Node).op !== "constant" ? args[1] : undefined;
  };

  /** Code that computes `outputs` from theta and the cached columns: what runs once a call, and what runs once a row. */
  const plan = (outputs: readonly number[]): { once: string; row: string; load: string } => {
    const once: string[] = [];
    const row: string[] = [];
    const used = new Set<number>();
    const note = (id: number): void => {
      if (slot.has(id)) used.add(id);
    };
    const needed = sorted(outputs).filter((id) => !((nodes[id] as Node).op === "constant" || isColumn(id)));
    const shared = repeated(needed.flatMap((id) => divisor(id) ?? []));
    const inverted = new Set<number>();
    outputs.forEach(note);
    for (const id of needed) {
      const node = nodes[id] as Node;
      const by = divisor(id);
      const to = node.rows ? row : once;
      node.args.forEach(note);
      if (node.op === "parameter") once.push(`const v${id} = t[${theta.get(id)}];`);
      else if (by !== undefined && shared.has(by)) {
        // A division costs as much as several multiplications, and derivatives repeat it.
        if (!inverted.has(by)) ((nodes[by] as Node).rows ? row : once).push(`const q${by} = 1 / ${ref(by)};`);
        inverted.add(by);
        to.push(`const v${id} = ${ref(node.args[0] as number)} * q${by};`);
      } else to.push(line(id));
    }
    const load = [...used].sort((a, b) => a - b);
    once.push(...load.map((id) => `const c${id} = C[${slot.get(id)}];`));
    return { once: once.join("\n"), load: load.map((id) => `const v${id} = c${id}[i];`).join(" "), row: row.join("\n") };
  };

  const rows = (p: ReturnType<typeof plan>, before: string, body: string, after: string, skip = false): string =>
    `${p.once}\n${before}\nfor (let i = 0; i < n; i++) {\n${skip ? "const wi = w[i]; if (wi === 0) continue;\n" : ""}${p.load}\n${p.row}\n${body}\n}\n${after}`;

  const feasible = ({ residual }: Objective): string => (residual === "log" ? "L > 0 && L < Infinity" : "L - L === 0");
  const residualOf = ({ residual }: Objective): string =>
    residual === "log" ? `const ratio = L * y[i]; let r; ${logarithm("r", "ratio")}` : "const r = L - y[i];";
  // Without a branch on the residual's sign, which no processor can guess: m is |ψ|.
  const rho = ({ loss }: Objective): string => (loss === "huber" ? "m * (a - 0.5 * m)" : "0.5 * r * r");

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
        `const L = ${ref(value)}; if (!(${feasible(spec)})) return Infinity;\n${residualOf(spec)} const a = abs(r), m = min(a, delta); S += wi * ${rho(spec)};`,
        "return S;",
        true,
      ),
    jacobian: (value: number, first: readonly number[], spec: Objective): string => {
      const scale = spec.residual === "log" ? "const s = 1 / L;" : "const s = 1;";
      const store = first.map((g, p) => `j[i * ${first.length} + ${p}] = s * ${ref(g)};`).join(" ");
      return rows(plan([value, ...first]), "", `const L = ${ref(value)}; ${scale} ${residualOf(spec)} R[i] = r; ${store}`, "");
    },
    derivatives: (value: number, first: readonly number[], second: readonly number[], spec: Objective): string => {
      const P = first.length;
      const declare: string[] = ["let S = 0;"];
      const body: string[] = [
        `const L = ${ref(value)}; if (!(${feasible(spec)})) return Infinity;`,
        `${residualOf(spec)} const a = abs(r), m = min(a, delta); S += wi * ${rho(spec)};`,
        spec.loss === "huber"
          ? "const psi = wi * max(-delta, min(delta, r)), curved = a <= delta ? wi : soft ? wi * delta / a : 0;"
          : "const psi = wi * r, curved = wi;",
      ];
      // With log residuals d²r = d²L/L − dL·dLᵀ/L²: its second part joins the Gauss-Newton part.
      body.push(
        spec.residual === "log"
          ? "const s = 1 / L, outer = soft ? curved : curved - psi, inner = soft ? 0 : psi * s;"
          : "const s = 1, outer = curved, inner = soft ? 0 : psi;",
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
