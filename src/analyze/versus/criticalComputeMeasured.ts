import { IsolossError } from "../../errors.ts";
import { grouped } from "../../grouped.ts";
import type { Family, Observation } from "../../run.ts";
import { averaged, type Crossover, type CrossoverOptions, crossoverOf, type Place } from "../crossover.ts";
import { type ComputeConvention, computeConvention } from "./computeConvention.ts";
import { familyNoise, type NoiseOptions, spreadsOf } from "./noise.ts";
import { bestSoFarGaps } from "./runningBest.ts";
import { singleTraining } from "./trainings.ts";

/** Critical compute from measurements alone: where the lowest losses that each family has shown for its compute change order. */

export interface MeasuredCritical {
  U: number;
  /** Along compute, FLOP. The first family is AR. */
  crossover: Crossover;
  runs: Readonly<Record<Family, number>>;
  compute: ComputeConvention;
}

/**
 * At each set of unique tokens that both families have: the lowest loss of any run with compute up to C, of any size, against C, and where the
 * two change order.
 *
 * A running minimum hides that a family overfits, and takes the luckiest of several runs: at equal compute replicates are averaged.
 *
 * @param rows final losses, or best checkpoints at their own compute; ensembles and distilled students are left out.
 * @param options.noise standard deviation of log loss; by default from replicates.
 * @throws IsolossError where no set of unique tokens has runs of both families with compute.
 * @see Prabhudesai et al. 2025, arXiv:2507.15857, figure 1 and the stars of figure 6b.
 * @example
 * criticalComputeMeasured(rows, { noise: 0.004 }).length > 0 // true
 */
export function criticalComputeMeasured(rows: readonly Observation[], options: CrossoverOptions & NoiseOptions = {}): MeasuredCritical[] {
  const placed = rows.filter((row) => row.compute !== undefined && row.uniqueTokens !== undefined && singleTraining(row));
  const noise = familyNoise(rows, options);
  const found = [...grouped(placed, (row) => row.uniqueTokens as number)]
    .sort(([a], [b]) => a - b)
    .flatMap(([U, all]): MeasuredCritical[] => {
      const of = (family: Family): Observation[] => all.filter((row) => row.family === family);
      const [ar, mdm] = [of("ar"), of("mdm")];
      if (ar.length === 0 || mdm.length === 0) return [];
      const crossover = crossoverOf(bestSoFarGaps(placesOf(ar), placesOf(mdm), spreadsOf(noise, { ar, mdm })), options);
      return [{ U, crossover, runs: { ar: ar.length, mdm: mdm.length }, compute: computeConvention(all) }];
    });
  if (found.length === 0)
    throw new IsolossError(
      "Cannot look for a critical compute: no set of unique tokens has AR and MDM runs with compute",
      "log unique_tokens, and params with tokens or compute, for both families",
    );
  return found;
}

function placesOf(rows: readonly Observation[]): Place[] {
  // Equal compute of two sizes are two runs, not replicates: the better counts.
  const sizes = [...grouped(rows, (row) => `${row.params} ${row.weightDecay} ${row.recipe}`).values()];
  const all = sizes.flatMap((own) => averaged({ x: own.map((row) => row.compute as number), loss: own.map((row) => row.loss) }));
  return all.sort((p, q) => p.x - q.x);
}
