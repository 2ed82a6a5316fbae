import assert from "node:assert/strict";
import { test } from "node:test";
import { bootstrap } from "../../src/fit/draws.ts";
import { fit } from "../../src/fit/fit.ts";
import { withIntervals } from "../../src/fit/intervals.ts";
import { problem } from "../../src/fit/problem.ts";
import { residualClusters } from "../../src/fit/residualClusters.ts";
import { findLaw } from "../../src/laws/find.ts";
import { random } from "../../src/numeric/random.ts";
import type { Observation } from "../../src/run.ts";

/** Twelve seeds of six runs each about a line; every seed moves its runs by an effect of its own. */
function seeds(effect: number): Observation[] {
  return Array.from({ length: 72 }, (_, i) => {
    const seed = i % 12;
    const members = 1 + Math.floor(i / 12);
    const loss = 3 + 0.5 / members + effect * random(1, seed).normal() + 0.01 * random(2, i).normal();
    return { run: `r${i}`, source: { file: "t", line: i + 1 }, checkpoint: "final", loss, members, seed, fields: {} };
  });
}
const law = findLaw("E + A/K");
const options = { loss: "squared", residual: "linear", starts: 8 } as const;

test("the standard error of a mean is that of the clusters' means, by the textbook, when clusters are resampled", async () => {
  const rows = seeds(0.05);
  const found = fit(law, rows, options);
  const spread = async (cluster: string): Promise<number> => {
    const { intervals } = withIntervals(found, await bootstrap(found, { replicates: 2000, cluster, threads: 1 }));
    return ((intervals.E?.high as number) - (intervals.E?.low as number)) / 3.92;
  };
  // Balanced: every seed has one run at each K, so the floor moves with the mean of the seeds' effects.
  const effects = Array.from({ length: 12 }, (_, seed) => 0.05 * random(1, seed).normal());
  const mean = effects.reduce((a, b) => a + b, 0) / 12;
  const expected = Math.sqrt(effects.reduce((sum, x) => sum + (x - mean) ** 2, 0) / 12 / 12);
  const bySeed = await spread("seed");
  assert.ok(Math.abs(bySeed / expected - 1) < 0.15, `${bySeed} against ${expected}`);
  // By single runs the floor also bears the doubt about the slope, which the seeds do not have: another number, and here a wrong one.
  assert.ok(Math.abs((await spread("run")) / expected - 1) > 0.15);
});

test("the intraclass correlation of shared effects is said, with the column to resample by", () => {
  const set = problem(law, seeds(0.05), { ...fit(law, seeds(0.05), options).options });
  const [said] = residualClusters(set, Float64Array.from(fit(law, seeds(0.05), options).solution));
  assert.equal(said?.code, "residual-clusters");
  assert.match(said?.hint ?? "", /--cluster seed/);
});

test("a run without the cluster's column is refused by name", async () => {
  const rows = seeds(0).map(({ seed, ...row }, i) => (i === 5 ? row : { ...row, seed: seed as number }));
  await assert.rejects(bootstrap(fit(law, rows, options), { cluster: "seed" }), /t:6: Cannot resample by seed: run "r5" states none/);
});

test("with few runs of many rows, what the rows of one run share is drawn once a run: intervals are those of runs, not of rows", async () => {
  const width = async (effect: number): Promise<number> => {
    const rows = Array.from({ length: 60 }, (_, i): Observation => {
      const run = i % 6;
      const members = 1 + Math.floor(i / 6);
      const loss = 3 * Math.exp(effect * random(1, run).normal() + 0.002 * random(2, i).normal());
      return { run: `r${run}`, source: { file: "t", line: i + 1 }, checkpoint: "every", loss, members, fields: {} };
    });
    const found = fit(law, rows, { loss: "squared", starts: 8 });
    const { intervals, diagnostics } = withIntervals(found, await bootstrap(found, { replicates: 1000, threads: 1 }));
    assert.match(diagnostics.find(({ code }) => code === "few-runs")?.message ?? "", /6 independent runs: parametric, noise .* share/);
    return (intervals.E?.high as number) - (intervals.E?.low as number);
  };
  // Effects of 6 runs about their mean, t quantile for 6 − 2 degrees of freedom.
  const effects = Array.from({ length: 6 }, (_, run) => 0.02 * random(1, run).normal());
  const mean = effects.reduce((a, b) => a + b, 0) / 6;
  const sd = Math.sqrt(effects.reduce((sum, x) => sum + (x - mean) ** 2, 0) / 4);
  const expected = (2 * 2.776 * 3 * sd) / Math.sqrt(6);
  const seen = await width(0.02);
  assert.ok(Math.abs(seen / expected - 1) < 0.2, `${seen} against ${expected}`);
  assert.ok((await width(0)) < 0.3 * seen);
});
