import { coefficient, defineLaw, irreducible } from "./define.ts";

/** L(x) = E + A/x: the power law with its exponent held at 1, near which ensembles and regularized sizes come out. */
export const reciprocal = defineLaw({
  id: "reciprocal",
  title: "Reciprocal law with a floor",
  formula: "E + A/x",
  parameters: [
    irreducible("floor: the loss as the quantity grows without bound"),
    coefficient("A", "height above the floor at one unit of the quantity", "nats/token · unit"),
  ],
  citation: "plotting code of Kim, Kotha, Liang & Hashimoto 2025, arXiv:2509.14786, beside the power law; no published number is from it",
  published: [],
  example: {
    theta: { E: 3, A: 0.6 },
    design: { x: [1, 2, 3, 4, 6, 8, 12, 16].flatMap((x) => [x, x * 1.05, x * 1.1]) },
    noise: 0.002,
  },
});
