import { UsageError } from "../errors.ts";
import { interpreter } from "../formula/interpret.ts";
import { formulaOf } from "../laws/define.ts";
import type { Law } from "../laws/law.ts";
import { quantity } from "../quantities.ts";
import type { LossPoint, Run } from "../run.ts";
import { type Design, type DesignRow, designRows } from "./design.ts";
import { type DrawnNoise, drawnNoise, type Noise } from "./noise.ts";
import { type Along, type Place, placesAlong } from "./schedule.ts";

/** Quantities that grow along a run. */
const GROWING = ["D", "epochs", "C"];
/** More evaluations than a computer holds as rows. */
const MOST_EVALUATIONS = 1e7;

/**
 * Runs that a law would leave behind, with noise: one a training of the design, labelled synthetic.
 *
 * @param law a law whose quantities the design gives (D, U and epochs complete each other).
 * @param theta every parameter of the law, in its own unit.
 * @param design levels by symbol, crossed, or the trainings one by one.
 * @param noise standard deviation of the logarithm of the loss (or of the law's response) between runs, or a fuller `Noise`.
 * @param along evaluations along each run, where final losses alone are not enough; a law that reads neither D, epochs nor C has none.
 * @throws UsageError for parameters or quantities that are missing, or what cannot be simulated; see `designRows` and `drawnNoise`.
 * @example
 * simulate(chinchilla, chinchilla.example.theta, { N: [1e8, 1e9], D: [1e9, 1e10] }, 0.01, 1).length // 4
 */
export function simulate(
  law: Law,
  theta: Readonly<Record<string, number>>,
  design: Design,
  noise: number | Noise,
  seed: number,
  along?: Along,
): Run[] {
  requireParameters(law, theta);
  const rows = designRows(design);
  const places = along && growsAlong(law) ? placesAlong(along) : [{ share: 1, excess: 0 }];
  if (rows.length * places.length > MOST_EVALUATIONS)
    throw new UsageError(
      `Cannot simulate ${(rows.length * places.length).toPrecision(3)} evaluations: expected ${MOST_EVALUATIONS} at most`,
      "fewer runs, or fewer evaluations of each",
    );
  const full = typeof noise === "number" ? { sd: noise } : noise;
  const drawn = drawnNoise(full, seed);
  const lossOf = interpreter(formulaOf(law));
  const first = rows[0] as DesignRow;
  const missing = law.quantities.filter((symbol) => first.at[symbol] === undefined);
  if (missing.length > 0)
    throw new UsageError(
      `Cannot simulate law "${law.id}": the design gives no ${missing.join(", ")}`,
      `the law reads ${law.quantities.join(", ")}`,
    );
  return rows.map((row, i) => runOf(law, (at) => lossOf({ ...at, ...theta }), row, drawn, places, { seed, number: i + 1, noise: full }));
}

/** Whether a law says how the loss goes along a run: it reads the tokens, the epochs or the compute so far. */
export function growsAlong(law: Law): boolean {
  return !law.response && GROWING.some((symbol) => law.quantities.includes(symbol));
}

function runOf(
  law: Law,
  lossOf: (at: Record<string, number>) => number,
  { at, setup }: DesignRow,
  drawn: DrawnNoise,
  places: readonly Place[],
  { seed, number, noise }: { seed: number; number: number; noise: Noise },
): Run {
  const miss = drawn.ofRun(at);
  const source = { file: "synthetic", line: number };
  const points = places.map(({ share, excess }): LossPoint => {
    const here = share === 1 ? { ...at } : soFar(at, share);
    const value = lossOf(here) * Math.exp(miss + excess + drawn.ofEvaluation());
    if (!Number.isFinite(value))
      throw new UsageError(
        `Cannot simulate law "${law.id}" at ${Object.entries(here)
          .map((pair) => pair.join(" = "))
          .join(", ")}: it gives ${value}`,
        "check the parameters and the units of the design",
      );
    const loss = law.response ? (at.L ?? Number.NaN) : value;
    const { D: tokens, epochs, C: compute } = here;
    return {
      source,
      loss,
      ...(tokens !== undefined && { tokens }),
      ...(epochs !== undefined && { epochs }),
      ...(compute !== undefined && { compute }),
      ...(noise.monteCarlo && { mcSamples: noise.monteCarlo.samples }),
      fields: law.response ? { [law.response.column]: value } : {},
    };
  });
  const held = Object.entries(at).filter(([symbol]) => !GROWING.includes(symbol) && symbol !== "L");
  return {
    run: `synthetic-${law.id}-${seed}-${number}`,
    source,
    lossKind: "nll",
    ...Object.fromEntries(held.map(([symbol, value]) => [quantity(symbol)?.name ?? symbol, value])),
    ...setup,
    fields: { synthetic: true, simulated_law: law.id },
    points,
  };
}

/** The quantities of a run after a share of it. */
function soFar(at: DesignRow["at"], share: number): Record<string, number> {
  return Object.fromEntries(Object.entries(at).map(([symbol, x]) => [symbol, GROWING.includes(symbol) ? share * x : x]));
}

function requireParameters({ id, parameters }: Law, theta: Readonly<Record<string, number>>): void {
  const missing = parameters.filter(({ name }) => !Number.isFinite(theta[name]));
  if (missing.length > 0)
    throw new UsageError(
      `Cannot simulate law "${id}": ${missing.map(({ name }) => name).join(", ")} ${missing.length === 1 ? "is" : "are"} not given as a finite number`,
      `its parameters are ${parameters.map(({ name }) => name).join(", ")}`,
    );
}
