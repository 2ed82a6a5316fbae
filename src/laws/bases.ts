/** Base laws of published sets on which further laws were fitted: the same digits must stand in each of them. */

/** Muennighoff et al. 2023, tied exponents: natural logarithms as printed in the datablations repository, README (commit 1370131). */
export const MUENNIGHOFF_C4 = {
  E: Math.exp(0.6254804),
  A: Math.exp(6.255414),
  B: Math.exp(7.3049974),
  alpha: 0.3526596,
  beta: 0.3526596,
} as const;

/** Muennighoff et al. 2023, utils/parametric_fit.ipynb: the same points with free exponents. */
export const MUENNIGHOFF_C4_UNTIED = {
  E: Math.exp(0.6303),
  A: Math.exp(5.9577),
  B: Math.exp(7.9145),
  alpha: 0.3348,
  beta: 0.3829,
} as const;

/** Prabhudesai et al. 2025 printed no base law: these reproduce the curves that figure 5 draws, to 2e-4 in log loss. */
export const PRABHUDESAI_AR = { E: 1.832, A: 286.1, B: 773.5, alpha: 0.309, beta: 0.309 } as const;
export const PRABHUDESAI_MDM = { E: 1.978, A: 251.2, B: 1133.7, alpha: 0.3021, beta: 0.3021 } as const;
