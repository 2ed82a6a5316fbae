import { coefficient, defineLaw, exponent, irreducible } from "./define.ts";

/**
 * L(N, K) = E + A/N^α + B/(N^γ·K^β): a law of size and members at once.
 *
 * K → ∞ leaves E + A/N^α, the law of the ensembles' asymptotes; N → ∞ after it leaves E, the joint limit. One fit then does what a fit for
 * each size and one of their asymptotes do, with errors carried through.
 */
export const ensembleJoint = defineLaw({
  id: "ensemble-joint",
  title: "Joint law of size and ensemble members",
  formula: "E + A/N^alpha + B/(N^gamma*K^beta)",
  parameters: [
    irreducible("joint limit: infinitely many members, then infinitely large"),
    coefficient("A", "size of the parameter term of infinitely many members", "nats/token · parameters^alpha"),
    coefficient("B", "gain from members at one parameter", "nats/token · parameters^gamma"),
    exponent("alpha", "exponent of parameters at infinitely many members"),
    exponent("beta", "exponent of members"),
    { ...exponent("gamma", "exponent with which the gain from members shrinks as they grow"), start: [0, 0.8] },
  ],
  citation:
    "limits of Kim, Kotha, Liang & Hashimoto 2025, arXiv:2509.14786, section 4.3, who fit them one after the other; the joint form is isoloss's",
  published: [],
  example: {
    theta: { E: 3.17, A: 4e5, B: 12, alpha: 0.8, beta: 1, gamma: 0.2 },
    design: { N: [1.5e8, 3e8, 6e8, 1.4e9, 3e9], K: [1, 2, 3, 4, 5, 6, 8, 12] },
    noise: 0.002,
  },
});
