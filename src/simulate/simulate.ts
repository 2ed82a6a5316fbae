import { interpreter } from "../formula/interpret.ts";
import { formulaOf } from "../laws/define.ts";
import type { Law } from "../laws/law.ts";
import { random } from "../numeric/random.ts";
import { quantity } from "../quantities.ts";
import type { Run } from "../run.ts";

/**
 * Runs that a law would leave behind, with noise: every combination of the design's levels, one run each, labelled synthetic.
 *
 * @param law a law whose quantities the design gives (D, U and epochs complete each other).
 * @param theta every parameter of the law, in its own unit.
 * @param design levels by symbol, crossed.
 * @param noise standard deviation of the logarithm of the loss (or of the law's response) between runs.
 * @example
 * simulate(chinchilla, chinchilla.example.theta, { N: [1e8, 1e9], D: [1e9, 1e10] }, 0.01, 1).length // 4
 */
export function simulate(
  law: Law,
  theta: Readonly<Record<string, number>>,
  design: Readonly<Record<string, readonly number[]>>,
  noise: number,
  seed: number,
): Run[] {
  const lossOf = interpreter(formulaOf(law));
  const draw = random(seed);
  return crossed(design).map((levels, i) => {
    const at: Record<string, number> = { ...levels };
    if (at.D === undefined && at.U !== undefined && at.epochs !== undefined) at.D = at.U * at.epochs;
    if (at.epochs === undefined && at.U !== undefined && at.D !== undefined) at.epochs = at.D / at.U;
    const value = lossOf({ ...at, ...theta }) * Math.exp(noise * draw.normal());
    const loss = law.response ? (at.L ?? Number.NaN) : value;
    const responded = law.response ? { [law.response.column]: value } : {};
    const source = { file: "synthetic", line: i + 1 };
    const {
      tokens,
      epochs,
      loss: _L,
      ...setup
    } = Object.fromEntries(Object.entries(at).map(([symbol, value]) => [quantity(symbol)?.name ?? symbol, value]));
    return {
      run: `synthetic-${law.id}-${seed}-${i + 1}`,
      source,
      lossKind: "nll",
      ...setup,
      fields: { synthetic: true, simulated_law: law.id },
      points: [{ source, loss, ...(tokens !== undefined && { tokens }), ...(epochs !== undefined && { epochs }), fields: responded }],
    };
  });
}

function crossed(design: Readonly<Record<string, readonly number[]>>): Record<string, number>[] {
  return Object.entries(design).reduce<Record<string, number>[]>(
    (rows, [symbol, values]) => rows.flatMap((row) => values.map((value) => ({ ...row, [symbol]: value }))),
    [{}],
  );
}
