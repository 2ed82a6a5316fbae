import { MUENNIGHOFF_C4, PRABHUDESAI_AR, PRABHUDESAI_MDM } from "./bases.ts";
import { defineLaw, excess, repeats, sizedBaseLaw } from "./define.ts";

/**
 * Muennighoff's law: repeated tokens and excess parameters lose their value exponentially.
 *
 * The e-fold repeats RD (RN) are those after which a further repeat is worth 1/e of a fresh one; the half-life is RD·ln 2.
 * It cannot rise with epochs. For N above the compute-optimal size UN of the unique tokens, even one epoch is worse than the base law.
 */
export const dataConstrained = defineLaw({
  id: "data-constrained",
  title: "Data-constrained law (effective tokens and parameters)",
  formula: `G = (alpha*A/(beta*B))^(1/(alpha + beta))
Ud = min(U, D)
UN = min((Ud*G)^(beta/alpha)*G, N)
Dx = Ud - Ud*RD*expm1(-(D/Ud - 1)/RD)
Nx = UN - UN*RN*expm1(-(N/UN - 1)/RN)
E + A/Nx^alpha + B/Dx^beta`,
  parameters: [
    ...sizedBaseLaw(),
    repeats("RD", "repeats of the data after which a further epoch is worth 1/e of a fresh one"),
    excess("RN", "multiples of the optimal size after which a further parameter is worth 1/e of one"),
  ],
  citation: "Muennighoff et al. 2023, arXiv:2305.16264, eq. 14",
  published: [
    {
      id: "c4",
      theta: { ...MUENNIGHOFF_C4, RD: 15.387756, RN: 5.309743 },
      data: "182 runs on C4, 7M to 8.7B parameters; base law from 54 digitised Chinchilla points, then frozen",
      source: "Muennighoff et al. 2023, arXiv:2305.16264, section 5; datablations repository, README",
      range: { N: [7e6, 8.7e9], D: [1e8, 9e11], U: [1e8, 1.78e11] },
      at: { N: 6.34e9, D: 2.42e11, U: 2.5e10 },
      loss: 2.2256440889984477,
      note: "RD and RN are a flat ridge on those runs: RD from 12 to 200 costs less than .4 % of the objective",
    },
    {
      id: "c4-figure-1",
      theta: {
        E: Math.exp(0.604038),
        A: Math.exp(6.6229553),
        B: Math.exp(7.5856404),
        alpha: 0.3724021,
        beta: 0.36468068,
        RD: 16.257626,
        RN: 4.9642363,
      },
      data: "an older fit on C4, which the code of figure 1 still draws",
      source: "Muennighoff et al. 2023, datablations repository, plotstables/return.ipynb",
      range: { N: [7e6, 8.7e9], D: [1e8, 9e11], U: [1e8, 1.78e11] },
      at: { N: 4.2e9, D: 8.4e10, U: 1.2e10 },
      loss: 2.277750642846242,
      note: "contested by the authors' final values; the figure also rescales it to two measured ends",
    },
    {
      id: "prabhudesai-ar",
      theta: { ...PRABHUDESAI_AR, RD: 31.4, RN: 35.5 },
      data: "100 autoregressive runs on C4, 7M to 2.5B parameters, 25M to 100M unique tokens, up to 800 epochs",
      source: "Prabhudesai et al. 2025, arXiv:2507.15857, curves of figure 5",
      range: { N: [7e6, 2.5e9], U: [2.5e7, 1e8], epochs: [1, 800] },
      at: { N: 1.44e8, D: 5e9, U: 1e8 },
      loss: 3.7743041011039464,
      note: "recovered from drawn curves, RN within 34 to 37. Printed: RD 31.19 and RN 55.16 (table 1), RD 31.93 (text), no base law",
    },
    {
      id: "prabhudesai-mdm",
      theta: { ...PRABHUDESAI_MDM, RD: 495, RN: 1700 },
      data: "100 masked diffusion runs on C4, 7M to 2.5B parameters, 25M to 100M unique tokens, up to 800 epochs",
      source: "Prabhudesai et al. 2025, arXiv:2507.15857, curves of figure 5",
      range: { N: [7e6, 2.5e9], U: [2.5e7, 1e8], epochs: [1, 800] },
      at: { N: 4.16e8, D: 5e10, U: 1e8 },
      loss: 3.4006088155464886,
      note: "recovered from drawn curves. Printed: RD 493.89 and RN 1265.65 (table 1), RD 512.85 (text), no base law. The loss is an ELBO",
    },
  ],
  example: {
    theta: { E: 1.87, A: 520, B: 1490, alpha: 0.35, beta: 0.36, RD: 12, RN: 8 },
    design: { N: [1e7, 3e7, 1e8, 3e8, 1e9, 4e9], U: [1e8, 3e8, 8e8, 2.4e9, 6.4e9], epochs: [1, 2, 3, 5, 8, 14, 30, 60, 100] },
    noise: 0.004,
  },
});
