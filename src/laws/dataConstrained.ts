import { coefficient, defineLaw, exponent, irreducible } from "./define.ts";
import type { Parameter } from "./law.ts";

function repeats(name: string, meaning: string): Parameter {
  return { name, meaning, unit: "repeats", scale: "log", low: 0.01, high: 1e6, start: [1, 100] };
}

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
    irreducible(),
    coefficient("A", "size of the parameter term", "nats/token · parameters^alpha"),
    coefficient("B", "size of the data term", "nats/token · tokens^beta"),
    { ...exponent("alpha", "exponent of parameters"), low: 0.01, high: 5 },
    { ...exponent("beta", "exponent of tokens"), low: 0.01, high: 5 },
    repeats("RD", "repeats of the data after which a further epoch is worth 1/e of a fresh one"),
    repeats("RN", "multiples of the optimal size after which a further parameter is worth 1/e of one"),
  ],
  citation: "Muennighoff et al. 2023, arXiv:2305.16264, eq. 14",
  published: [
    {
      id: "c4",
      theta: {
        E: Math.exp(0.6254804),
        A: Math.exp(6.255414),
        B: Math.exp(7.3049974),
        alpha: 0.3526596,
        beta: 0.3526596,
        RD: 15.387756,
        RN: 5.309743,
      },
      data: "182 runs on C4, 7M to 8.7B parameters; base law from 54 digitised Chinchilla points, then frozen",
      source: "Muennighoff et al. 2023, arXiv:2305.16264, section 5; datablations repository, README",
      range: { N: [7e6, 8.7e9], D: [1e8, 9e11], U: [1e8, 1.78e11] },
      at: { N: 6.34e9, D: 2.42e11, U: 2.5e10 },
      loss: 2.2256440889984477,
      note: "RD and RN are a flat ridge on those runs: RD from 12 to 200 costs less than .4 % of the objective",
    },
  ],
  example: {
    theta: { E: 1.87, A: 520, B: 1490, alpha: 0.35, beta: 0.36, RD: 12, RN: 8 },
    design: { N: [1e7, 3e7, 1e8, 3e8, 1e9, 4e9], U: [1e8, 3e8, 8e8, 2.4e9, 6.4e9], epochs: [1, 2, 3, 5, 8, 14, 30, 60, 100] },
    noise: 0.004,
  },
});
