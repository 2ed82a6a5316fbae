import { coefficient, defineLaw, exponent, irreducible } from "./define.ts";

/** L(x) = E + A/x^α: a power law that falls to a floor, in any one quantity (the law by whose floor recipes are compared). */
export const power = defineLaw({
  id: "power",
  title: "Power law with a floor",
  formula: "E + A/x^alpha",
  parameters: [
    irreducible("floor: the loss as the quantity grows without bound"),
    coefficient("A", "height above the floor at one unit of the quantity", "nats/token · unit^alpha"),
    exponent("alpha", "exponent of the quantity"),
  ],
  citation: "Kim, Kotha, Liang & Hashimoto 2025, arXiv:2509.14786, section 3 (loss against parameters, members or tokens)",
  published: [
    {
      id: "infinite-compute-regularized-200m",
      theta: { E: 3.43, A: 0.05 * 1e9 ** 1.02, alpha: 1.02 },
      data: "4 regularized runs, 150M to 1.4B nominal parameters, 200M unique tokens of DCLM",
      source: "arXiv:2509.14786, figure 3: 0.05/N^1.02 + 3.43 with N in 1e9 parameters",
      range: { N: [1.5e8, 1.4e9] },
      at: { N: 1e9 },
      loss: 3.48,
      note: "printed to two digits; A is converted from N in 1e9 parameters",
    },
    {
      id: "infinite-compute-ensemble-300m",
      theta: { E: 3.34, A: 0.25, alpha: 1.02 },
      data: "1 to 5 members of 300M parameters, 200M unique tokens of DCLM, hyperparameters of the best single model",
      source: "arXiv:2509.14786, figure 4 and section 4.2",
      range: { K: [1, 5] },
      at: { K: 1 },
      loss: 3.59,
      note: "A and alpha quoted second-hand, printed to two digits",
    },
  ],
  example: {
    theta: { E: 3, A: 0.6, alpha: 0.9 },
    design: { x: [1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256].flatMap((x) => [x, x * 1.05, x * 1.1, x * 1.15]) },
    noise: 0.002,
  },
});
