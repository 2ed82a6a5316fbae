import { baseLaw, defineLaw } from "./define.ts";

/**
 * Quokka's law for repeated data: effective tokens U·e^p·exp(−((e − 1)/e_p)^γ) over e epochs grow, then shrink.
 *
 * Its e_p is a scale, not the best number of epochs: that is near e_p·(p/γ)^(1/γ).
 */
export const quokkaRising = defineLaw({
  id: "quokka-rising",
  title: "Quokka's law (can rise with epochs)",
  formula: `Ud = min(U, D)
e = D/Ud
ep = c_p*Ud^m_p/N^k_p
Dx = Ud*e^p_e*exp(-((e - 1)/ep)^gamma)
E + A/N^alpha + B/Dx^beta`,
  parameters: [
    ...baseLaw(),
    {
      name: "p_e",
      meaning: "exponent of epochs: above 1 repeats count for more than fresh tokens",
      unit: "1",
      scale: "linear",
      low: 0,
      high: 5,
      start: [0.5, 1.5],
    },
    { name: "gamma", meaning: "exponent of the decline", unit: "1", scale: "linear", low: 0.05, high: 3, start: [0.3, 1.2] },
    {
      name: "c_p",
      meaning: "epochs of the decline at one unique token and one parameter",
      unit: "epochs · parameters^k_p / tokens^m_p",
      scale: "log",
      low: 1e-6,
      high: 1e15,
      start: [1, 1e6],
    },
    {
      name: "m_p",
      meaning: "exponent of unique tokens in the epochs of the decline",
      unit: "1",
      scale: "linear",
      low: -1,
      high: 2,
      start: [0, 0.8],
    },
    {
      name: "k_p",
      meaning: "exponent of parameters in the epochs of the decline",
      unit: "1",
      scale: "linear",
      low: -1,
      high: 2,
      start: [0, 0.8],
    },
  ],
  citation: "Ni et al. 2025, arXiv:2510.03280 (Quokka), eq. 14",
  published: [
    {
      id: "quokka",
      theta: { E: 0, A: 1535.23, B: 54.21, alpha: 0.42, beta: 0.13, p_e: 1.49, gamma: 0.4, c_p: 254.35, m_p: 0.39, k_p: 0.55 },
      data: "23,145 evaluations of masked diffusion models on C4; those in a second descent left out",
      source: "Ni et al. 2025, arXiv:2510.03280, eq. 14",
      at: { N: 1e9, U: 1e9, D: 2.46e11 },
      loss: 2.298749061929669,
      note: "rounded: about 5 % low on the authors' own table 3. No floor (E = 0); p_e > 1 counts repeats as worth more than fresh tokens; a cusp at one epoch (gamma < 1)",
    },
  ],
  example: {
    theta: { E: 1.8, A: 540, B: 1500, alpha: 0.35, beta: 0.36, p_e: 1, gamma: 0.8, c_p: 300, m_p: 0.4, k_p: 0.5 },
    design: { N: [1e7, 3e7, 1e8, 3e8, 1e9, 4e9], U: [1e8, 8e8, 6.4e9], epochs: [1, 2, 3, 5, 8, 14, 30, 60, 100] },
    noise: 0.004,
  },
});
