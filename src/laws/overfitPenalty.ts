import { baseLaw, coefficient, defineLaw, exponent } from "./define.ts";

/** Chinchilla plus P·R^δ·(N/U)^κ with R = D/U − 1 repeats: the loss can rise with epochs, the sooner the larger the model for its data. */
export const overfitPenalty = defineLaw({
  id: "overfit-penalty",
  title: "Overfitting penalty (can rise with epochs)",
  formula: `Ud = min(U, D)
R = D/Ud - 1
E + A/N^alpha + B/D^beta + P*R^delta*(N/Ud)^kappa`,
  parameters: [
    ...baseLaw(),
    coefficient("P", "penalty at one repeat and one parameter a unique token", "nats/token"),
    { ...exponent("delta", "exponent of repeats"), low: 1e-3, start: [0.1, 1] },
    { ...exponent("kappa", "exponent of parameters a unique token"), start: [0.1, 1] },
  ],
  citation: "Lovelace et al. 2026, arXiv:2605.01640 (three-parameter penalty)",
  published: [],
  example: {
    theta: { E: 2, A: 480, B: 1500, alpha: 0.37, beta: 0.36, P: 0.05, delta: 0.45, kappa: 0.7 },
    design: { N: [1e7, 3e7, 1e8, 3e8, 1e9, 4e9], U: [1e8, 3e8, 8e8, 2.4e9, 6.4e9], epochs: [1, 2, 3, 5, 8, 14, 30, 60, 100] },
    noise: 0.004,
  },
});
