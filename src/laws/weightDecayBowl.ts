import { defineLaw, irreducible } from "./define.ts";

/** L(λ) = E + c·(ln(λ/λ*))²: near its best value the loss is a parabola in the logarithm of weight decay. */
export const weightDecayBowl = defineLaw({
  id: "weight-decay-bowl",
  title: "Weight-decay bowl",
  formula: "E + c*log(lambda/best)^2",
  parameters: [
    irreducible("loss at the best weight decay"),
    {
      name: "c",
      meaning: "curvature: loss for an e-fold step off the best weight decay",
      unit: "nats/token",
      scale: "log",
      low: 0,
      high: Number.POSITIVE_INFINITY,
    },
    { name: "best", meaning: "best weight decay", unit: "1", scale: "log", low: 1e-6, high: 1e3, start: [0.1, 10] },
  ],
  citation: "local parabola in ln λ; the searched grid is that of Kim et al. 2025, arXiv:2509.14786, appendix C",
  published: [],
  example: {
    theta: { E: 3.5, c: 0.03, best: 2 },
    design: { lambda: [0.3, 0.5, 0.7, 1, 1.4, 2, 2.8, 4, 5.6, 8].flatMap((x) => [x, x * 1.03, x * 1.06, x * 1.09, x * 1.12]) },
    noise: 0.002,
  },
});
