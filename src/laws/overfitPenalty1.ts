import { baseLaw, coefficient, defineLaw } from "./define.ts";

/** The overfitting penalty with both exponents held at 1: linear in repeats, so that thousands of them outgrow every measured loss. */
export const overfitPenalty1 = defineLaw({
  id: "overfit-penalty-1",
  title: "Overfitting penalty, one parameter (can rise with epochs)",
  formula: `Ud = min(U, D)
E + A/N^alpha + B/D^beta + P*(D/Ud - 1)*N/Ud`,
  parameters: [...baseLaw(), coefficient("P", "penalty at one repeat and one parameter a unique token", "nats/token")],
  citation: "Lovelace et al. 2026, arXiv:2605.01640 (one-parameter penalty)",
  published: [],
  example: {
    theta: { E: 2, A: 480, B: 1500, alpha: 0.37, beta: 0.36, P: 0.002 },
    design: { N: [1e7, 3e7, 1e8, 3e8, 1e9, 4e9], U: [1e8, 8e8, 6.4e9], epochs: [1, 2, 3, 5, 8, 14, 30, 60, 100] },
    noise: 0.004,
  },
});
