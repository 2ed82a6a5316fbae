import { coefficient, defineLaw, exponent, irreducible } from "./define.ts";
import type { Parameter } from "./law.ts";

function move(name: string, meaning: string): Parameter {
  return { name, meaning, unit: "1", scale: "linear", low: -5, high: 5, start: [-0.2, 1] };
}

/**
 * A bowl in ln λ whose bottom lies on E + A/N^α + B/U^β and moves: λ* = best·(N/1e8)^p/(U/1e8)^q.
 *
 * Larger models want more weight decay, more data less; with p = q the best value depends on parameters a token alone.
 */
export const weightDecayBowlMoving = defineLaw({
  id: "weight-decay-bowl-moving",
  title: "Weight-decay bowl that moves with size and data",
  formula: `opt = best*(N/1e8)^p/(U/1e8)^q
E + A/N^alpha + B/U^beta + c*log(lambda/opt)^2`,
  parameters: [
    irreducible("irreducible loss, at the best weight decay"),
    coefficient("A", "size of the parameter term", "nats/token · parameters^alpha"),
    coefficient("B", "size of the data term", "nats/token · tokens^beta"),
    exponent("alpha", "exponent of parameters"),
    exponent("beta", "exponent of unique tokens"),
    coefficient("c", "curvature: loss for an e-fold step off the best weight decay", "nats/token"),
    {
      name: "best",
      meaning: "best weight decay of 1e8 parameters on 1e8 unique tokens",
      unit: "1",
      scale: "log",
      low: 1e-6,
      high: 1e3,
      start: [0.05, 5],
    },
    move("p", "exponent of parameters in the best weight decay"),
    move("q", "exponent of unique tokens by which the best weight decay falls"),
  ],
  citation:
    "trends of Kim, Kotha, Liang & Hashimoto 2025, arXiv:2509.14786, figure 11 (best weight decay rises with N, falls with U); the form is isoloss's",
  published: [],
  example: {
    theta: { E: 2, A: 4000, B: 500, alpha: 0.5, beta: 0.3, c: 0.03, best: 0.8, p: 0.6, q: 0.7 },
    design: { N: [5e7, 1.5e8, 5e8, 1.5e9], U: [1e8, 4e8, 1.6e9, 6.4e9], lambda: [0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4] },
    noise: 0.002,
  },
});
