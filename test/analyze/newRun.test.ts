import assert from "node:assert/strict";
import { test } from "node:test";
import { newRunNoise } from "../../src/analyze/newRun.ts";
import { predict } from "../../src/analyze/predict.ts";
import { bootstrap } from "../../src/fit/draws.ts";
import { fit } from "../../src/fit/fit.ts";
import { withIntervals } from "../../src/fit/intervals.ts";
import type { Fit } from "../../src/fit/types.ts";
import { findLaw } from "../../src/laws/find.ts";
import { random } from "../../src/numeric/random.ts";
import type { Observation } from "../../src/run.ts";

const law = findLaw("a + b/N");
const SIZES = [1, 2, 3, 4, 6, 8, 12, 16];
const truth = (params: number): number => 3 + 1 / params;
const NOISE = 0.004;

/** Runs of 8 sizes, so many seeds of each, with noise in log loss. */
function runs(stream: number, seeds: number, noise = NOISE): Observation[] {
  const draw = random(17, stream);
  return SIZES.flatMap((params) => Array.from({ length: seeds }, (_, seed) => ({ params, seed }))).map(({ params, seed }, i) => ({
    run: `n${params}-s${seed}`,
    source: { file: "t", line: i + 1 },
    checkpoint: "final",
    loss: truth(params) * Math.exp(noise * draw.normal()),
    params,
    fields: {},
  }));
}

async function fitted(rows: readonly Observation[], replicates = 200): Promise<Fit> {
  const bare = fit(law, rows, { loss: "squared", starts: 2 });
  return withIntervals(bare, await bootstrap(bare, { replicates }));
}

const at = [{ N: 5 }];

test("noise is what is stated, else that of replicates, else the residuals' spread with a warning", async () => {
  const single = await fitted(runs(1, 1), 50);
  assert.equal(newRunNoise(single, 0.01).sd, 0.01);
  assert.deepEqual(newRunNoise(single, 0.01).diagnostics, []);
  const residual = newRunNoise(single);
  assert.equal(residual.origin, "residuals");
  assert.equal(residual.degreesOfFreedom, 6);
  // The objective of squared log residuals is half their sum.
  assert.ok(Math.abs(residual.sd / Math.sqrt((2 * single.objective) / 6) - 1) < 1e-9);
  assert.deepEqual(
    residual.diagnostics.map((d) => d.code),
    ["noise-unknown"],
  );

  const rows = runs(2, 3);
  const pooled = newRunNoise(await fitted(rows, 50));
  const squares = SIZES.flatMap((params) => {
    const logs = rows.filter((row) => row.params === params).map((row) => Math.log(row.loss));
    const mean = logs.reduce((a, b) => a + b, 0) / logs.length;
    return logs.map((x) => (x - mean) ** 2);
  });
  assert.equal(pooled.said, "from 8 cells of replicates");
  assert.equal(pooled.degreesOfFreedom, 16);
  assert.ok(Math.abs(pooled.sd / Math.sqrt(squares.reduce((a, b) => a + b, 0) / 16) - 1) < 1e-9);
  assert.deepEqual(pooled.diagnostics, []);
});

test("a law that misses the runs by more than seeds explain is said, with the noise that would count it", async () => {
  const bent = runs(3, 2, 0.0005).map((row) => ({ ...row, loss: row.loss + 0.02 * Math.sin(3 * (row.params as number)) }));
  const { diagnostics, origin } = newRunNoise(await fitted(bent, 50));
  assert.equal(origin, "replicates");
  assert.match(diagnostics.find((d) => d.code === "misfit")?.hint ?? "", /--noise 0\.00\d+/);
});

test("where noise is all, the interval is normal, and Student's when it is known with few degrees of freedom", async () => {
  const sure = await fitted(runs(4, 20, 1e-6), 1000);
  const half = (found: { low: number; high: number } | undefined): number => Math.log((found?.high as number) / (found?.low as number)) / 2;
  assert.ok(Math.abs(half(predict(sure, at, { newRun: true, noise: 0.01 })[0]) / 0.01959964 - 1) < 0.05);
  // t of 2 degrees of freedom at .975 is 4.3027: two spare rows beside 8 sizes.
  const one = runs(5, 1, 1e-6);
  const spare = [0.01, -0.012].map((miss, i) => ({
    ...(one[i] as Observation),
    run: `spare${i}`,
    loss: truth(SIZES[i] as number) * Math.exp(miss),
  }));
  const pairs = { ...sure, observations: [...one, ...spare] };
  const { sd, degreesOfFreedom } = newRunNoise(pairs);
  assert.equal(degreesOfFreedom, 2);
  assert.ok(Math.abs(half(predict(pairs, at, { newRun: true })[0]) / (4.3026527 * sd) - 1) < 0.1);
});

test("equal draws give equal intervals, and a new run's is wider than the mean's", async () => {
  const found = await fitted(runs(6, 2));
  const [a, b] = [predict(found, at, { newRun: true }), predict(found, at, { newRun: true })];
  assert.deepEqual(a, b);
  const [mean] = predict(found, at);
  assert.equal(a[0]?.loss, mean?.loss);
  assert.ok((a[0]?.low as number) < (mean?.low as number) && (a[0]?.high as number) > (mean?.high as number));
  const other = { ...found, draws: { ...(found.draws as object), seed: 9 } } as Fit;
  assert.notDeepEqual(predict(other, at, { newRun: true }), a);
});

test("without draws, without anything that tells the noise, or with a noise that is none, it is a usage error", async () => {
  assert.throws(() => predict(fit(law, runs(7, 1), { starts: 2 }), at, { newRun: true }), /the fit has no draws/);
  const found = await fitted(runs(7, 1), 20);
  assert.throws(() => predict(found, at, { newRun: true, noise: 0 }), /Cannot use a noise of 0/);
  assert.throws(() => newRunNoise({ ...found, observations: found.observations.slice(0, 2) }), /leave no residual/);
});

test("new runs fall inside in 95 % of 400 simulations; inside the mean's interval far fewer", async () => {
  let inside = 0;
  let insideMean = 0;
  for (let k = 0; k < 400; k++) {
    const found = await fitted(runs(1000 + k, 2), 150);
    const loss = truth(5) * Math.exp(NOISE * random(23, k).normal());
    const holds = ({ low, high }: { low: number; high: number }): boolean => low <= loss && loss <= high;
    if (predict(found, at, { newRun: true }).some(holds)) inside++;
    if (predict(found, at).some(holds)) insideMean++;
  }
  // Binomial: three standard errors of 400 are .033.
  assert.ok(Math.abs(inside / 400 - 0.95) < 0.033, String(inside));
  assert.ok(insideMean / 400 < 0.6, String(insideMean));
});
