import { interpreter } from "../formula/interpret.ts";
import { type Term, terms } from "../formula/terms.ts";
import type { Parameter } from "../laws/law.ts";
import { type Random, random } from "../numeric/random.ts";
import { heldAt, type Model } from "./problem.ts";

type SizedTerm = Term & { size: (values: Readonly<Record<string, number>>) => number };

/** A term is drawn between the lowest loss and e⁻³ of it; the constant term between the lowest loss and 1/e of it. */
const TERM = 3;
const CONSTANT = 1;

/**
 * Starts of the search, on the solved scale: sizes of the law's terms at the geometric-mean row, mapped to parameters.
 *
 * A term's coefficient follows from its size once the exponents are drawn, so every start predicts losses of the right order whatever the units.
 */
export function starts(problem: Model, count: number, seed: number): Float64Array[] {
  const free = new Set(problem.unknowns.map((u) => u.parameter.name));
  const split = terms(problem.formula, free).map((term) => ({ ...term, size: interpreter(term.formula) }));
  const row = meanRow(problem);
  const lowest = problem.losses.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  return Array.from({ length: count }, (_, k) => {
    const draw = random(seed, k + 1);
    const values = drawn(problem, split, lowest, row, draw);
    return Float64Array.from(problem.unknowns, ({ parameter, low, high }) => {
      const value = values[parameter.name] as number;
      const solved = parameter.scale === "log" ? Math.log(value) : value;
      return Math.min(Math.max(solved, low), high);
    });
  });
}

function meanRow(problem: Model): Record<string, number> {
  return Object.fromEntries(
    Object.entries(problem.data).map(([symbol, values]) => {
      const positive = values.filter((x) => x > 0);
      return [symbol, Math.exp(positive.reduce((sum, x) => sum + Math.log(x), 0) / positive.length)];
    }),
  );
}

function drawn(
  problem: Model,
  split: readonly SizedTerm[],
  lowest: number,
  row: Readonly<Record<string, number>>,
  draw: Random,
): Record<string, number> {
  const values = heldAt(problem.options, problem.layout[0]?.level);
  const sizes = new Map<string, number>();
  for (const term of split)
    if (term.coefficient) {
      const span = term.formula.loss.kind === "name" ? CONSTANT : TERM;
      sizes.set(term.coefficient, lowest * Math.exp(-span * draw.uniform()));
    }
  for (const { parameter } of problem.unknowns)
    if (!(parameter.name in values)) values[parameter.name] = sizes.has(parameter.name) ? 1 : inRange(parameter, draw);
  const tie = (): void => {
    for (const [name, other] of Object.entries(problem.options.tied)) values[name] = values[other] as number;
  };
  // A coefficient may also stand elsewhere in the law (A in the optimal size): a few rounds settle all of them.
  for (let round = 0; round < 3; round++)
    for (const { coefficient, size } of split) {
      if (!coefficient) continue;
      tie();
      const now = size({ ...row, ...values });
      const scale = (sizes.get(coefficient) as number) / Math.abs(now);
      if (Number.isFinite(scale) && scale > 0) values[coefficient] = (values[coefficient] as number) * scale;
    }
  return values;
}

function inRange(parameter: Parameter, draw: Random): number {
  const [low, high] = parameter.start ?? [0.1, 10];
  return parameter.scale === "log" ? low * (high / low) ** draw.uniform() : low + (high - low) * draw.uniform();
}
