import type { Crossover } from "../crossover.ts";

/** How far two metrics disagree on where the same runs cross. */
export interface Disagreement {
  metrics: readonly [string, string];
  /** Place of the second crossing over that of the first; undefined where either does not cross. */
  factor: number | undefined;
  /** Whether one metric shows a crossing in range and the other none, both, or neither. */
  kind: "both" | "one" | "neither";
  /** Whether the intervals are apart; undefined where either metric has no crossing or no known noise. */
  apart: boolean | undefined;
}

/** Every metric against the first (the final loss). */
export function disagreements(measures: readonly { metric: string; crossover: Crossover }[]): Disagreement[] {
  const [base, ...others] = measures;
  return base ? others.map((other) => disagreement(base, other)) : [];
}

function disagreement(
  { metric, crossover: a }: { metric: string; crossover: Crossover },
  { metric: other, crossover: b }: { metric: string; crossover: Crossover },
): Disagreement {
  const metrics = [metric, other] as const;
  if (a.kind === "none" || b.kind === "none")
    return { metrics, factor: undefined, kind: a.kind === b.kind ? "neither" : "one", apart: undefined };
  const [p, q] = [a.interval, b.interval];
  return { metrics, factor: b.x / a.x, kind: "both", apart: p && q && (p.high < q.low || q.high < p.low) };
}
