import { completed, findLaw, type Law, type Observation, predictorOf, random } from "../src/index.ts";

/** A design to simulate: where the runs lie, the law that is true of them, and the noise around it. */
export interface Design {
  id: string;
  said: string;
  law: Law;
  truth: Readonly<Record<string, number>>;
  tied: Readonly<Record<string, string>>;
  /** Columns that may be resampled as wholes. */
  clusters: readonly string[];
  rows: (seed: number) => Observation[];
}

/** Budgets and sizes as in approach 3: 9 isoFLOP curves of 27 sizes, 243 runs; noise of heavy tails (Student's t, 3 degrees of freedom, scale .0046). */
const chinchillaLike: Design = {
  id: "chinchilla-like",
  said: "243 runs on 9 isoFLOP curves, independent noise of heavy tails (Student's t with 3 degrees of freedom, scale .0046 in log loss)",
  law: findLaw("chinchilla"),
  truth: { E: 1.817, A: 478, B: 2143, alpha: 0.347, beta: 0.367 },
  tied: {},
  clusters: ["run"],
  rows: (seed) => {
    const points = Array.from({ length: 9 }, (_, c) => 6e18 * 2.2 ** c).flatMap((C) =>
      Array.from({ length: 27 }, (_, k) => {
        const N = Math.sqrt(C / 6 / 20) * 2 ** ((k - 13) / 5);
        return { N, D: C / (6 * N) };
      }),
    );
    return observed(
      chinchillaLike,
      points,
      (i) => 0.0046 * student(seed, i),
      () => "",
    );
  },
};

const SIZES = [7.1e6, 1.4e7, 4.4e7, 8.3e7, 1.46e8, 2.2e8, 4.21e8, 6.1e8, 1.1e9, 2.0e9, 2.8e9, 4.2e9, 8.7e9];
const UNIQUE = [1e8, 4e8, 1.5e9, 4e9, 1.2e10, 2.5e10];

/** Sizes, unique tokens and epochs as in the datablations runs; runs of one size on one sample of the data share an effect. */
const datablationsLike: Design = {
  id: "datablations-like",
  said: "234 runs: 13 sizes, 6 samples of unique tokens, 3 epoch counts each; the 78 cells of one size on one sample share an effect (sd .004 in log loss), every run adds its own (sd .002)",
  law: findLaw("data-constrained"),
  truth: { E: 1.87, A: 521, B: 1488, alpha: 0.353, beta: 0.353, RD: 15.4, RN: 5.3 },
  tied: { beta: "alpha" },
  clusters: ["run", "cell"],
  rows: (seed) => {
    const points = SIZES.flatMap((N, i) =>
      UNIQUE.flatMap(
        (U, j) =>
          [
            [1, 4, 16],
            [1, 7, 44],
            [1, 3, 14],
            [2, 10, 59],
          ][(i + j) % 4]?.map((epochs) => ({ N, U, D: U * epochs })) ?? [],
      ),
    );
    const cellOf = ({ N, U }: Record<string, number>): string => `${N} on ${U}`;
    const cells = [...new Set(points.map(cellOf))];
    return observed(
      datablationsLike,
      points,
      (i) => 0.004 * normal(seed, cells.indexOf(cellOf(points[i] as Record<string, number>))) + 0.002 * normal(seed, 1000 + i),
      cellOf,
    );
  },
};

export const designs: readonly Design[] = [chinchillaLike, datablationsLike];

function observed(
  { law, truth }: Design,
  points: readonly Readonly<Record<string, number>>[],
  noise: (i: number) => number,
  cellOf: (point: Readonly<Record<string, number>>) => string,
): Observation[] {
  const { loss } = predictorOf(law, truth);
  return points.map((point, i) => {
    const { N, D, U, epochs } = completed(point);
    return {
      run: `run-${i}`,
      source: { file: "synthetic", line: i + 1 },
      checkpoint: "final",
      params: N as number,
      tokens: D as number,
      ...(U !== undefined && { uniqueTokens: U }),
      ...(epochs !== undefined && { epochs }),
      loss: loss(point) * Math.exp(noise(i)),
      fields: { cell: cellOf(point) },
    };
  });
}

function normal(seed: number, i: number): number {
  return random(seed, i).normal();
}

function student(seed: number, i: number): number {
  const draw = random(seed, i);
  const spread = Math.sqrt((draw.normal() ** 2 + draw.normal() ** 2 + draw.normal() ** 2) / 3);
  return draw.normal() / spread;
}
