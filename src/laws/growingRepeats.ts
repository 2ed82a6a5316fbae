import { defineLaw, excess, repeats, sizedBaseLaw } from "./define.ts";

/** Muennighoff's law in which more unique tokens may be repeated more often: R_D* = R·(U/1e9)^g. With g = 0 it is eq. 14. */
export const growingRepeats = defineLaw({
  id: "data-constrained-growing",
  title: "Data-constrained law, repeats that grow with the data",
  formula: `G = (alpha*A/(beta*B))^(1/(alpha + beta))
Ud = min(U, D)
UN = min((Ud*G)^(beta/alpha)*G, N)
RD = R*(U/1e9)^g
Dx = Ud - Ud*RD*expm1(-(D/Ud - 1)/RD)
Nx = UN - UN*RN*expm1(-(N/UN - 1)/RN)
E + A/Nx^alpha + B/Dx^beta`,
  parameters: [
    ...sizedBaseLaw(),
    repeats("R", "repeats of a billion unique tokens after which a further epoch is worth 1/e of a fresh one"),
    {
      name: "g",
      meaning: "growth: exponent of unique tokens in the repeats they bear",
      unit: "1",
      scale: "linear",
      low: -3,
      high: 3,
      start: [-0.2, 0.6],
    },
    excess("RN", "multiples of the optimal size after which a further parameter is worth 1/e of one"),
  ],
  citation:
    "Muennighoff et al. 2023, arXiv:2305.16264, eq. 14, with R_D* free to grow as arXiv:2511.13421 derives; the power is isoloss's choice",
  published: [],
  example: {
    theta: { E: 1.87, A: 520, B: 1490, alpha: 0.35, beta: 0.36, R: 12, g: 0.2, RN: 8 },
    design: { N: [1e7, 3e7, 1e8, 3e8, 1e9, 4e9], U: [1e8, 8e8, 6.4e9], epochs: [1, 2, 3, 5, 8, 14, 30, 60, 100] },
    noise: 0.004,
  },
});
