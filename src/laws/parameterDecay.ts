import { MUENNIGHOFF_C4 } from "./bases.ts";
import { defineLaw, excess, sizedBaseLaw } from "./define.ts";

/** Muennighoff's law with the decay of excess parameters alone: every epoch is worth a fresh one. */
export const parameterDecay = defineLaw({
  id: "data-constrained-params",
  title: "Data-constrained law, decay of parameters only",
  formula: `G = (alpha*A/(beta*B))^(1/(alpha + beta))
Ud = min(U, D)
UN = min((Ud*G)^(beta/alpha)*G, N)
Nx = UN - UN*RN*expm1(-(N/UN - 1)/RN)
E + A/Nx^alpha + B/D^beta`,
  parameters: [...sizedBaseLaw(), excess("RN", "multiples of the optimal size after which a further parameter is worth 1/e of one")],
  citation: "Muennighoff et al. 2023, arXiv:2305.16264, table 1, decay N only",
  published: [
    {
      id: "c4",
      theta: { ...MUENNIGHOFF_C4, RN: 713 },
      data: "182 runs on C4, base law frozen",
      source: "Muennighoff et al. 2023, arXiv:2305.16264, table 1",
      range: { N: [7e6, 8.7e9], D: [1e8, 9e11], U: [1e8, 1.78e11] },
      at: { N: 6.34e9, D: 2.42e11, U: 2.5e10 },
      loss: 2.195060329066413,
      note: "contested: not the optimum of its own objective, which is RN = .74 (Huber .0159 against .0330 there, printed as .0241; R² .793 against .449)",
    },
  ],
  example: {
    theta: { E: 1.87, A: 520, B: 1490, alpha: 0.35, beta: 0.36, RN: 8 },
    design: { N: [1e7, 3e7, 1e8, 3e8, 1e9, 4e9], U: [1e8, 8e8, 6.4e9], epochs: [1, 2, 3, 5, 8, 14, 30, 60, 100] },
    noise: 0.004,
  },
});
