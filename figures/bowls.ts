import {
  type Bowl,
  type Fit,
  groupBy,
  type Interval,
  type OptimalHyperparameter,
  optimalHyperparameter,
  type ReplicateNoise,
} from "../src/index.ts";
import { mean, type OnProgress } from "./draws.ts";
import { type Rows, SINGLE, UNIQUE } from "./rows.ts";

/** Final loss at weight decay .1 minus the lowest at a larger one, nats/token: what raising it gains. */
export interface Gain {
  params: number;
  tried: number[];
  value: number;
  low: number;
  high: number;
}

/** A bowl that has a best value inside of what was run. */
export type FoundBowl = Bowl & { fit: Fit };

/** The bowl of each size of AR, at one number of epochs. */
export function bowlsOf(rows: Rows, noise: ReplicateNoise, onProgress: OnProgress): Promise<OptimalHyperparameter> {
  const all = rows.final("family=ar", SINGLE, UNIQUE, "epochs=16", "weight_decay>0");
  return optimalHyperparameter(all, { column: "weight_decay", by: ["params"], noise: noise.sd, onProgress });
}

/** Exponent b of best weight decay ∝ params^b. */
export function growthOf({ trends }: OptimalHyperparameter): { value: number } & Pick<Interval, "low" | "high"> {
  if ("reason" in trends.params) throw new Error(`no trend of the best weight decay: ${trends.params.reason}`);
  const { value, interval } = trends.params.exponent;
  return { value: value as number, low: (interval as Interval).low, high: (interval as Interval).high };
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
