import { baseLaw, defineLaw } from "./define.ts";
import type { Parameter } from "./law.ts";

function sensitivity(name: string, of: string): Parameter {
  return {
    name,
    meaning: `bits over which ${of} keep all but 1/e of the parameters' worth`,
    unit: "bits",
    scale: "log",
    low: 0.05,
    high: 20,
    start: [0.5, 6],
  };
}

/** Chinchilla's law in effective parameters: each part of the model that is trained in P bits keeps a share 1 − exp(−P/γ) of them. */
export const precision = defineLaw({
  id: "precision",
  title: "Precision law: effective parameters in bits",
  // Three expm1 are three negative factors: the sign in front makes the product positive.
  formula: `Nx = -N*expm1(-Pw/gamma_w)*expm1(-Pa/gamma_a)*expm1(-Pkv/gamma_kv)
E + A/Nx^alpha + B/D^beta`,
  parameters: [
    ...baseLaw(),
    sensitivity("gamma_w", "weights"),
    sensitivity("gamma_a", "activations"),
    sensitivity("gamma_kv", "keys and values"),
  ],
  citation: "Kumar et al. 2024, arXiv:2411.04330, finding 2 (their constants include offsets that this form has not: see docs/laws.md)",
  published: [],
  example: {
    theta: { E: 2.7, A: 4300, B: 18000, alpha: 0.5, beta: 0.5, gamma_w: 2.7, gamma_a: 2.2, gamma_kv: 1 },
    design: { N: [3e7, 1e8, 3e8], D: [1.5e9, 6e9, 2.6e10], Pw: [3, 4, 6, 12], Pa: [3, 4, 6, 12], Pkv: [3, 4, 6, 12] },
    noise: 0.002,
  },
});
