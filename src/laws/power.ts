import { coefficient, defineLaw, exponent, irreducible } from "./define.ts";
import type { PublishedSet } from "./law.ts";

/** The laws in unique tokens by which Kim et al. compare recipes; they are printed with U in 1e9 tokens. */
const byUniqueTokens = (id: string, what: string, A: number, alpha: number, E: number, loss: number): PublishedSet => ({
  id: `infinite-compute-${id}-unique-tokens`,
  theta: { E, A: A * 1e9 ** alpha, alpha },
  data: `${what}, at 4 sets of 200M to 1.6B unique tokens of DCLM`,
  source: `arXiv:2509.14786, figure 7: ${A}/U^${alpha} + ${E} with U in 1e9 tokens`,
  range: { U: [2.09715e8, 1.67772e9] },
  at: { U: 2e8 },
  loss,
  note: "A quoted second-hand, printed to three digits and converted from U in 1e9 tokens; 3 parameters on 4 points, of which one is public",
});

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
    byUniqueTokens("standard", "the best run of the standard recipe", 1.3, 0.23, 1.89, 3.7723763306560407),
    byUniqueTokens("regularized", "asymptotes N → ∞ of the regularized recipe", 1.03, 0.23, 1.96, 3.451421246596709),
    byUniqueTokens("joint", "joint limits K → ∞, N → ∞ of ensembles", 0.88, 0.24, 1.9, 3.1948977408956587),
  ],
  example: {
    theta: { E: 3, A: 0.6, alpha: 0.9 },
    design: { x: [1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256].flatMap((x) => [x, x * 1.05, x * 1.1, x * 1.15]) },
    noise: 0.002,
  },
});
