import { defineLaw, exponent } from "./define.ts";
import type { Parameter } from "./law.ts";

/** Above 2 the ratio of the exponents takes the powers out of range; at 0 it has none. */
function power(name: string, meaning: string): Parameter {
  return { ...exponent(name, meaning), low: 0.01, high: 2, start: [0.03, 0.3] };
}

function scale(name: string, meaning: string, unit: string): Parameter {
  return { name, meaning, unit, scale: "log", low: 1, high: 1e40, start: [1e9, 1e16] };
}

/** L(N, D) = ((N_c/N)^(α_N/α_D) + D_c/D)^α_D: no floor, and the size at which data run short depends on both. */
export const kaplan = defineLaw({
  id: "kaplan",
  title: "Kaplan's law of size and data",
  formula: "((Nc/N)^(alpha_N/alpha_D) + Dc/D)^alpha_D",
  parameters: [
    scale("Nc", "size at which the loss would be 1 nat/token with unlimited data", "parameters"),
    scale("Dc", "tokens at which the loss would be 1 nat/token with unlimited size", "tokens"),
    power("alpha_N", "exponent of parameters with unlimited data"),
    power("alpha_D", "exponent of tokens with unlimited size"),
  ],
  citation: "Kaplan et al. 2020, arXiv:2001.08361, eq. 1.5",
  published: [
    {
      id: "kaplan",
      theta: { Nc: 6.4e13, Dc: 1.8e13, alpha_N: 0.076, alpha_D: 0.103 },
      data: "subsets of WebText2, 10 % dropout, stopped early: N without embeddings, D the size of the data set",
      source: "Kaplan et al. 2020, arXiv:2001.08361, table 2",
      range: { N: [768, 1.5e9], D: [2.2e7, 2.3e10] },
      at: { N: 1e9, D: 1e10 },
      loss: 2.4196518191691774,
      note: "printed to two or three digits; the subset of 2.1e7 tokens does not fit. Runs repeat their data until the loss stops falling: D is not tokens seen",
    },
  ],
  example: {
    theta: { Nc: 6e13, Dc: 2e13, alpha_N: 0.08, alpha_D: 0.1 },
    design: { N: [1e5, 1e6, 1e7, 1e8, 1e9, 1e10], D: [2e7, 1e8, 1e9, 1e10, 1e11] },
    noise: 0.002,
  },
});
