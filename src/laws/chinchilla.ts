import { coefficient, defineLaw, exponent, irreducible } from "./define.ts";

/** L(N, D) = E + A/N^α + B/D^β: loss against parameters and fresh tokens. */
export const chinchilla = defineLaw({
  id: "chinchilla",
  title: "Chinchilla law (approach 3)",
  formula: "E + A/N^alpha + B/D^beta",
  parameters: [
    irreducible(),
    coefficient("A", "size of the parameter term", "nats/token · parameters^alpha"),
    coefficient("B", "size of the data term", "nats/token · tokens^beta"),
    exponent("alpha", "exponent of parameters"),
    exponent("beta", "exponent of tokens"),
  ],
  citation: "Hoffmann et al. 2022, arXiv:2203.15556, eq. 2 and 10",
  published: [
    {
      id: "hoffmann",
      theta: { E: 1.69, A: 406.4, B: 410.7, alpha: 0.34, beta: 0.28 },
      data: "more than 400 runs on MassiveText, 70M to 16B parameters",
      source: "Hoffmann et al. 2022, arXiv:2203.15556, eq. 10",
      range: { N: [7e7, 1.6e10], D: [5e9, 5e11] },
      at: { N: 7e10, D: 1.4e12 },
      loss: 1.9366454705587173,
      note: "rounded too far: contested by Besiroglu et al. 2024",
    },
    {
      id: "besiroglu",
      theta: { E: 1.8172, A: 482.01, B: 2085.43, alpha: 0.3478, beta: 0.3658 },
      data: "240 points read from figure 4 of Hoffmann et al.",
      source: "Besiroglu et al. 2024, arXiv:2404.10102, table 1",
      range: { N: [4.4e7, 1.6e10], D: [1e9, 5e11] },
      at: { N: 7e10, D: 1.4e12 },
      loss: 1.9738818631585637,
    },
  ],
  example: {
    theta: { E: 1.8, A: 480, B: 2100, alpha: 0.35, beta: 0.37 },
    design: { N: [4e7, 8e7, 1.6e8, 3.2e8, 6.4e8, 1.3e9, 2.6e9, 5e9, 1e10], D: [4e8, 8e8, 1.6e9, 3.2e9, 6.4e9, 1.3e10, 2.6e10, 5e10, 1e11] },
    noise: 0.002,
  },
});
