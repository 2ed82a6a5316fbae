import { redrawn } from "../analyze/recipes/redrawn.ts";
import { fit } from "../fit/fit.ts";
import { percentile } from "../fit/intervals.ts";
import type { Fit, Interval } from "../fit/types.ts";
import { extent } from "../numeric/extent.ts";
import { random } from "../numeric/random.ts";
import type { Claim } from "./claim.ts";
import { type Count, FITTED, fits, HELD_OUT, inN, nLaw, OPTIONS, REFIT, RUNS, regularized } from "./infiniteComputeFits.ts";
import { shared, type Tables } from "./tables.ts";
import { arithmetic, descriptive, type Estimates, estimatesOf, parameters, range } from "./uncertainty.ts";

/** What moves the regularized law in N: which sizes, what N counts, the digits of the losses, and noise. */

/** Half a unit of the third decimal, to which the losses are public. */
const ROUNDING = 0.0005;
const NOISE = 0.005;
/** Draws of noise: those of the independent refit, and ours. */
const THEIRS = 200;
const NOISY = 2000;
/** Standard errors of the difference that count as agreement. */
const ERRORS = 2;

const SIZES = [...FITTED, ...HELD_OUT];

const describes = (claim: Omit<Claim, "ours">, ours: Claim["ours"]): Claim => ({
  ...claim,
  ours,
  uncertainty: () => descriptive,
});

/** The law refitted to other losses of the same rows. */
function moved(found: Fit, losses: readonly (readonly number[])[]): readonly Estimates[] {
  const columns = found.observations.map((_, i) => losses.map((list) => list[i] as number));
  return estimatesOf(found, redrawn(found, columns, { method: "parametric", seed: 0 }));
}

const lossesOf = (found: Fit): number[] => found.observations.map((row) => row.loss);

const corners = shared((tables) => {
  const found = fits(tables).params_nominal_b;
  const signs = Array.from({ length: 2 ** found.n }, (_, corner) => found.observations.map((_, i) => ((corner >> i) & 1 ? 1 : -1)));
  return moved(
    found,
    signs.map((sign) => lossesOf(found).map((loss, i) => loss + (sign[i] as number) * ROUNDING)),
  );
});

const noisy = shared((tables) => {
  const found = fits(tables).params_nominal_b;
  const draws = Array.from({ length: NOISY }, (_, k) => {
    const stream = random(0, k);
    return lossesOf(found).map((loss) => loss + NOISE * stream.normal());
  });
  return moved(found, draws);
});

const r2 = (tables: Tables, count: Count): number => fits(tables)[count].metrics.r2 as number;

const without = (quantity: string, published: string, sizes: readonly string[]): Claim =>
  parameters({ quantity, published, source: REFIT, data: [RUNS] }, (tables) => inN(regularized(tables, sizes)), ["E"]);

const inner = (all: readonly Estimates[], name: string): Interval =>
  percentile(
    all.map((one) => one[name] as number),
    0.9,
    "parametric",
  );

/** How far ends of so many draws of theirs may lie from ours: errors fall with the root of the number of draws. */
function roomOf({ chance = { low: 0, high: 0 } }: Interval): number[] {
  const apart = ERRORS * Math.sqrt(1 + NOISY / THEIRS);
  return [apart * chance.low, apart * chance.high];
}

/** Held out, left out, rounded, noisy: how much the four-point law can be leant on. */
export const sensitivity: readonly Claim[] = [
  describes({ quantity: "regularized law in N: R²", published: "0.9999", source: REFIT, data: [RUNS] }, (tables) =>
    r2(tables, "params_nominal_b"),
  ),
  describes(
    { quantity: "regularized law in N: largest residual", published: "0.0018", source: REFIT, data: [RUNS] },
    (tables) => fits(tables).params_nominal_b.metrics.largestMiss as number,
  ),
  describes({ quantity: "with N without embeddings: R²", published: "0.99986", source: REFIT, data: [RUNS] }, (tables) =>
    r2(tables, "params_nonembedding"),
  ),
  arithmetic(
    { quantity: "share of embeddings in N at 150M", published: "0.85", source: "arithmetic on exact counts", data: [RUNS] },
    (tables) => {
      const [row] = tables.cells(RUNS, { recipe: "regularized", params_label: "150M" });
      return 1 - (row?.params_nonembedding as number) / (row?.params_exact as number);
    },
  ),
  ...FITTED.map((left, i) =>
    without(
      `leave one out, without ${left}: E`,
      ["3.419", "3.424", "3.430", "3.441"][i] as string,
      FITTED.filter((size) => size !== left),
    ),
  ),
  parameters(
    { quantity: "all six sizes: alpha, E", published: "1.07, 3.438", source: REFIT, data: [RUNS] },
    (tables) => inN(regularized(tables, SIZES)),
    ["alpha", "E"],
  ),
  without(
    "five sizes, without the wide 1.4B: E",
    "3.440",
    SIZES.filter((size) => size !== "1.4B"),
  ),
  parameters(
    { quantity: "alpha held at 1: E", published: "3.428", source: REFIT, data: [RUNS] },
    (tables) => fit(nLaw, regularized(tables, FITTED), { ...OPTIONS, fixed: { alpha: 1 } }),
    ["E"],
  ),
  {
    quantity: "losses moved inside their rounding: alpha, E, from and to",
    published: "0.996, 1.028, 3.4277, 3.4312",
    source: `${REFIT}, 16 corners`,
    data: [RUNS],
    ours: (tables) => ["alpha", "E"].flatMap((name) => extent(corners(tables).map((one) => one[name] as number))),
    uncertainty: () => range("16 corners of half a unit of the third decimal"),
  },
  ...[
    { name: "E", published: "3.410, 3.447" },
    { name: "alpha", published: "0.89, 1.18" },
  ].map(
    ({ name, published }): Claim => ({
      quantity: `noise of .005 on each loss: ${name}, 5 and 95 %`,
      published,
      source: `${REFIT}, ${THEIRS} draws`,
      data: [RUNS],
      room: {
        rule: `within ${ERRORS} standard errors of the draws' ends`,
        of: (tables) => roomOf(inner(noisy(tables), name)),
      },
      ours: (tables) => {
        const { low, high } = inner(noisy(tables), name);
        return [low, high];
      },
      uncertainty: () => range(`${NOISY} draws`),
    }),
  ),
];
