import { coefficient, defineLaw, excess, exponent, repeats, sizedBaseLaw } from "./define.ts";

/** Muennighoff's effective sizes with the overfitting penalty on top: repeats lose their value, and beyond that do harm. */
export const penalisedRepeats = defineLaw({
  id: "data-constrained-penalty",
  title: "Data-constrained law with an overfitting penalty (can rise with epochs)",
  formula: `G = (alpha*A/(beta*B))^(1/(alpha + beta))
Ud = min(U, D)
UN = min((Ud*G)^(beta/alpha)*G, N)
R = D/Ud - 1
Dx = Ud - Ud*RD*expm1(-R/RD)
Nx = UN - UN*RN*expm1(-(N/UN - 1)/RN)
E + A/Nx^alpha + B/Dx^beta + P*R^delta*(N/Ud)^kappa`,
  parameters: [
    ...sizedBaseLaw(),
    repeats("RD", "repeats of the data after which a further epoch is worth 1/e of a fresh one"),
    excess("RN", "multiples of the optimal size after which a further parameter is worth 1/e of one"),
    coefficient("P", "penalty at one repeat and one parameter a unique token", "nats/token"),
    { ...exponent("delta", "exponent of repeats"), low: 1e-3, start: [0.1, 1] },
    { ...exponent("kappa", "exponent of parameters a unique token"), start: [0.1, 1] },
  ],
  citation: "Muennighoff et al. 2023, arXiv:2305.16264, eq. 14, with the penalty of Lovelace et al. 2026, arXiv:2605.01640",
  published: [],
  example: {
    theta: { E: 1.87, A: 520, B: 1490, alpha: 0.35, beta: 0.36, RD: 12, RN: 8, P: 0.05, delta: 0.5, kappa: 0.6 },
    design: { N: [1e7, 3e7, 1e8, 3e8, 1e9, 4e9], U: [1e8, 8e8, 6.4e9], epochs: [1, 2, 3, 5, 8, 14, 30, 60, 100] },
    noise: 0.004,
  },
});
