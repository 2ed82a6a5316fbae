import { correlationOfRanks, holm, ranks, signTest } from "../numeric/rankTests.ts";
import type { Observation } from "../run.ts";
import { clustersOf } from "./clusters.ts";
import { linearize } from "./covariance.ts";
import type { Problem } from "./problem.ts";
import { THRESHOLDS } from "./thresholds.ts";

/** What the residuals of a fit should not show: one mean residual a run, since rows of a run are not independent. */
export interface ResidualTests {
  /** Independent runs; with few of them, or without residuals to speak of, nothing is tested. */
  runs: number;
  /** Runs above and below the law, and the p value of so uneven a split; absent where nothing is tested. */
  signs?: { above: number; below: number; p: number };
  trends: readonly ResidualTrend[];
}

/** One test for a trend. */
export interface ResidualTrend {
  /** The quantity: N, D, U, epochs or D/N. */
  against: string;
  /** `slope`: residuals rise or fall with it; `bend`: those of its middle differ from those of both ends. */
  shape: "slope" | "bend";
  /** Spearman's: positive where predictions are too high at its large values, or at both ends of a bend. */
  correlation: number;
  p: number;
  /** p as it counts among all of these tests, by Holm's rule. */
  adjusted: number;
}

/** Residuals below this are those of arithmetic. */
const ROUNDING = 1e-9;

const AGAINST: Readonly<Record<string, (row: Observation) => number>> = {
  N: (row) => row.params ?? Number.NaN,
  D: (row) => row.tokens ?? Number.NaN,
  U: (row) => row.uniqueTokens ?? Number.NaN,
  epochs: (row) => row.epochs ?? (row.tokens ?? Number.NaN) / (row.uniqueTokens ?? Number.NaN),
  "D/N": (row) => (row.tokens ?? Number.NaN) / (row.params ?? Number.NaN),
};

/** Signs of residuals, and their trends against the quantities that every row has. */
export function residualTestsOf(set: Problem, theta: Float64Array): ResidualTests {
  const { residuals } = linearize(set, theta);
  const clusters = clustersOf(set, "run").flat();
  const mean = (of: (row: number) => number): number[] => clusters.map((rows) => rows.reduce((sum, row) => sum + of(row), 0) / rows.length);
  const means = mean((row) => residuals[row] as number);
  if (means.length < THRESHOLDS.fewRuns || means.every((r) => Math.abs(r) < ROUNDING)) return { runs: means.length, trends: [] };
  const [above, below] = [means.filter((r) => r < 0).length, means.filter((r) => r > 0).length];
  const ranked = ranks(means);
  const seen = new Set<string>();
  const tests = Object.entries(AGAINST).flatMap(([against, of]) => {
    const logs = mean((row) => Math.log(of(set.rows[row] as Observation)));
    if (!logs.every(Number.isFinite)) return [];
    const places = ranks(logs.map((x) => Number(x.toPrecision(12))));
    const levels = new Set(places).size;
    // U is D in one epoch: the same question is asked once.
    const key = places.join();
    if (levels < 2 || seen.has(key)) return [];
    seen.add(key);
    const slope = { against, shape: "slope" as const, ...correlationOfRanks(places, ranked) };
    const ends = places.map((place) => Math.abs(place - (places.length + 1) / 2));
    if (levels < 3 || new Set(ends).size < 2) return [slope];
    return [slope, { against, shape: "bend" as const, ...correlationOfRanks(ends, ranked) }];
  });
  const adjusted = holm(tests.map(({ p }) => p));
  return {
    runs: means.length,
    signs: { above, below, p: signTest(above, below) },
    trends: tests.map((test, i) => ({ ...test, adjusted: adjusted[i] as number })),
  };
}
