import { descend } from "../../numeric/descend.ts";
import { bestSplit, FLOP, type Split } from "../allocate.ts";
import type { Predictor } from "../predictor.ts";

/** Best splits at many computes: each is sought beside the one before, which is some twenty times cheaper than a search over all sizes. */

/** First look around the size before, in ln N, and how near the size is found: its loss is then off by the square. */
const STEP = 0.3;
const TOLERANCE = 1e-5;
/** Change of ln N for that of ln C: where a search begins, no more. */
const GROWTH = 0.5;

/**
 * The best split of C = 6·N·D at U unique tokens, as a function of C to be asked in neighbouring values.
 *
 * The first call searches all sizes (`bestSplit`), later ones the valley of the size before.
 *
 * @returns undefined where the law has no best split there.
 */
export function bestLossAlong(p: Predictor, U: number): (C: number) => Split | undefined {
  let last: { lnC: number; lnN: number } | undefined;
  return (C) => {
    const lnC = Math.log(C);
    if (!last) {
      const split = bestSplit(p, { C, U });
      if (split) last = { lnC, lnN: Math.log(split.N) };
      return split;
    }
    const product = C / FLOP;
    const loss = (lnN: number): number => {
      const N = Math.exp(lnN);
      const D = product / N;
      return D < 1 || N < 1 ? Number.POSITIVE_INFINITY : p.loss({ N, D, U: Math.min(U, D), C });
    };
    const found = descend(loss, last.lnN + GROWTH * (lnC - last.lnC), STEP, TOLERANCE);
    if (!found || !Number.isFinite(found.value)) return undefined;
    last = { lnC, lnN: found.x };
    const N = Math.exp(found.x);
    const D = product / N;
    return { N, D, epochs: Math.max(D / U, 1), loss: found.value };
  };
}
