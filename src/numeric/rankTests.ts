import { sampleCorrelation } from "simple-statistics";
import { incompleteBeta } from "./incompleteBeta.ts";

/** Ranks from 1, equal values sharing their mean rank. */
export function ranks(values: readonly number[]): number[] {
  const order = values.map((_, i) => i).sort((i, j) => (values[i] as number) - (values[j] as number));
  const found = new Array<number>(values.length);
  for (let from = 0; from < order.length; ) {
    let to = from + 1;
    while (to < order.length && values[order[to] as number] === values[order[from] as number]) to++;
    for (let k = from; k < to; k++) found[order[k] as number] = (from + 1 + to) / 2;
    from = to;
  }
  return found;
}

/**
 * Spearman's rank correlation of ranks that are known, with a two-sided p value by Student's t with n − 2 degrees of freedom.
 *
 * @param x ranks, or a function of them; not all equal.
 * @param y the same.
 */
export function correlationOfRanks(x: readonly number[], y: readonly number[]): { correlation: number; p: number } {
  const correlation = sampleCorrelation([...x], [...y]);
  const free = x.length - 2;
  return { correlation, p: free > 0 ? incompleteBeta(1 - correlation * correlation, free / 2, 0.5) : 1 };
}

/** Two-sided p value of so many of one sign and of the other, where both are equally likely: twice the smaller binomial tail. */
export function signTest(positive: number, negative: number): number {
  const [few, many] = [Math.min(positive, negative), Math.max(positive, negative)];
  return few === many ? 1 : 2 * incompleteBeta(0.5, many, few + 1);
}

/** p values as they count among so many tests, by Holm's step-down rule, in the order given. */
export function holm(p: readonly number[]): number[] {
  const order = p.map((_, i) => i).sort((i, j) => (p[i] as number) - (p[j] as number));
  const found = new Array<number>(p.length);
  let least = 0;
  order.forEach((at, k) => {
    least = Math.min(1, Math.max(least, (p.length - k) * (p[at] as number)));
    found[at] = least;
  });
  return found;
}
