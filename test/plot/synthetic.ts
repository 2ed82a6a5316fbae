import { random } from "../../src/numeric/random.ts";
import type { Observation } from "../../src/run.ts";

// Synthetic logs, by a stated law and seeded noise, for kinds of figure that the shipped runs cannot serve.

const FILE = "synthetic.jsonl";
const COMMON = { family: "ar", lossKind: "nll", checkpoint: "final", evalSet: "synthetic", params: 3e8, uniqueTokens: 2e8 } as const;
/** Standard deviation between seeds, nats/token. */
const NOISE = 0.004;

/** How a set of members was trained, and its law in K: L(K) = E + A/K^alpha. */
interface Members {
  name: string;
  E: number;
  A: number;
  alpha: number;
  count: number;
  setup: Partial<Observation>;
  fields?: (member: number) => Observation["fields"];
}

/** A row for each member and for every subset of two and more; a subset's noise is the mean of its members'. */
function ensemblesOf({ name, E, A, alpha, count, setup, fields = () => ({}) }: Members, stream: number): Observation[] {
  const draw = random(11, stream);
  const members = Array.from({ length: count }, (_, i) => ({ run: `${name}-s${i}`, noise: NOISE * draw.normal(), fields: fields(i) }));
  const shared = { ...COMMON, ...setup };
  const singles = members.map(
    ({ run, noise, fields: own }, i): Observation => ({
      ...shared,
      run,
      recipe: "regularized",
      loss: E + A + noise,
      source: { file: FILE, line: 100 * stream + i },
      fields: own,
    }),
  );
  const subsets = Array.from({ length: 2 ** count - 1 }, (_, i) => members.filter((__, k) => ((i + 1) >> k) % 2 === 1));
  const ensembles = subsets.map(
    (own, i): Observation => ({
      ...shared,
      run: `${name}-${own.map(({ run }) => run.at(-1)).join("")}`,
      recipe: "ensemble",
      members: own.length,
      memberRuns: own.map(({ run }) => run),
      loss: E + A / own.length ** alpha + own.reduce((sum, { noise }) => sum + noise, 0) / own.length,
      source: { file: FILE, line: 100 * stream + count + i },
      fields: {},
    }),
  );
  return [...singles, ...ensembles];
}

/** Members of one size at four settings: those trained longer with less weight decay are worse alone and better together. */
export function memberSettings(): Observation[] {
  const settings = [
    { epochs: 16, weightDecay: 1.6, E: 3.336, A: 0.251, alpha: 1.02 },
    { epochs: 32, weightDecay: 0.8, E: 3.273, A: 0.437, alpha: 1.07 },
    { epochs: 32, weightDecay: 1.6, E: 3.3, A: 0.34, alpha: 1.04 },
    { epochs: 16, weightDecay: 0.4, E: 3.41, A: 0.29, alpha: 1.0 },
  ];
  return settings.flatMap(({ epochs, weightDecay, ...law }, i) =>
    ensemblesOf({ name: `e${epochs}-wd${weightDecay}`, ...law, count: 4, setup: { epochs, weightDecay, learningRate: 3e-3 } }, i + 1),
  );
}

/** Members of one setting that differ in the seed of their initialisation, in that of the data's order, or in both. */
export function memberSeeds(): Observation[] {
  const kinds = [
    { name: "both", E: 3.336, A: 0.251, fields: (i: number) => ({ train_seed: i, data_seed: i }) },
    { name: "init", E: 3.385, A: 0.202, fields: (i: number) => ({ train_seed: i, data_seed: 42 }) },
    { name: "order", E: 3.35, A: 0.237, fields: (i: number) => ({ train_seed: 0, data_seed: i }) },
  ];
  return kinds.flatMap((kind, i) =>
    ensemblesOf({ ...kind, alpha: 1.02, count: 5, setup: { epochs: 16, weightDecay: 1.6, learningRate: 3e-3 } }, i + 11),
  );
}

/** The law in U of the standard recipe among `recipesOverData`, U in tokens. */
export const STANDARD = { E: 1.9, A: 1.3 * 1e9 ** 0.3, alpha: 0.3 } as const;
/** How many times the unique tokens the limits of the other recipes are worth there. */
export const WORTH = { regularized: 2, joint: 5 } as const;

/**
 * Three recipes at four sets of unique tokens and six sizes. Standard: S(U) + .05·ln(N/6e8)², S(U) = E + A/U^alpha; regularized: S(2U) + 2.4e7/N;
 * ensembles of one to four members: S(5U) + 1.5e7/N + .25/K.
 */
export function recipesOverData(): Observation[] {
  const draw = random(17, 1);
  const worth = (tokens: number): number => STANDARD.E + STANDARD.A / tokens ** STANDARD.alpha;
  const cells = [2e8, 4e8, 8e8, 1.6e9].flatMap((uniqueTokens) =>
    [7.5e7, 1.5e8, 3e8, 6e8, 1.2e9, 2.4e9].map((params) => ({ uniqueTokens, params })),
  );
  const losses = cells.flatMap(({ uniqueTokens: U, params: N }) => [
    { U, N, recipe: "standard" as const, loss: worth(U) + 0.05 * Math.log(N / 6e8) ** 2 },
    { U, N, recipe: "regularized" as const, loss: worth(WORTH.regularized * U) + 2.4e7 / N },
    ...[1, 2, 3, 4].map((members) => ({
      U,
      N,
      recipe: "ensemble" as const,
      members,
      loss: worth(WORTH.joint * U) + 1.5e7 / N + 0.25 / members,
    })),
  ]);
  return losses.map(
    ({ U, N, loss, ...rest }, i): Observation => ({
      ...COMMON,
      ...rest,
      run: `synthetic-${i}`,
      uniqueTokens: U,
      params: N,
      epochs: 8,
      loss: loss + 0.0002 * draw.normal(),
      source: { file: FILE, line: 10_000 + i },
      fields: {},
    }),
  );
}

/** Crossings in epochs that `bothFamilies` is made with, by unique tokens: of final losses, and of accuracies. */
export const CROSSINGS = [
  { uniqueTokens: 5e8, loss: 6, accuracy: 36 },
  { uniqueTokens: 1e9, loss: 14, accuracy: 72 },
] as const;

/**
 * AR and MDM of one size on two sets of unique tokens, seven schedules each. Loss: AR 3.5 + .1·x + .06·x², MDM 3.5 − .1·x, x = ln(E/c), equal at c epochs;
 * accuracy, a share: AR .4 + .01·ln(E/a), MDM .4 + .05·ln(E/a), equal at a epochs.
 */
export function bothFamilies(): Observation[] {
  const draw = random(23, 1);
  const cells = CROSSINGS.flatMap((cell) =>
    [1, 2, 4, 8, 16, 32, 96].flatMap((epochs) => (["ar", "mdm"] as const).map((family) => ({ ...cell, epochs, family }))),
  );
  return cells.map(({ uniqueTokens, loss, accuracy, epochs, family }, i): Observation => {
    const [past, later] = [Math.log(epochs / loss), Math.log(epochs / accuracy)];
    return {
      ...COMMON,
      run: `${family}-${uniqueTokens}-${epochs}`,
      family,
      lossKind: family === "ar" ? "nll" : "elbo",
      recipe: "standard",
      params: 1e9,
      uniqueTokens,
      tokens: uniqueTokens * epochs,
      epochs,
      loss: 3.5 + (family === "ar" ? 0.1 * past + 0.06 * past ** 2 : -0.1 * past) + 1e-4 * draw.normal(),
      fields: { hellaswag_acc: 0.4 + (family === "ar" ? 0.01 : 0.05) * later },
      source: { file: FILE, line: 20_000 + i },
    };
  });
}

/** The exponent of the best size that `equalCompute` is made with: β/(α + β) of its law. */
export const BEST_SIZE = 0.5;

/** Nine sizes at each of three computes, by L = 1.7 + 400/N^.34 + 1100/D^.34, whose best size is √(C/6) times (400/1100)^(1/.68). */
export function equalCompute(): Observation[] {
  const draw = random(31, 1);
  const cells = [6e18, 6e19, 6e20].flatMap((compute) =>
    [-4, -3, -2, -1, 0, 1, 2, 3, 4].map((step) => ({ compute, params: Math.sqrt(compute / 6) * (400 / 1100) ** (1 / 0.68) * 1.5 ** step })),
  );
  return cells.map(({ compute, params }, i): Observation => {
    const tokens = compute / (6 * params);
    return {
      run: `c${i}`,
      family: "ar",
      lossKind: "nll",
      checkpoint: "final",
      params,
      tokens,
      compute,
      loss: 1.7 + 400 / params ** 0.34 + 1100 / tokens ** 0.34 + 5e-4 * draw.normal(),
      source: { file: FILE, line: 30_000 + i },
      fields: {},
    };
  });
}
