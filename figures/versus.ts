import { bestOver, type Crossover, type Observation, observedCrossover, type ReplicateNoise, type Series } from "../src/index.ts";
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
  const series = (own: readonly Observation[]): Series => ({ x: own.map((row) => row.epochs as number), loss: own.map((row) => row.loss) });
  const ar = rows.final("family=ar", ...size);
  const mdm = rows.final("family=mdm", ...size);
  const longest = Math.max(...mdm.map((row) => row.epochs as number));
  const kept = (family: string, finals: readonly Observation[]): Series =>
    bestSoFar(rows.best(`family=${family}`, ...size), finals, longest);
  const tuned = bestOver(rows.final("family=ar", "params=271674", UNIQUE, "recipe=regularized"), ["weight_decay", "epochs"], ["params"]);
  const [bestAr, bestMdm] = [kept("ar", ar), kept("mdm", mdm)];
  return {
    final: observedCrossover(series(ar), series(mdm), noise.sd),
    best: observedCrossover(bestAr, bestMdm, noise.sd),
    lowestAr: Math.min(...bestAr.loss),
    lowestMdm: Math.min(...bestMdm.loss),
    regularized: mean(tuned.map((row) => row.loss)),
    regularizedRuns: tuned.length,
  };
}

/** The lowest loss that schedules of up to x epochs have shown, seeds averaged; it stays as it is where longer ones show none lower. */
function bestSoFar(best: readonly Observation[], finals: readonly Observation[], longest: number): Series {
  const length = new Map(finals.map((row) => [row.run, row.epochs as number]));
  const places = [...new Set(length.values()), longest].sort((a, b) => a - b);
  const at = (x: number): number[] => best.filter((row) => length.get(row.run) === x).map((row) => row.loss);
  let lowestYet = Number.POSITIVE_INFINITY;
  const loss = places.map((x) => {
    const own = at(x);
    if (own.length > 0) lowestYet = Math.min(lowestYet, mean(own));
    return lowestYet;
  });
  return { x: places, loss };
}
