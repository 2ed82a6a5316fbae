import { defineLaw, exponent, irreducible } from "./define.ts";
import type { Parameter } from "./law.ts";

function part(name: string, meaning: string, unit: string, start: readonly [number, number]): Parameter {
  return { name, meaning, unit, scale: "log", low: 0, high: Number.POSITIVE_INFINITY, start };
}

/** L = E + (L0 − E)·h/(1 + h): too small a model, too little training and too few data add up to h, and no loss exceeds a uniform guess. */
export const boundedH = defineLaw({
  id: "bounded-h",
  title: "Bounded law (can rise with size at fixed data)",
  formula: `h = a/N^alpha + b/D^beta + c*N^gamma/U^delta
E + (L0 - E)*h/(1 + h)`,
  parameters: [
    irreducible(),
    {
      name: "L0",
      meaning: "loss of a uniform guess, ln(vocabulary): usually held",
      unit: "nats/token",
      scale: "linear",
      low: 4,
      high: 20,
      start: [9, 12],
    },
    part("a", "share of too few parameters", "parameters^alpha", [1, 1e4]),
    part("b", "share of too few tokens seen", "tokens^beta", [10, 1e6]),
    part("c", "share of too few unique tokens", "tokens^delta / parameters^gamma", [1e-3, 10]),
    exponent("alpha", "exponent of parameters", 5),
    exponent("beta", "exponent of tokens seen", 5),
    exponent("gamma", "exponent of parameters in the overfitting share", 5),
    exponent("delta", "exponent of unique tokens in the overfitting share", 5),
  ],
  citation: "Bryant & Liu 2026, arXiv:2605.09189 (unique examples and all examples written U and D)",
  published: [],
  example: {
    theta: { E: 1.9, L0: Math.log(50257), a: 90, b: 500, c: 0.1, alpha: 0.35, beta: 0.36, gamma: 0.5, delta: 0.6 },
    design: { N: [1e7, 3e7, 1e8, 3e8, 1e9, 4e9], U: [1e8, 8e8, 6.4e9], epochs: [1, 2, 3, 5, 8, 14, 30, 60, 100] },
    noise: 0.004,
    held: { L0: "the logarithm of the vocabulary is known; losses far below it do not determine it" },
  },
});
