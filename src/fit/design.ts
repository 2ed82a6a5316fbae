import { sampleCorrelation } from "simple-statistics";
import { IsolossError, place } from "../errors.ts";
import { quantityText } from "../numberText.ts";
import { quantity } from "../quantities.ts";
import { linearize } from "./covariance.ts";
import { format } from "./diagnostic.ts";
import type { Problem } from "./problem.ts";
import { starts } from "./starts.ts";
import { THRESHOLDS } from "./thresholds.ts";
import type { Diagnostic } from "./types.ts";

/** Places at which influence is looked for: a parameter that moves no row at any of them moves none at all. */
const PROBES = 3;
const NONE = 1e-12;

/**
 * Refuses rows that cannot determine the law whatever their losses are: one level, one ratio, or a parameter without influence.
 *
 * @returns warnings for designs that are thin without being hopeless.
 * @throws IsolossError with the reason and a way out.
 */
export function checkDesign(problem: Problem): Diagnostic[] {
  const { law, rows, data, unknowns } = problem;
  const cannot = `Cannot fit law "${law.id}"`;
  const found: Diagnostic[] = [];
  requireFinite(problem);
  const levels = Object.fromEntries(Object.entries(data).map(([symbol, values]) => [symbol, new Set(values).size]));
  const { idle, rank } = influence(problem);

  for (const [symbol, count] of Object.entries(levels)) {
    const title = quantity(symbol)?.title.toLowerCase() ?? symbol;
    if (count < THRESHOLDS.levels && rank < unknowns.length)
      throw new IsolossError(
        `${cannot}: ${count === 1 ? `all ${rows.length} rows have the same ${title}` : `the ${rows.length} rows have only ${count} values of ${title}`} (${symbol} = ${[...new Set(data[symbol])].map((x) => quantityText(symbol, x)).join(", ")}), so only ${rank} of ${unknowns.length} parameters can be told apart`,
        `fit rows with at least ${THRESHOLDS.levels} values of ${symbol}, hold parameters with --fix NAME=VALUE, or choose a law without ${symbol}`,
      );
    if (count < THRESHOLDS.levels && unknowns.some((u) => u.parameter.start))
      found.push({
        code: "few-levels",
        severity: "warning",
        message: `the rows have ${count} distinct value${count === 1 ? "" : "s"} of ${title} (${symbol})`,
        hint: `an exponent wants at least ${THRESHOLDS.levels}, over a decade or more`,
      });
    // Exponents are searched on linear scale; a place or a rate (the best weight decay) asks for no decades.
    else if (unknowns.some((u) => u.parameter.start && u.parameter.scale === "linear"))
      found.push(...narrow(symbol, data[symbol] as Float64Array));
  }
  if (idle.length > 0)
    throw new IsolossError(
      `${cannot}: ${idle.join(" and ")} moves none of the ${rows.length} rows${onceOnly(problem) ? ", since no row repeats its data" : ""}`,
      `hold it with --fix ${idle[0]}=VALUE, or add rows that it acts on`,
    );
  found.push(...collinearity(problem, cannot, levels));
  if (rank < unknowns.length)
    throw new IsolossError(
      `${cannot}: the rows tell only ${rank} of ${unknowns.length} parameters apart, whatever their losses are`,
      "hold parameters with --fix NAME=VALUE, or add rows at other sizes, tokens or epochs",
    );
  return found;
}

/** Over a short range every exponent fits: the term is nearly a straight line. Quantities of a linear scale (a loss, bits) have none. */
function narrow(symbol: string, values: Float64Array): Diagnostic[] {
  const known = quantity(symbol);
  const positive = values.filter((x) => x > 0);
  const [low, high] = [positive.reduce((a, b) => Math.min(a, b)), positive.reduce((a, b) => Math.max(a, b))];
  const decades = Math.log10(high / low);
  if (!known?.log || decades >= THRESHOLDS.span) return [];
  return [
    {
      code: "few-decades",
      severity: "warning",
      message: `the rows span ${decades.toPrecision(2)} decades of ${known.title.toLowerCase()} (${symbol} = ${format(low)} to ${format(high)})`,
      hint: "an exponent wants a decade or more: within half of one, a straight line would do as well",
    },
  ];
}

/** A row at which the law has no value wherever its parameters lie (a logarithm of 0) would otherwise pass for a poor design. */
function requireFinite(problem: Problem): void {
  const { law, rows, data } = problem;
  const values = starts(problem, PROBES, 7).map((theta) => problem.values(theta));
  const at = rows.findIndex((_, i) => values.every((predicted) => !Number.isFinite(predicted[i])));
  const row = rows[at];
  if (!row) return;
  const where = law.quantities.map((symbol) => `${symbol} = ${quantityText(symbol, data[symbol]?.[at] ?? Number.NaN)}`).join(", ");
  throw new IsolossError(
    `${place(row.source)}: Cannot fit run "${row.run}": law "${law.id}" has no finite value at ${where}`,
    `leave such rows out with --where, as "${zeroOf(problem, at)}>0"`,
  );
}

function zeroOf({ law, data }: Problem, at: number): string {
  const symbol = law.quantities.find((name) => data[name]?.[at] === 0) ?? law.quantities[0] ?? "";
  return quantity(symbol)?.column ?? symbol;
}

function collinearity(problem: Problem, cannot: string, levels: Readonly<Record<string, number>>): Diagnostic[] {
  const found: Diagnostic[] = [];
  const varied = Object.entries(problem.data).filter(([symbol, values]) => (levels[symbol] as number) > 1 && values.every((x) => x > 0));
  const logs = varied.map(([symbol, values]) => [symbol, [...values].map(Math.log)] as const);
  for (const [i, [a, x]] of logs.entries())
    for (const [b, y] of logs.slice(i + 1)) {
      const r = Math.abs(sampleCorrelation(x, y));
      const [warn, refuse] = THRESHOLDS.collinear;
      // Tokens and unique tokens may well move together (all runs at one epoch count): which parameters that hides, the rank says.
      if (r > refuse && !(a === "D" && b === "U"))
        throw new IsolossError(
          `${cannot}: ${a} and ${b} move together in all ${problem.rows.length} rows (correlation of logarithms ${r.toFixed(6)}), so their terms cannot be told apart`,
          `add rows that change ${a} at fixed ${b}, or hold the parameters of one term with --fix NAME=VALUE`,
        );
      if (r > warn)
        found.push({
          code: "collinear-design",
          severity: "warning",
          message: `${a} and ${b} nearly move together (correlation of logarithms ${r.toFixed(3)})`,
          hint: `trust predictions along the design, not single parameters; runs that change ${a} at fixed ${b} would separate them`,
        });
    }
  return found;
}

function onceOnly({ data: { D, U } }: Problem): boolean {
  return D !== undefined && U !== undefined && D.every((d, i) => d <= (U[i] as number));
}

function influence(problem: Problem): { idle: string[]; rank: number } {
  const P = problem.unknowns.length;
  const n = problem.rows.length;
  const largest = new Float64Array(P);
  let rank = 0;
  for (const theta of starts(problem, PROBES, 7)) {
    const { jacobian } = linearize(problem, theta);
    const columns = Array.from({ length: P }, (_, p) => Float64Array.from({ length: n }, (_, i) => jacobian[i * P + p] as number));
    columns.forEach((column, p) => {
      for (const x of column) if (Math.abs(x) > (largest[p] as number)) largest[p] = Math.abs(x);
    });
    rank = Math.max(rank, numericRank(columns));
  }
  return { idle: problem.unknowns.filter((_, p) => (largest[p] as number) <= NONE).map((u) => u.key), rank };
}

/** Columns that are left after taking off what earlier ones explain (Gram-Schmidt, twice, on unit columns). Overwrites them. */
function numericRank(columns: readonly Float64Array[]): number {
  const basis: Float64Array[] = [];
  for (const column of columns) {
    if (!scaleToUnit(column)) continue;
    for (let pass = 0; pass < 2; pass++)
      for (const unit of basis) {
        const along = dot(column, unit);
        for (let i = 0; i < column.length; i++) column[i] = (column[i] as number) - along * (unit[i] as number);
      }
    if (Math.sqrt(dot(column, column)) > 1e-9 && scaleToUnit(column)) basis.push(column);
  }
  return basis.length;
}

/** False for a column of nothing but zeros, or one that is not finite. */
function scaleToUnit(column: Float64Array): boolean {
  const length = Math.sqrt(dot(column, column));
  if (!(length > 0) || !Number.isFinite(length)) return false;
  for (let i = 0; i < column.length; i++) column[i] = (column[i] as number) / length;
  return true;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}
