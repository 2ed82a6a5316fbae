import { MUENNIGHOFF_C4 } from "./bases.ts";
import { defineLaw, sizedBaseLaw } from "./define.ts";
import type { Parameter, PublishedSet } from "./law.ts";

function rate(name: string, of: string): Parameter {
  return {
    name,
    meaning: `rate at which the value of ${of} decays, from the first pass on`,
    unit: "1/pass",
    scale: "log",
    low: 1e-9,
    high: 20,
    start: [1e-3, 1],
  };
}

const c4 = (id: string, r_N: number, loss: number, where: string): PublishedSet => ({
  id,
  theta: { ...MUENNIGHOFF_C4, r_D: 0.0105, r_N },
  data: "182 runs on C4, base law frozen",
  source: `Muennighoff et al. 2023, arXiv:2305.16264, ${where}`,
  range: { N: [7e6, 8.7e9], D: [1e8, 9e11], U: [1e8, 1.78e11] },
  at: { N: 6.34e9, D: 2.42e11, U: 2.5e10 },
  loss,
  note: "contested: paper and code differ in r_N (.3676, the value of eq. 10, against .4576); the objective's optimum is .4579",
});

/** Effective tokens as the sum of a continuous exponential: U·(1 − exp(−r·epochs))/(1 − exp(−r)). */
export const exponentialRepeats = defineLaw({
  id: "data-constrained-exponential",
  title: "Data-constrained law, explicit exponential",
  formula: `G = (alpha*A/(beta*B))^(1/(alpha + beta))
Ud = min(U, D)
UN = min((Ud*G)^(beta/alpha)*G, N)
Dx = Ud*expm1(-r_D*D/Ud)/expm1(-r_D)
Nx = UN*expm1(-r_N*N/UN)/expm1(-r_N)
E + A/Nx^alpha + B/Dx^beta`,
  parameters: [...sizedBaseLaw(), rate("r_D", "tokens"), rate("r_N", "parameters")],
  citation: "Muennighoff et al. 2023, arXiv:2305.16264, eq. 18",
  published: [
    c4("c4-paper", 0.3676, 2.2401290527511515, "table 1"),
    c4("c4-code", 0.4576, 2.2490456599626727, "datablations repository, utils/parametric_fit.ipynb"),
  ],
  example: {
    theta: { E: 1.87, A: 520, B: 1490, alpha: 0.35, beta: 0.36, r_D: 0.06, r_N: 0.15 },
    design: { N: [1e7, 3e7, 1e8, 3e8, 1e9, 4e9], U: [1e8, 8e8, 6.4e9], epochs: [1, 2, 3, 5, 8, 14, 30, 60, 100] },
    noise: 0.004,
  },
});
