import { unsureSpread } from "../numeric/quantile.ts";
import { random } from "../numeric/random.ts";

/**
 * How replicates are drawn, as plain data that a worker thread can be sent: whole clusters with replacement, noise around the law, or members of
 * ensembles. Replicate k is the same wherever it is drawn.
 */
export type Plan =
  /** Rows of each cluster, by level: a level keeps its number of clusters. */
  | { kind: "clusters"; seed: number; levels: readonly (readonly (readonly number[])[])[] }
  /** `fitted` losses times exp(noise); `known` degrees of freedom of its standard deviation; `shared` noise is one draw a cluster of rows. */
  | {
      kind: "noise";
      seed: number;
      fitted: Float64Array;
      sd: number;
      known: number;
      shared?: { clusters: readonly (readonly number[])[]; sd: number; known: number };
    }
  /**
   * `fitted` losses times exp(mean effect of a row's members + rest); `shares` a row: members by position; degrees of freedom that the spreads of
   * effects (`known`) and rest are known with.
   */
  | {
      kind: "members";
      seed: number;
      fitted: Float64Array;
      effects: readonly number[];
      known: number;
      shares: readonly (readonly number[])[];
      rest: { sd: number; known: number };
    };

/** Weights of the rows, or other losses at the same rows. */
export type Resample = { weights: Float64Array } | { losses: Float64Array };

/** Replicate k of a plan. `into` (one a row) is overwritten: what comes back is good until the next call. */
export function resampled(plan: Plan, k: number, into: Float64Array): Resample {
  const draw = random(plan.seed, k);
  if (plan.kind === "clusters") {
    into.fill(0);
    for (const clusters of plan.levels)
      for (let i = 0; i < clusters.length; i++)
        for (const row of clusters[draw.integer(clusters.length)] as readonly number[]) into[row] = (into[row] as number) + 1;
    return { weights: into };
  }
  if (plan.kind === "noise") {
    const sd = plan.sd * unsureSpread(plan.known, draw);
    plan.fitted.forEach((predicted, i) => {
      into[i] = predicted * Math.exp(sd * draw.normal());
    });
    if (plan.shared) {
      const between = plan.shared.sd * unsureSpread(plan.shared.known, draw);
      for (const rows of plan.shared.clusters) {
        const factor = Math.exp(between * draw.normal());
        for (const row of rows) into[row] = (into[row] as number) * factor;
      }
    }
    return { losses: into };
  }
  const factor = unsureSpread(plan.known, draw);
  const drawn = plan.effects.map(() => factor * (plan.effects[draw.integer(plan.effects.length)] as number));
  const restSd = plan.rest.sd * unsureSpread(plan.rest.known, draw);
  plan.fitted.forEach((predicted, i) => {
    const members = plan.shares[i] as readonly number[];
    const mean = members.reduce((sum, member) => sum + (drawn[member] as number), 0) / Math.max(members.length, 1);
    into[i] = predicted * Math.exp(mean + restSd * draw.normal());
  });
  return { losses: into };
}
