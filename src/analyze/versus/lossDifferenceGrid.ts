import type { Fit } from "../../fit/types.ts";
import { floorOf, type Irreducible } from "../criticalCompute.ts";
import { type Predictor, predictors } from "../predictor.ts";
import { bestLossAlong } from "./alongCompute.ts";

/** The difference of two laws over unique tokens and compute: the heat map whose zero line is the critical compute. */

export interface LossDifference {
  U: number;
  /** FLOP. */
  C: number;
  /** Second − first, each at its own best N, nats/token: below 0 the second is better. Undefined where a law has no best size. */
  difference: number | undefined;
  /** Share of draws in which the second is lower; undefined without draws. */
  secondLower: number | undefined;
}

export interface LossDifferenceGrid {
  irreducible: Irreducible;
  /** By U, then by C, both ascending. */
  cells: readonly LossDifference[];
}

/**
 * ΔL(U, C) = L_second − L_first over a grid, each family at its own best N (min over N at C = 6·N·D).
 *
 * @param U unique tokens.
 * @param C FLOP.
 * @param irreducible `kept`: losses as they are; `dropped`: each above its own law's floor.
 * @see Prabhudesai et al. 2025, arXiv:2507.15857, figure 6a.
 * @example
 * lossDifferenceGrid(ar, mdm, [1e8, 1e9], [1e18, 1e20], "kept").cells.length // 4
 */
export function lossDifferenceGrid(
  first: Fit,
  second: Fit,
  U: readonly number[],
  C: readonly number[],
  irreducible: Irreducible,
): LossDifferenceGrid {
  const [Us, Cs] = [U, C].map((values) => [...values].sort((a, b) => a - b)) as [number[], number[]];
  const [a, b] = [predictors(first), predictors(second)];
  const best = gridOf(a.best, b.best, Us, Cs, irreducible);
  const count = Math.min(a.draws.length, b.draws.length);
  const lower = best.map(() => 0);
  for (let k = 0; k < count; k++)
    gridOf(a.draws[k] as Predictor, b.draws[k] as Predictor, Us, Cs, irreducible).forEach((own, i) => {
      if (own !== undefined && own < 0) lower[i] = (lower[i] as number) + 1;
    });
  const cells = best.map((difference, i) => ({
    U: Us[Math.floor(i / Cs.length)] as number,
    C: Cs[i % Cs.length] as number,
    difference,
    secondLower: count > 0 ? (lower[i] as number) / count : undefined,
  }));
  return { irreducible, cells };
}

function gridOf(
  first: Predictor,
  second: Predictor,
  Us: readonly number[],
  Cs: readonly number[],
  irreducible: Irreducible,
): (number | undefined)[] {
  const floors = irreducible === "kept" ? 0 : floorOf(second) - floorOf(first);
  return Us.flatMap((U) => {
    const [a, b] = [bestLossAlong(first, U), bestLossAlong(second, U)];
    return Cs.map((C) => {
      const [p, q] = [a(C), b(C)];
      return p && q ? q.loss - p.loss - floors : undefined;
    });
  });
}
