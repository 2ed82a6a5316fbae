import { MUENNIGHOFF_C4 } from "./bases.ts";
import { defineLaw, excess, repeats, sizedBaseLaw } from "./define.ts";

/**
 * Muennighoff's alternative: repeats and excess parameters shrink the exponents, linearly and to 0. The loss then rises, to E + A + B at most.
 *
 * Beyond RD repeats (RN multiples) the exponent is 0 and stays there: rows there say nothing of RD.
 */
export const exponentDecay = defineLaw({
  id: "exponent-decay",
  title: "Decay of the exponents (can rise with epochs)",
  formula: `G = (alpha*A/(beta*B))^(1/(alpha + beta))
Ud = min(U, D)
UN = min((Ud*G)^(beta/alpha)*G, N)
a = alpha*max(0, 1 - (N/UN - 1)/RN)
b = beta*max(0, 1 - (D/Ud - 1)/RD)
E + A/N^a + B/D^b`,
  parameters: [
    ...sizedBaseLaw(),
    repeats("RD", "repeats of the data at which tokens have lost all value", [100, 1e5]),
    excess("RN", "multiples of the optimal size at which parameters have lost all value", [1000, 1e5]),
  ],
  citation: "Muennighoff et al. 2023, arXiv:2305.16264, eq. 22",
  published: [
    {
      id: "c4",
      theta: { ...MUENNIGHOFF_C4, RD: 26530.611, RN: 2040.8163 },
      data: "296 runs on C4, the overfitted ones among them; base law frozen",
      source: "Muennighoff et al. 2023, arXiv:2305.16264, eq. 22 and datablations repository, utils/parametric_fit.ipynb",
      range: { N: [7e6, 8.7e9], D: [1e8, 9e11], U: [1e8, 1.78e11] },
      at: { N: 6.34e9, D: 2.42e11, U: 2.5e10 },
      loss: 2.198194825846997,
      note: "contested: both values are points of the grid of starts, where the gradient vanishes; R² is printed as −4702, corrected to .511",
    },
  ],
  example: {
    theta: { E: 1.87, A: 520, B: 1490, alpha: 0.35, beta: 0.36, RD: 600, RN: 3000 },
    design: { N: [1e7, 3e7, 1e8, 3e8, 1e9], U: [1e8, 8e8, 6.4e9], epochs: [1, 2, 3, 5, 8, 14, 30, 60, 100] },
    noise: 0.004,
  },
});
