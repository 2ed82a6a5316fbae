import { coefficient, defineLaw, exponent } from "./define.ts";

/** Kaplan's compute is in PF-days of 8.64e19 FLOP. */
const PF_DAYS = 8.64e19;

/** Isoflop optima of von Rütte et al., as their notebook prints them. */
const NOTEBOOK =
  "gidd-easydel repository, notebooks/scaling_laws_run_bootstrap.ipynb (6525e88), printed outputs; von Rütte et al. 2025, arXiv:2512.10858";
const isoflop = (id: string, what: string, A: number, alpha: number, loss: number) => ({
  id: `von-ruette-${id}`,
  theta: { A, alpha },
  data: `best loss at each budget of ${what} diffusion models on Nemotron-CC, quadratic isoFLOP fits`,
  source: NOTEBOOK,
  range: { C: [5e17, 2e20] as const },
  at: { C: 1e20 },
  loss,
  note: "an ELBO, and without a floor: it may not be carried far beyond its budgets",
});

/** L(x) = A/x^α: a straight line on logarithmic axes. It falls to 0, so it says nothing of a limit. */
export const powerNoFloor = defineLaw({
  id: "power-no-floor",
  title: "Power law without a floor",
  formula: "A/x^alpha",
  parameters: [
    coefficient("A", "loss at one unit of the quantity", "nats/token · unit^alpha"),
    exponent("alpha", "exponent of the quantity"),
  ],
  citation: "Kaplan et al. 2020, arXiv:2001.08361, eq. 1.1 to 1.3",
  published: [
    {
      id: "kaplan-params",
      theta: { A: 8.8e13 ** 0.076, alpha: 0.076 },
      data: "models trained to convergence on WebText2, N without embeddings",
      source: "Kaplan et al. 2020, arXiv:2001.08361, eq. 1.1: (8.8e13/N)^0.076",
      range: { N: [768, 1.5e9] },
      at: { N: 1e9 },
      loss: 2.3756402951345246,
      note: "printed to two digits",
    },
    {
      id: "kaplan-tokens",
      theta: { A: 5.4e13 ** 0.095, alpha: 0.095 },
      data: "large models on subsets of WebText2, stopped early: D is the size of the data set",
      source: "Kaplan et al. 2020, arXiv:2001.08361, eq. 1.2: (5.4e13/D)^0.095",
      range: { D: [2.2e7, 2.3e10] },
      at: { D: 1e10 },
      loss: 2.2624417538197132,
      note: "printed to two digits",
    },
    {
      id: "kaplan-compute",
      theta: { A: (3.1e8 * PF_DAYS) ** 0.05, alpha: 0.05 },
      data: "models of optimal size on WebText2, compute as it would be at small batches",
      source: "Kaplan et al. 2020, arXiv:2001.08361, eq. 1.3: (3.1e8 PF-days/C)^0.050",
      range: { C: [1e-8 * PF_DAYS, 1 * PF_DAYS] },
      at: { C: 1e21 },
      loss: 2.3517641828441294,
      note: "printed to two digits; 1 PF-day is 8.64e19 FLOP; the range is read from figure 1",
    },
    isoflop("masked", "masked", 27.21883, 0.04961, 2.7712100997792573),
    isoflop("low-uniform", "low-uniform", 29.12047, 0.05088, 2.7963941192376405),
    isoflop("balanced", "balanced", 29.84096, 0.05124, 2.818465937393317),
    isoflop("high-uniform", "high-uniform", 30.19375, 0.05141, 2.829547929599749),
    isoflop("uniform", "uniform", 31.26171, 0.05219, 2.826264021951805),
  ],
  example: {
    theta: { A: 4, alpha: 0.08 },
    design: { x: [1, 2, 4, 8, 16, 32, 64, 128, 256].flatMap((x) => [x, x * 1.05, x * 1.1, x * 1.15]) },
    noise: 0.002,
  },
});
