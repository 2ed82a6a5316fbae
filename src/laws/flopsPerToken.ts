import { coefficient, defineLaw, exponent, irreducible } from "./define.ts";

const set = (id: string, noise: string, theta: Record<"E" | "A" | "alpha" | "B" | "beta", number>, loss: number) => ({
  id,
  theta,
  data: `diffusion language models with ${noise} noise on Nemotron-CC; budgets of 5e17 to 2e20 FLOP`,
  source:
    "von Rütte et al. 2025, arXiv:2512.10858; gidd-easydel repository, notebooks/scaling_laws_run_bootstrap.ipynb (6525e88), printed outputs",
  range: { C: [5e17, 2e20] as const },
  at: { M: 1e9, D: 1e10 },
  loss,
  note: "printed to three digits: alpha/(alpha + beta) does not give the printed slopes of the optima; the table of runs is not public",
});

/** L(M, D) = E + A/M^α + B/D^β with M the FLOP that a token costs, so that C = M·D exactly: no count of parameters is needed. */
export const flopsPerToken = defineLaw({
  id: "flops-per-token",
  title: "Law in FLOP a token and tokens",
  formula: "E + A/M^alpha + B/D^beta",
  parameters: [
    irreducible(),
    coefficient("A", "size of the model term", "nats/token · (FLOP/token)^alpha"),
    coefficient("B", "size of the data term", "nats/token · tokens^beta"),
    exponent("alpha", "exponent of FLOP a token"),
    exponent("beta", "exponent of tokens"),
  ],
  citation: "von Rütte et al. 2025, arXiv:2512.10858 (M without embeddings)",
  published: [
    set("masked", "masked", { E: 2.17, A: 222, alpha: 0.292, B: 1920, beta: 0.367 }, 3.103309662209343),
    set("low-uniform", "low-uniform", { E: 2.25, A: 477, alpha: 0.335, B: 1880, beta: 0.365 }, 3.131685843328989),
    set("balanced", "balanced", { E: 2.27, A: 626, alpha: 0.35, B: 1520, beta: 0.353 }, 3.161757863477761),
    set("high-uniform", "high-uniform", { E: 2.21, A: 303, alpha: 0.307, B: 1500, beta: 0.352 }, 3.1859216393333343),
    set("uniform", "uniform", { E: 2.19, A: 294, alpha: 0.305, B: 1340, beta: 0.346 }, 3.1834954286542563),
  ],
  example: {
    theta: { E: 2.2, A: 300, B: 1500, alpha: 0.3, beta: 0.36 },
    design: { M: [1e8, 2e8, 4e8, 8e8, 1.6e9, 3.2e9, 6.4e9, 1.3e10], D: [4e8, 8e8, 1.6e9, 3.2e9, 6.4e9, 1.3e10, 2.6e10, 5e10] },
    noise: 0.002,
  },
});
