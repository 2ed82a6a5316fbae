import { MUENNIGHOFF_C4 } from "./bases.ts";
import { baseLaw, defineLaw, repeats } from "./define.ts";

/** Muennighoff's law with the decay of repeated tokens alone: a larger model is never worse off for its data. */
export const dataDecay = defineLaw({
  id: "data-constrained-tokens",
  title: "Data-constrained law, decay of tokens only",
  formula: `Ud = min(U, D)
Dx = Ud - Ud*RD*expm1(-(D/Ud - 1)/RD)
E + A/N^alpha + B/Dx^beta`,
  parameters: [...baseLaw(), repeats("RD", "repeats of the data after which a further epoch is worth 1/e of a fresh one")],
  citation: "Muennighoff et al. 2023, arXiv:2305.16264, table 1, decay D only",
  published: [
    {
      id: "c4",
      theta: { ...MUENNIGHOFF_C4, RD: 2.9157 },
      data: "182 runs on C4, base law frozen",
      source: "Muennighoff et al. 2023, arXiv:2305.16264, table 1",
      range: { N: [7e6, 8.7e9], D: [1e8, 9e11], U: [1e8, 1.78e11] },
      at: { N: 6.34e9, D: 2.42e11, U: 2.5e10 },
      loss: 2.25172304399986,
      note: "RD also soaks up what the frozen base law misses: with the decay of parameters beside it, it is five times as large",
    },
  ],
  example: {
    theta: { E: 1.87, A: 520, B: 1490, alpha: 0.35, beta: 0.36, RD: 12 },
    design: { N: [1e7, 3e7, 1e8, 3e8, 1e9, 4e9], U: [1e8, 8e8, 6.4e9], epochs: [1, 2, 3, 5, 8, 14, 30, 60, 100] },
    noise: 0.004,
  },
});
