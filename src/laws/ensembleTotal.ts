import { coefficient, defineLaw, exponent, irreducible } from "./define.ts";

/**
 * L(N·K) = E + A/(N·K)^α: the ensemble law on the axis of total parameters, for members of one size.
 *
 * At one N it is `power --in members` with the same E and α and A·N^α for A; its curve can be drawn beside laws in N. It is no law for
 * several sizes together: those differ in E, so group by params, or use `ensemble-joint`.
 */
export const ensembleTotal = defineLaw({
  id: "ensemble-total",
  title: "Ensemble law in total parameters, at one size of member",
  formula: "E + A/(N*K)^alpha",
  parameters: [
    irreducible("loss of infinitely many members of this size"),
    coefficient("A", "height above that at one parameter in all", "nats/token · parameters^alpha"),
    exponent("alpha", "exponent of total parameters, that of members too"),
  ],
  citation: "Kim, Kotha, Liang & Hashimoto 2025, arXiv:2509.14786, figures 1 and 4 (members on the axis of total parameters)",
  published: [
    {
      id: "infinite-compute-300m",
      theta: { E: 3.34, A: 0.25 * 3e8 ** 1.02, alpha: 1.02 },
      data: "1 to 5 members of 300M parameters, 200M unique tokens of DCLM, hyperparameters of the best single model",
      source: "arXiv:2509.14786, figure 4 and section 4.2: 0.25/K^1.02 + 3.34",
      range: { N: [3e8, 3e8], K: [1, 5] },
      at: { N: 3e8, K: 3 },
      loss: 3.4215222821440974,
      note: "A and alpha quoted second-hand, printed to two digits; A is converted from members to total parameters",
    },
  ],
  example: {
    theta: { E: 3.34, A: 1.1e8, alpha: 1.02 },
    design: { N: [3e8], K: [1, 2, 3, 4, 5, 6, 7, 8, 12, 16, 24, 32] },
    noise: 0.002,
  },
});
