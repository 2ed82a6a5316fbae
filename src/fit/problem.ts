import { IsolossError, UsageError } from "../errors.ts";
import { type Bound, compile, type Kernel } from "../formula/kernel.ts";
import type { Formula } from "../formula/parse.ts";
import { formulaOf } from "../laws/define.ts";
import type { Law, Parameter } from "../laws/law.ts";
import type { Observation } from "../run.ts";
import { field, requireColumn } from "../table/column.ts";
import { suggestion } from "../words.ts";
import { columns } from "./columns.ts";
import { responses } from "./response.ts";
import type { FitOptions } from "./types.ts";

/** One unknown of the search. With `separate`, a parameter has one unknown a level: `key` is then `name[level]`. */
export interface Unknown {
  key: string;
  parameter: Parameter;
  level: string | undefined;
  /** Bounds on the scale that is solved for. */
  low: number;
  high: number;
}

/** Rows that share one set of unknowns, bound to the compiled kernel. */
interface Block {
  level: string | undefined;
  bound: Bound;
  /** First row of the block in the problem's order. */
  from: number;
  /** Position among the unknowns of each variable of the kernel. */
  index: Int32Array;
}

/** Rows of one level, and where the unknowns of its parameters stand. */
interface Layout {
  level: string | undefined;
  from: number;
  count: number;
  index: Int32Array;
}

/** What a problem is made of, as plain data: columns in place of rows. A worker thread is sent this. */
export interface Prepared {
  law: Law;
  options: FitOptions;
  unknowns: readonly Unknown[];
  losses: Float64Array;
  data: Readonly<Record<string, Float64Array>>;
  layout: readonly Layout[];
}

/**
 * A law, columns and options as one function of the unknowns: what every solver sees.
 *
 * Values are in the order of the rows; `theta` is on the solved scale (logarithms of parameters on log scale).
 */
export interface Model extends Prepared {
  formula: Formula;
  blocks: readonly Block[];
  objective(theta: Float64Array, weights: Float64Array, delta?: number): number;
  derivatives(theta: Float64Array, weights: Float64Array, g: Float64Array, h: Float64Array, soft?: boolean, delta?: number): number;
  jacobian(theta: Float64Array, residuals: Float64Array, j: Float64Array): void;
  values(theta: Float64Array): Float64Array;
  /** The same problem with other losses at the same rows, without compiling again. */
  withLosses(losses: Float64Array): Model;
  /** Every parameter of the law by name, for the rows of one level: fixed, tied and free alike, in its own unit. */
  parameters(theta: ArrayLike<number>, level: string | undefined): Record<string, number>;
}

/** A model with the rows that its columns are of, in the same order. */
export interface Problem extends Model {
  rows: readonly Observation[];
}

/**
 * A law on rows as a function to minimise: objective, gradient and exact Hessian in the unknowns, each on the scale that is solved for.
 *
 * @param observations rows with the quantities that the law reads.
 * @param options all of them: `DEFAULTS` and what differs.
 * @throws UsageError for options that name no parameter; IsolossError for rows that lack a quantity or are fewer than the unknowns.
 * @example
 * problem(chinchilla, rows, DEFAULTS).unknowns.map((unknown) => unknown.key) // ["E", "A", "B", "alpha", "beta"]
 */
export function problem(law: Law, observations: readonly Observation[], options: FitOptions): Problem {
  checkNames(law, options);
  if (options.separate) requireColumn(observations, options.separate.by, "separate by");
  const free = freeParameters(law, options);
  const own = new Set(options.separate?.parameters ?? []);
  const levelOf = (row: Observation): string | undefined => (options.separate ? label(row, options.separate.by) : undefined);
  const levels = options.separate ? [...new Set(observations.map((row) => levelOf(row) as string))].sort() : [undefined];
  requireHeld(law, options, levels);

  const unknowns: Unknown[] = [];
  for (const parameter of free)
    for (const level of own.has(parameter.name) ? levels : [undefined])
      unknowns.push({
        key: level === undefined ? parameter.name : `${parameter.name}[${level}]`,
        parameter,
        level,
        ...solvedBounds(parameter, options),
      });

  if (unknowns.length === 0)
    throw new UsageError(
      `Cannot fit law "${law.id}": no parameter is free`,
      "leave one free, or evaluate the law as it stands with: isoloss predict",
    );
  if (observations.length < unknowns.length)
    throw new IsolossError(
      `Cannot fit law "${law.id}": ${observations.length} rows for ${unknowns.length} parameters (${unknowns.map((u) => u.key).join(", ")})`,
      "fit more runs, hold parameters with --fix NAME=VALUE, or choose a law with fewer",
    );

  const rows = levels.flatMap((level) => observations.filter((row) => levelOf(row) === level));
  const layout = levels.map((level) => ({
    level,
    from: rows.findIndex((row) => levelOf(row) === level),
    count: rows.filter((row) => levelOf(row) === level).length,
    index: Int32Array.from(free, (p) => unknowns.findIndex((u) => u.parameter === p && (u.level === undefined || u.level === level))),
  }));
  const data = columns(rows, law.quantities);
  // One shape for all problems, which a copy of another object does not have: the engine's code for one then serves the next.
  return Object.assign(model({ law, options, unknowns, losses: responses(law, rows), data, layout }), { rows });
}

/** Compiles a law for its columns. */
export function model(setup: Prepared): Model {
  const { law, options, data, losses, layout } = setup;
  const formula = formulaOf(law);
  const free = freeParameters(law, options);
  const kernelOf = (constants: Readonly<Record<string, number>>): Kernel =>
    compile(formula, {
      variables: free.map((p) => ({ name: p.name, scale: p.scale })),
      constants,
      ties: options.tied,
      columns: law.quantities.map((symbol) => ({ symbol, positive: (data[symbol] as Float64Array).every((x) => x > 0) })),
      residual: options.residual,
      loss: options.loss,
    });
  const shared = options.separate?.held ? undefined : kernelOf(options.fixed);
  const blocks = layout.map(({ level, from, count, index }) => {
    const kernel = shared ?? kernelOf(heldAt(options, level));
    const slice = Object.fromEntries(Object.entries(data).map(([symbol, values]) => [symbol, values.subarray(from, from + count)]));
    return { level, from, index, bound: kernel.bind(slice, losses.subarray(from, from + count), options.delta) };
  });
  return assemble({ ...setup, formula }, blocks);
}

/** Parameters that are neither held nor tied. */
export function freeParameters(law: Law, { fixed, tied, separate }: Pick<FitOptions, "fixed" | "tied" | "separate">): Parameter[] {
  const held = Object.values(separate?.held ?? {});
  return law.parameters.filter(({ name }) => !(name in fixed) && !(name in tied) && !held.some((own) => name in own));
}

/** What is held for the rows of one level, by name. */
export function heldAt({ fixed, separate }: Pick<FitOptions, "fixed" | "separate">, level: string | undefined): Record<string, number> {
  return { ...fixed, ...(level === undefined ? {} : separate?.held?.[level]) };
}

/** The value of a grouping column as text; absent values group under "". */
export function label(row: Observation, by: string): string {
  return String(field(row, by) ?? "");
}

function checkNames(law: Law, options: FitOptions): void {
  const known = law.parameters.map((p) => p.name);
  const check = (name: string, flag: string): void => {
    if (!known.includes(name))
      throw new UsageError(
        `Cannot use ${flag} ${name}: law "${law.id}" has no parameter "${name}"`,
        suggestion(name, known, "its parameters are"),
      );
  };
  Object.keys(options.fixed).forEach((name) => check(name, "--fix"));
  Object.keys(options.bounds).forEach((name) => check(name, "--bounds"));
  options.separate?.parameters.forEach((name) => check(name, "--separate"));
  for (const [name, other] of Object.entries(options.tied)) {
    check(name, "--tie");
    check(other, "--tie");
    if (other in options.tied || name === other) throw new UsageError(`Cannot tie ${name} to ${other}: ${other} is tied itself`);
  }
  const held = Object.values(options.separate?.held ?? {});
  held.flatMap((own) => Object.keys(own)).forEach((name) => check(name, "--fix"));
  for (const [name, value] of [options.fixed, ...held].flatMap((own) => Object.entries(own))) {
    const parameter = law.parameters.find((p) => p.name === name) as Parameter;
    if (!Number.isFinite(value) || value < parameter.low || value > parameter.high || (parameter.scale === "log" && value <= 0))
      throw new UsageError(
        `Cannot hold ${name} at ${value}: expected a number in ${parameter.scale === "log" && parameter.low === 0 ? "(0" : `[${parameter.low}`}, ${parameter.high}]`,
      );
  }
  const own = options.separate?.parameters.find((name) => !freeParameters(law, options).some((p) => p.name === name));
  if (own) throw new UsageError(`Cannot fit ${own} separately: it is held or tied`);
}

/** What one group holds, each must hold: a parameter is fitted in all of them or in none. */
function requireHeld(law: Law, { fixed, tied, separate }: FitOptions, levels: readonly (string | undefined)[]): void {
  const { by, held = {} } = separate ?? { by: "" };
  for (const name of new Set(Object.values(held).flatMap((own) => Object.keys(own)))) {
    if (name in fixed || name in tied) throw new UsageError(`Cannot hold ${name} of each ${by}: it is held for all, or tied`);
    const without = levels.find((level) => held[level ?? ""]?.[name] === undefined);
    if (without !== undefined)
      throw new UsageError(
        `Cannot fit law "${law.id}": ${name} is held for ${Object.keys(held).join(", ")}, and not for ${by} "${without}"`,
        `hold it there too, as ${name}[${without}]=VALUE, or leave those rows out with --where`,
      );
  }
}

function solvedBounds(parameter: Parameter, options: FitOptions): { low: number; high: number } {
  const [low, high] = options.bounds[parameter.name] ?? [parameter.low, parameter.high];
  if (!(low < high))
    throw new UsageError(`Cannot search ${parameter.name} between ${low} and ${high}: the lower bound must be below the upper`);
  return parameter.scale === "log" ? { low: low <= 0 ? Number.NEGATIVE_INFINITY : Math.log(low), high: Math.log(high) } : { low, high };
}

type Base = Prepared & { formula: Formula };

function assemble(base: Base, blocks: readonly Block[]): Model {
  const P = base.unknowns.length;
  const only = blocks.length === 1 ? (blocks[0] as Block).bound : undefined;
  const Q = blocks[0]?.index.length ?? 0;
  const t = new Float64Array(Q);
  const localG = new Float64Array(Q);
  const localH = new Float64Array(Q * Q);
  const gather = (block: Block, theta: ArrayLike<number>): Float64Array => {
    block.index.forEach((to, q) => {
      t[q] = theta[to] as number;
    });
    return t;
  };
  const part = (block: Block, weights: Float64Array): Float64Array => weights.subarray(block.from, block.from + block.bound.rows);

  return {
    law: base.law,
    options: base.options,
    unknowns: base.unknowns,
    losses: base.losses,
    data: base.data,
    layout: base.layout,
    formula: base.formula,
    blocks,
    objective: (theta, weights, delta) =>
      only
        ? only.objective(theta, weights, delta)
        : blocks.reduce((sum, block) => sum + block.bound.objective(gather(block, theta), part(block, weights), delta), 0),
    derivatives: (theta, weights, g, h, soft, delta) => {
      if (only) return only.derivatives(theta, weights, g, h, soft, delta);
      g.fill(0);
      h.fill(0);
      let sum = 0;
      for (const block of blocks) {
        const { index } = block;
        sum += block.bound.derivatives(gather(block, theta), part(block, weights), localG, localH, soft, delta);
        for (let p = 0; p < Q; p++) {
          const to = index[p] as number;
          g[to] = (g[to] as number) + (localG[p] as number);
          for (let q = 0; q <= p; q++) {
            const other = index[q] as number;
            const at = Math.max(to, other) * P + Math.min(to, other);
            h[at] = (h[at] as number) + (localH[p * Q + q] as number);
          }
        }
      }
      return sum;
    },
    jacobian: (theta, residuals, j) => {
      j.fill(0);
      for (const block of blocks) {
        const n = block.bound.rows;
        const localJ = new Float64Array(n * Q);
        block.bound.jacobian(gather(block, theta), residuals.subarray(block.from, block.from + n), localJ);
        for (let i = 0; i < n; i++)
          for (let q = 0; q < Q; q++) j[(block.from + i) * P + (block.index[q] as number)] = localJ[i * Q + q] as number;
      }
    },
    values: (theta) => {
      const out = new Float64Array(base.losses.length);
      for (const block of blocks) block.bound.values(gather(block, theta), out.subarray(block.from, block.from + block.bound.rows));
      return out;
    },
    withLosses: (losses) =>
      assemble(
        { ...base, losses },
        blocks.map((block) => ({ ...block, bound: block.bound.withObserved(losses.subarray(block.from, block.from + block.bound.rows)) })),
      ),
    parameters: (theta, level) => {
      const found = heldAt(base.options, level);
      base.unknowns.forEach((u, i) => {
        if (u.level === undefined || u.level === level) found[u.parameter.name] = natural(u, theta[i] as number);
      });
      for (const [name, other] of Object.entries(base.options.tied)) found[name] = found[other] as number;
      return found;
    },
  };
}

/** Tied parameters by key, each with the key that it equals: one a level where that one is separate. */
export function tiedKeys({ options, blocks }: Pick<Model, "options" | "blocks">): [key: string, other: string][] {
  return Object.entries(options.tied).flatMap(([name, other]): [string, string][] =>
    options.separate?.parameters.includes(other) || Object.values(options.separate?.held ?? {}).some((own) => other in own)
      ? blocks.map(({ level }): [string, string] => [`${name}[${level}]`, `${other}[${level}]`])
      : [[name, other]],
  );
}

/** A solved value in the parameter's own unit. */
export function natural(unknown: Unknown, value: number): number {
  return unknown.parameter.scale === "log" ? Math.exp(value) : value;
}
