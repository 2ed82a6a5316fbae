import { MUENNIGHOFF_C4 } from "./bases.ts";
import { defineLaw, sizedBaseLaw } from "./define.ts";
import type { Parameter } from "./law.ts";

function lost(name: string, of: string): Parameter {
  return {
    name,
    meaning: `share of its value that ${of} loses with each repeat`,
    unit: "1",
    scale: "log",
    low: 1e-9,
    high: 0.999,
    start: [1e-3, 0.5],
  };
}

/** Muennighoff's law before its approximation: the k-th repeat of a token is worth (1 − δ)^k of a fresh one. */
export const geometricRepeats = defineLaw({
  id: "data-constrained-geometric",
  title: "Data-constrained law, geometric decay",
  // log1p and expm1 keep the digits of a small delta.
  formula: `G = (alpha*A/(beta*B))^(1/(alpha + beta))
Ud = min(U, D)
UN = min((Ud*G)^(beta/alpha)*G, N)
Dx = Ud - Ud*(1 - delta_D)*expm1((D/Ud - 1)*log1p(-delta_D))/delta_D
Nx = UN - UN*(1 - delta_N)*expm1((N/UN - 1)*log1p(-delta_N))/delta_N
E + A/Nx^alpha + B/Dx^beta`,
  parameters: [...sizedBaseLaw(), lost("delta_D", "a token"), lost("delta_N", "a multiple of the optimal size")],
  citation: "Muennighoff et al. 2023, arXiv:2305.16264, eq. 10",
  published: [
    {
      id: "c4",
      theta: { ...MUENNIGHOFF_C4, delta_D: 0.0104, delta_N: 0.3676 },
      data: "182 runs on C4, base law frozen",
      source: "Muennighoff et al. 2023, arXiv:2305.16264, table 1",
      range: { N: [7e6, 8.7e9], D: [1e8, 9e11], U: [1e8, 1.78e11] },
      at: { N: 6.34e9, D: 2.42e11, U: 2.5e10 },
      loss: 2.2490958814858706,
      note: "R² is printed as .8062; the authors' corrected notebook gives .7988",
    },
  ],
  example: {
    theta: { E: 1.87, A: 520, B: 1490, alpha: 0.35, beta: 0.36, delta_D: 0.06, delta_N: 0.15 },
    design: { N: [1e7, 3e7, 1e8, 3e8, 1e9, 4e9], U: [1e8, 8e8, 6.4e9], epochs: [1, 2, 3, 5, 8, 14, 30, 60, 100] },
    noise: 0.004,
  },
});
