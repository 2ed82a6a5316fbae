import {
  bootstrap,
  type Example,
  type Fit,
  findLaw,
  fit,
  type PaperFit,
  paperFit,
  simulate,
  withIntervals,
  withProfiles,
} from "../../src/index.ts";
import { rowsOf } from "../rows.ts";

/** Fits of simulated runs of a law's example, for what is written of them: with other parameters the runs do not determine all. */
export async function simulatedFit(
  id: string,
  {
    theta = {},
    group = {},
    seed = 1,
    noise,
    draws = true,
  }: {
    theta?: Record<string, number>;
    group?: Record<string, string>;
    seed?: number;
    noise?: number;
    draws?: boolean;
  } = {},
): Promise<Fit> {
  const law = findLaw(id);
  const example = law.example as Example;
  const rows = rowsOf(simulate(law, { ...example.theta, ...theta }, example.design, noise ?? example.noise, seed));
  const bare = { ...fit(law, rows, { starts: 16 }), group };
  return draws ? withProfiles(withIntervals(bare, await bootstrap(bare, { replicates: 200 }))) : bare;
}

/** Two fits of one law, as two groups of one file: one whose runs determine all, one with parameters known from one side. */
export async function twoPapers(): Promise<PaperFit[]> {
  const ar = await simulatedFit("data-constrained", { group: { family: "ar" } });
  const mdm = await simulatedFit("data-constrained", { theta: { RD: 1e5, RN: 1e5 }, group: { family: "mdm" }, seed: 2 });
  return [paperFit(ar, "synthetic_runs"), paperFit(mdm, "synthetic_runs")];
}
