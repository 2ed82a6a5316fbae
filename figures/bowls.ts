import { type Estimate, type Fit, findLaw, fit, groupBy, nearLowest, percentile, type ReplicateNoise } from "../src/index.ts";
import { drawn, mean, type OnProgress } from "./draws.ts";
import { type Rows, SINGLE, UNIQUE } from "./rows.ts";

/** As the figure takes it; others show what the choice does. */
export const WINDOW = 4;
const OTHER_WINDOWS = [3, 5, 6];

export interface Bowl {
  fit: Fit;
  params: number;
  learningRate: number;
  best: Estimate;
  /** Best values of wider and narrower windows. */
  others: number[];
  /** Mean final loss at the conventional weight decay of .1, nats/token. */
  conventional: number | undefined;
}

/** Final loss at weight decay .1 minus the lowest at a larger one, nats/token: what raising it gains. */
export interface Gain {
  params: number;
  tried: number[];
  value: number;
  low: number;
  high: number;
}

/** The bowl of each size of AR, at one number of epochs. */
export async function bowlsOf(rows: Rows, noise: ReplicateNoise, onProgress: OnProgress): Promise<Bowl[]> {
  const all = rows.final("family=ar", SINGLE, UNIQUE, "epochs=16", "weight_decay>0");
  const sizes = groupBy(all, ["params"]);
  const bowls: Bowl[] = [];
  for (const { observations: own } of sizes) {
    const within = (factor: number): Fit => {
      return fit(findLaw("weight-decay-bowl"), nearLowest(own, "weight_decay", factor), { loss: "squared" });
    };
    const near = within(WINDOW);
    const bowl = await drawn(near, () => {}, noise.sd);
    const conventional = own.filter((row) => row.weightDecay === 0.1);
    bowls.push({
      fit: bowl,
      params: own[0]?.params as number,
      learningRate: own[0]?.learningRate as number,
      best: { value: bowl.estimates.best, interval: bowl.intervals.best, missing: 0 },
      others: OTHER_WINDOWS.map((factor) => within(factor).estimates.best as number),
      conventional: conventional.length > 0 ? mean(conventional.map((row) => row.loss)) : undefined,
    });
    onProgress(bowls.length, sizes.length);
  }
  return bowls;
}

/** Exponent b of best weight decay ∝ params^b: the slope through the sizes, for the estimates and for each set of draws. */
export function growthOf(bowls: readonly Bowl[]): { value: number; low: number; high: number } {
  const x = bowls.map((bowl) => Math.log(bowl.params));
  const at = x.reduce((a, b) => a + b, 0) / x.length;
  const slope = (best: readonly number[]): number =>
    best.reduce((sum, value, i) => sum + Math.log(value) * ((x[i] as number) - at), 0) /
    x.reduce((sum, value) => sum + (value - at) ** 2, 0);
  const columns = bowls.map(({ fit: { draws } }) =>
    (draws?.theta ?? []).map((row) => Math.exp(row[draws?.names.indexOf("best") ?? -1] as number)),
  );
  const count = Math.min(...columns.map((column) => column.length));
  const slopes = Array.from({ length: count }, (_, k) => slope(columns.map((column) => column[k] as number)));
  const { low, high } = percentile(slopes, 0.95, "parametric");
  return { value: slope(bowls.map((bowl) => bowl.best.value as number)), low, high };
}

/** What MDM has to gain from more weight decay, at the sizes where it was tried. */
export function mdmGains(rows: Rows, noise: ReplicateNoise): Gain[] {
  return groupBy(rows.final("family=mdm", SINGLE, UNIQUE, "epochs=64"), ["params"]).flatMap(({ observations: own }): Gain[] => {
    const at = own.filter((row) => row.weightDecay === 0.1).map((row) => row.loss);
    const raised = own.filter((row) => (row.weightDecay as number) > 0.1);
    if (at.length === 0 || raised.length === 0) return [];
    const lowestRaised = Math.min(...raised.map((row) => row.loss));
    const value = mean(at) - lowestRaised;
    const half = 1.96 * noise.sd * mean(at) * Math.sqrt(1 / at.length + 1);
    return [
      {
        params: own[0]?.params as number,
        tried: raised.map((row) => row.weightDecay as number),
        value,
        low: value - half,
        high: value + half,
      },
    ];
  });
}
