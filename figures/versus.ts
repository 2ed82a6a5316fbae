import { bestOver, type Crossover, crossovers, type MeasuredCrossover, type ReplicateNoise } from "../src/index.ts";
import { mean } from "./draws.ts";
import { type Rows, UNIQUE } from "./rows.ts";

export interface Versus {
  final: Crossover;
  best: Crossover;
  lowestAr: number;
  lowestMdm: number;
  regularized: number;
  regularizedRuns: number;
}

/** AR and MDM at 272k parameters: by final loss of complete schedules, and by the best checkpoint that was ever seen. */
export function versus(rows: Rows, noise: ReplicateNoise): Versus {
  const size = ["params=271674", UNIQUE, "recipe=standard", "weight_decay=0.1"];
  const { groups } = crossovers([...rows.final(...size), ...rows.best(...size)], { along: "epochs", noise: noise.sd });
  const by = (metric: string): MeasuredCrossover => groups[0]?.measures.find((own) => own.metric === metric) as MeasuredCrossover;
  const tuned = bestOver(rows.final("family=ar", "params=271674", UNIQUE, "recipe=regularized"), ["weight_decay", "epochs"], ["params"]);
  const best = by("best loss");
  return {
    final: by("final loss").crossover,
    best: best.crossover,
    lowestAr: best.bestAt.ar.value,
    lowestMdm: best.bestAt.mdm.value,
    regularized: mean(tuned.map((row) => row.loss)),
    regularizedRuns: tuned.length,
  };
}
