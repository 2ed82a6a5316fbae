import {
  type Fit,
  findLaw,
  fit,
  type Recipes,
  type Repetition,
  type ReplicateNoise,
  recipes,
  repetitions,
  replicateNoise,
} from "../src/index.ts";
import { bowlsOf, type FoundBowl, type Gain, growthOf, mdmGains } from "./bowls.ts";
import { drawn, type OnProgress } from "./draws.ts";
import { type Ensemble, ensemblesOf, inParams } from "./ensembles.ts";
import { type Rows, SINGLE } from "./rows.ts";
import { type Versus, versus } from "./versus.ts";
import { wantedFits } from "./wantedFits.ts";

/** Runs of fewer tokens (100 steps) are limited by optimisation and not by data: laws of the data leave them out. */
export const LEAST_TOKENS = 1e5;

export interface Findings {
  noise: ReplicateNoise;
  bowls: FoundBowl[];
  /** How far from the lowest loss the bowls take rows, as a ratio. */
  window: number;
  growth: { value: number; low: number; high: number };
  mdmGains: Gain[];
  ensembles: Ensemble[];
  regularized: Fit;
  risings: Repetition[];
  dataConstrained: Fit;
  /** The fits that each kind of figure wants, by kind. */
  wanted: Record<string, Fit[]>;
  overfitPenalty: Fit;
  versus: Versus;
  recipes: Recipes;
}

type Step = (title: string) => OnProgress;

/** Everything that the shipped runs say, from the logs alone. */
export async function findings(rows: Rows, step: Step): Promise<Findings> {
  const noise = replicateNoise(rows.final(SINGLE));
  if (!noise) throw new Error("the shipped runs hold no replicates");
  const decay = await bowlsOf(rows, noise, step("weight decay"));
  const ensembles = await ensemblesOf(rows, step("ensembles"));
  const regularized = await inParams(rows, noise, step("parameters"));
  const standard = rows.final("family=ar", "recipe=standard", "weight_decay=0.1");
  const ofData = standard.filter((row) => (row.tokens ?? 0) >= LEAST_TOKENS);
  const dataConstrained = await drawn(fit(findLaw("data-constrained"), ofData), step("data-constrained"));
  const overfitPenalty = await drawn(fit(findLaw("overfit-penalty"), ofData), step("overfit-penalty"));
  const compared = await recipes(rows.final("family=ar"), { onProgress: step("recipes") });
  return {
    noise,
    bowls: decay.bowls.filter((bowl): bowl is FoundBowl => bowl.state === "inside"),
    window: decay.window,
    growth: growthOf(decay),
    mdmGains: mdmGains(rows, noise),
    ensembles,
    regularized,
    risings: repetitions(standard).filter((group) => group.rise > 3 * noise.sd * (group.rows[0]?.loss ?? 0)),
    dataConstrained,
    wanted: await wantedFits(rows, step("fits of figures")),
    overfitPenalty,
    versus: versus(rows, noise),
    recipes: compared,
  };
}
