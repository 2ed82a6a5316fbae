import { coefficient, defineLaw, irreducible } from "./define.ts";

/** L(x) = E + A·exp(−k·x): an approach to a floor that is done within a few 1/k; what a power law is to be told apart from. */
export const exponential = defineLaw({
  id: "exponential",
  title: "Exponential approach to a floor",
  formula: "E + A*exp(-k*x)",
  parameters: [
    irreducible("floor: the loss as the quantity grows without bound"),
    coefficient("A", "height above the floor at none of the quantity", "nats/token"),
    {
      name: "k",
      meaning: "rate: 1/k of the quantity takes the loss to 1/e of its height above the floor",
      unit: "1/unit",
      scale: "log",
      low: 0,
      high: Number.POSITIVE_INFINITY,
      // Members are counted in ones, tokens in billions.
      start: [1e-11, 1],
    },
  ],
  citation: "a learning curve in general use, given as the rival of the power law with a floor; no published values for language models",
  published: [],
  example: {
    theta: { E: 3, A: 0.6, k: 0.04 },
    design: { x: [1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128].flatMap((x) => [x, x * 1.05, x * 1.1, x * 1.15]) },
    noise: 0.002,
  },
});
