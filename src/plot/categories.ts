import type { Direction } from "./axes.ts";

/** An axis of named places 0, 1, 2, … with half a place of room at its ends. */
export function categories(labels: readonly string[], title: string | null): Direction {
  return {
    type: "quantitative",
    scale: { type: "linear", domain: [-0.5, labels.length - 0.5], nice: false, zero: false },
    axis: { values: labels.map((_, i) => i), labelExpr: `(${JSON.stringify(labels)})[datum.value]`, title, grid: false },
  };
}
