import { bestSplit, type Split } from "../analyze/allocate.ts";
import { predictorOf } from "../analyze/predictor.ts";
import { fit } from "../fit/fit.ts";
import { interpret } from "../formula/interpret.ts";
import { parse } from "../formula/parse.ts";
import { MUENNIGHOFF_C4 as BASE } from "../laws/bases.ts";
import { chinchilla } from "../laws/chinchilla.ts";
import { dataConstrained as law } from "../laws/dataConstrained.ts";
import type { Topic } from "./claim.ts";
import { FLAT, NOTEBOOK, PAPER, REFIT, RUNS, runs296, tableOne } from "./muennighoffTable.ts";
import { shared } from "./tables.ts";

const README = "datablations, README (1370131)";

const PUBLISHED = { ...BASE, RD: 15.387756, RN: 5.309743 };
const predictor = predictorOf(law, PUBLISHED);

/** A value that the law's formula assigns on the way, at a point far above every optimal size. */
function part(symbol: string, at: Readonly<Record<string, number>>): number {
  const lines = law.formula.split("\n").slice(0, -1).join("\n");
  return interpret(parse(`${lines}\n${symbol}`), { ...PUBLISHED, N: 1e15, D: 1e15, U: 1e15, ...at });
}

/** The lowest loss on the README's grid: 500 factors from 1.0001 to 3 along C = 6·N·D, to both sides of a split. */
function onGrid(base: { N: number; D: number }, unique: number): Split {
  const factors = Array.from({ length: 500 }, (_, i) => 1.0001 + (i * (3 - 1.0001)) / 499);
  const splits = factors.flatMap((i) => [
    { N: base.N / i, D: base.D * i },
    { N: base.N * i, D: base.D / i },
  ]);
  const all = splits.map(({ N, D }) => {
    const U = Math.min(unique, D);
    return { N, D, epochs: D / U, loss: predictor.loss({ N, D, U }) };
  });
  return all.reduce((best, next) => (next.loss < best.loss ? next : best));
}

/** The compute-optimal split of the base law. */
function optimal(C: number): { N: number; D: number } {
  const { N, D } = bestSplit(predictorOf(chinchilla, BASE), { C }) as Split;
  return { N, D };
}

/** Galactica: parameters, tokens and unique tokens. */
const GALACTICA = { N: 120e9, D: 450e9, U: 106e9 };

const base = shared((tables) =>
  fit(
    chinchilla,
    runs296(tables).filter((row) => (row.tokens as number) / (row.uniqueTokens as number) <= 2.5),
    { tied: { beta: "alpha" } },
  ),
);

/** Repeated tokens and excess parameters: closed forms, table 1, and how far the 182 runs determine it. */
export const muennighoff: Topic = {
  id: "muennighoff",
  title: "Scaling data-constrained language models (Muennighoff et al. 2023)",
  claims: [
    { quantity: "A, B, E of the base law", published: "521, 1488, 1.87", source: PAPER, data: [], ours: () => [BASE.A, BASE.B, BASE.E] },
    {
      quantity: "U_N of 100M, 400M, 1.5B unique tokens",
      published: "5098652, 20394607, 76479776",
      source: NOTEBOOK,
      data: [],
      ours: () => [1e8, 4e8, 1.5e9].map((U) => part("UN", { U, D: U })),
    },
    { quantity: "U_N/U", published: "0.051", source: PAPER, data: [], ours: () => part("UN/Ud", { U: 1e9, D: 1e9 }) },
    {
      quantity: "optimal N, D at 5.76e23 FLOP",
      published: "70.0e9, 1.37e12",
      source: PAPER,
      data: [],
      ours: () => [optimal(5.76e23).N, optimal(5.76e23).D],
    },
    {
      quantity: "loss at N 6.34e9, D 242e9, U 25e9",
      published: "2.2256440889984477",
      source: README,
      data: [],
      ours: () => predictor.loss({ N: 6.34e9, D: 242e9, U: 25e9 }),
    },
    {
      quantity: "loss at N 8.67e9, D 178e9, U 25e9",
      published: "2.2269634075087867",
      source: README,
      data: [],
      ours: () => predictor.loss({ N: 8.67e9, D: 178e9, U: 25e9 }),
    },
    {
      quantity: "best split of 6·8.67e9·178e9 FLOP, 25e9 unique, on the README's grid: D, epochs, N",
      published: "227e9, 9.1, 6.8e9",
      source: README,
      data: [],
      ours: () => {
        const { N, D, epochs } = onGrid({ N: 8.67e9, D: 178e9 }, 25e9);
        return [D, epochs, N];
      },
    },
    {
      quantity: "best split of 1e22 FLOP, 25e9 unique, on that grid: N, D, epochs",
      published: "7.022e9, 2.373e11, 9.49",
      source: "the README's search, from the base law's optimum",
      data: [],
      ours: () => {
        const { N, D, epochs } = onGrid(optimal(1e22), 25e9);
        return [N, D, epochs];
      },
    },
    {
      quantity: "exact: N, D, epochs, loss",
      published: "7.0262e9, 2.3721e11, 9.488, 2.22213",
      source: "dense search with numpy",
      data: [],
      ours: () => {
        const { N, D, epochs, loss } = bestSplit(predictor, { C: 1e22, U: 25e9 }) as Split;
        return [N, D, epochs, loss];
      },
    },
    {
      quantity: "Galactica's best split: N, D, epochs",
      published: "40e9, 1.35e12, 12.75",
      source: `${PAPER}, figure 13`,
      data: [],
      instead: "38.2e9, 1.415e12, 13.35",
      why: "theirs is the last point of the README's grid from the trained split: 120B/3, 450B·3, 4.25 epochs·3 (next row)",
      ours: () => {
        const { N, D, epochs } = bestSplit(predictor, { C: 6 * GALACTICA.N * GALACTICA.D, U: GALACTICA.U }) as Split;
        return [N, D, epochs];
      },
    },
    {
      quantity: "Galactica's best split on the README's grid: N, D",
      published: "40e9, 1.35e12",
      source: `${PAPER}, figure 13`,
      data: [],
      ours: () => {
        const { N, D } = onGrid(GALACTICA, GALACTICA.U);
        return [N, D];
      },
    },
    {
      quantity: "Galactica, exact: N, D, epochs, loss",
      published: "38.2e9, 1.415e12, 13.35, 2.06841",
      source: "dense search with numpy",
      data: [],
      ours: () => {
        const { N, D, epochs, loss } = bestSplit(predictor, { C: 6 * GALACTICA.N * GALACTICA.D, U: GALACTICA.U }) as Split;
        return [N, D, epochs, loss];
      },
    },
    ...tableOne,
    {
      quantity: "base law on 62 runs with D/U ≤ 2.5: ln A, ln B, ln E, alpha",
      published: "6.4526, 8.0230, 0.6399, 0.3595",
      source: NOTEBOOK,
      data: [RUNS],
      instead: "6.4540, 8.0242, 0.6400, 0.3596",
      why: FLAT,
      ours: (tables) => {
        const { A, B, E, alpha } = base(tables).estimates as Record<"A" | "B" | "E" | "alpha", number>;
        return [Math.log(A), Math.log(B), Math.log(E), alpha];
      },
    },
    {
      quantity: "the same: runs, objective",
      published: "62, 0.0012",
      source: NOTEBOOK,
      data: [RUNS],
      ours: (tables) => [base(tables).n, base(tables).objective],
    },
    {
      quantity: "the same at the minimum: ln A, ln B, ln E, alpha",
      published: "6.4540, 8.0242, 0.6400, 0.3596",
      source: REFIT,
      data: [RUNS],
      ours: (tables) => {
        const { A, B, E, alpha } = base(tables).estimates as Record<"A" | "B" | "E" | "alpha", number>;
        return [Math.log(A), Math.log(B), Math.log(E), alpha];
      },
    },
  ],
};
