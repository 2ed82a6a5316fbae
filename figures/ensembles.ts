import {
  bestOver,
  type Estimate,
  estimate,
  type Fit,
  findLaw,
  fit,
  groupBy,
  LIMIT_DRAWS,
  type Observation,
  type ReplicateNoise,
} from "../src/index.ts";
import { drawn, mean, type OnProgress } from "./draws.ts";
import { type Rows, UNIQUE } from "./rows.ts";

export interface Ensemble {
  fit: Fit;
  params: number;
  single: number;
  most: { members: number; loss: number };
  limit: Estimate;
  gain: Estimate;
}

/** The power law in K of each size, over every subset of its members. */
export async function ensemblesOf(rows: Rows, onProgress: OnProgress): Promise<Ensemble[]> {
  const sizes = groupBy(rows.final("recipe=ensemble"), ["params"]);
  const found: Ensemble[] = [];
  for (const { observations: own } of sizes) {
    const law = await drawn(fit(findLaw("power", { in: "members" }), own, { loss: "squared" }), () => {}, { replicates: LIMIT_DRAWS });
    const members = Math.max(...own.map((row) => row.members as number));
    found.push({
      fit: law,
      params: own[0]?.params as number,
      single: mean(own.filter((row) => row.members === 1).map((row) => row.loss)),
      most: { members, loss: mean(own.filter((row) => row.members === members).map((row) => row.loss)) },
      limit: estimate([law], (p) => p.limit({}, ["K"])),
      gain: estimate([law], (p) => p.loss({ K: 1 }) - (p.limit({}, ["K"]) ?? Number.NaN)),
    });
    onProgress(found.length, sizes.length);
  }
  return found;
}

/** The power law in N of the tuned recipe. One row a size: seeds of one size share its miss and are no independent evidence on the law. */
export async function inParams(rows: Rows, noise: ReplicateNoise, onProgress: OnProgress): Promise<Fit> {
  const tuned = bestOver(rows.final("family=ar", "recipe=regularized", UNIQUE), ["weight_decay", "epochs"], ["params"]);
  const means = groupBy(tuned, ["params"]).map(
    ({ observations: own }): Observation => ({ ...(own[0] as Observation), loss: mean(own.map((row) => row.loss)) }),
  );
  const law = fit(findLaw("power", { in: "params" }), means, { loss: "squared" });
  return drawn(law, onProgress, { noise: noise.sd, replicates: LIMIT_DRAWS });
}
