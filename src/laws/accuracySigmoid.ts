import { defineLaw } from "./define.ts";

/**
 * Accuracy of a benchmark from the loss: a + (b − a)/(1 + e^{k(L − L₀)}), from the ceiling b at low loss to chance a at high loss.
 *
 * Hold `chance` at that of the benchmark (1/4 for four choices); runs near chance determine neither `steepness` nor `middle`.
 */
export const accuracySigmoid = defineLaw({
  id: "accuracy-sigmoid",
  title: "Accuracy from loss, a sigmoid above chance",
  formula: "chance + (ceiling - chance)*sigmoid(steepness*(middle - L))",
  response: { column: "accuracy", unit: "share of questions" },
  parameters: [
    { name: "chance", meaning: "accuracy of guessing", unit: "share of questions", scale: "linear", low: 0, high: 1, start: [0.05, 0.5] },
    {
      name: "ceiling",
      meaning: "accuracy as the loss falls without bound",
      unit: "share of questions",
      scale: "linear",
      low: 0,
      high: 1,
      start: [0.6, 0.99],
    },
    {
      name: "steepness",
      meaning: "slope against the loss at the middle",
      unit: "tokens/nat",
      scale: "log",
      low: 1e-3,
      high: 1e3,
      start: [1, 20],
    },
    {
      name: "middle",
      meaning: "loss half-way between ceiling and chance",
      unit: "nats/token",
      scale: "log",
      low: 1e-3,
      high: 20,
      start: [1.5, 4.5],
    },
  ],
  citation: "second step of a task ladder: Bhagia et al. 2024, arXiv:2412.04403",
  published: [],
  example: {
    theta: { chance: 0.25, ceiling: 0.9, steepness: 5, middle: 2.8 },
    design: { L: Array.from({ length: 49 }, (_, i) => 1.6 + 0.05 * i) },
    noise: 0.005,
  },
});
