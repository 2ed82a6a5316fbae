import assert from "node:assert/strict";
import { test } from "node:test";
import {
  type Bowl,
  bestOver,
  type Observation,
  type OptimalHyperparameter,
  optimalHyperparameter,
  random,
  timesStandardPractice,
} from "../../../src/index.ts";
import { loadRuns } from "../../../src/ingest/load.ts";
import { observations } from "../../../src/table/observations.ts";
import { readTable, requires } from "../../reference/data.ts";

const codes = ({ diagnostics }: OptimalHyperparameter): string[] => diagnostics.map(({ code }) => code);

const DECAYS = [0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4];
const SIZES = [1e6, 4e6, 16e6];
const DATA = [1e8, 2e8];
const optimum = (params: number, uniqueTokens: number): number => 0.4 * (params / 1e6) ** 0.5 * (1e8 / uniqueTokens) ** 0.5;

/** Bowls whose best weight decay goes with √(N/U), at a learning rate that falls with 1/√N. */
function cell(params: number, uniqueTokens: number, noise = 0.001, decays = DECAYS): Observation[] {
  const draw = random(params + uniqueTokens);
  return decays.map((weightDecay, i) => ({
    run: `${params}-${uniqueTokens}-${weightDecay}`,
    source: { file: "made", line: i + 1 },
    checkpoint: "final",
    params,
    uniqueTokens,
    epochs: 8,
    tokens: 8 * uniqueTokens,
    learningRate: 3e-3 * (1e6 / params) ** 0.5,
    weightDecay,
    loss: (3 + 0.03 * Math.log(Math.max(weightDecay, 1e-3) / optimum(params, uniqueTokens)) ** 2) * Math.exp(noise * draw.normal()),
    fields: {},
  }));
}

const close = (actual: number | undefined, wanted: number, tolerance: number): void => {
  assert.ok(Math.abs((actual ?? Number.NaN) - wanted) <= tolerance, `${actual}, expected ${wanted}`);
};
const covers = ({ best: { interval } }: Bowl, value: number): boolean =>
  (interval?.low ?? value + 1) <= value && value <= (interval?.high ?? 0);

test("best values, their trends in N and N/U, and multiples of 0.1 are those that made the runs", async () => {
  const rows = SIZES.flatMap((params) => DATA.flatMap((uniqueTokens) => cell(params, uniqueTokens)));
  const found = await optimalHyperparameter(rows, { column: "weight_decay", noise: 0.001, replicates: 200 });
  assert.equal(found.bowls.length, 6);
  let covered = 0;
  for (const bowl of found.bowls) {
    const wanted = optimum(bowl.params as number, bowl.uniqueTokens as number);
    assert.equal(bowl.state, "inside");
    close(Math.log((bowl.best.value as number) / wanted), 0, 0.15);
    close(bowl.timesStandard.value, (bowl.best.value as number) * 10, 1e-9);
    close(bowl.timesLearningRate.value, (bowl.best.value as number) * (bowl.learningRate as number), 1e-12);
    close((bowl.timesStandard.interval?.high ?? 0) / (bowl.best.interval?.high ?? 1), 10, 1e-9);
    if (covers(bowl, wanted)) covered += 1;
  }
  assert.ok(covered >= 4, String(covered));
  const { params, paramsPerToken } = found.trends;
  assert.ok("exponent" in params && "exponent" in paramsPerToken);
  close(params.exponent.value, 0.5, 0.06);
  close(paramsPerToken.exponent.value, 0.5, 0.06);
  assert.ok((params.exponent.interval?.low ?? 1) < 0.5 && (params.exponent.interval?.high ?? 0) > 0.5);
  assert.deepEqual([params.cells, params.freedom, paramsPerToken.freedom], [6, 3, 4]);
  // The rate takes the growth with N away.
  const shrink = found.timesLearningRate?.params;
  assert.ok(shrink && "exponent" in shrink);
  close(shrink.exponent.value, (params.exponent.value as number) - 0.5, 1e-9);
  assert.deepEqual(codes(found), []);
});

test("a lowest loss at the end of what was run has no best value, and neither have too few values", async () => {
  const low = cell(16e6, 1e8, 0, [0.1, 0.2, 0.4, 0.8]);
  const high = cell(1e6, 2e8, 0, [0.8, 1.6, 3.2]);
  const few = cell(4e6, 1e8, 0, [0.1, 0.8, 6.4]);
  const two = cell(4e6, 2e8, 0, [0, 0.4, 0.8]);
  const found = await optimalHyperparameter([...low, ...high, ...few, ...two], { column: "weight_decay", noise: 0.001, replicates: 20 });
  assert.deepEqual(
    found.bowls.map(({ params, uniqueTokens, state, best }) => [params, uniqueTokens, state, best.value]),
    [
      [1e6, 2e8, "at-edge", undefined],
      [4e6, 1e8, "too-few", undefined],
      [4e6, 2e8, "too-few", undefined],
      [16e6, 1e8, "at-edge", undefined],
    ],
  );
  assert.match(found.bowls[0]?.reason ?? "", /smallest value, 0\.8/);
  assert.deepEqual(found.bowls[3]?.lowest.between, [0.4, undefined]);
  assert.ok("reason" in found.trends.params && "reason" in found.trends.paramsPerToken);
  assert.deepEqual(codes(found), ["optimum-at-edge", "bowl-too-few"]);
  // Values a factor 8 apart are no neighbourhood of factor 4, but one of 8.
  const wide = await optimalHyperparameter(few, { column: "weight_decay", window: 8, noise: 0.001, replicates: 20 });
  assert.equal(wide.bowls[0]?.state, "inside");
});

test("a parabola through three rows is exact: an interval only where the noise is known", async () => {
  const rows = cell(1e6, 1e8, 0, [0.2, 0.4, 0.8]);
  const bare = await optimalHyperparameter(rows, { column: "weight_decay" });
  assert.deepEqual([bare.bowls[0]?.fit?.status, bare.bowls[0]?.best.interval, codes(bare)], ["exact", undefined, ["exact"]]);
  close(bare.bowls[0]?.best.value, optimum(1e6, 1e8), 1e-6);
  const noisy = await optimalHyperparameter(rows, { column: "weight_decay", noise: 0.001, replicates: 50 });
  assert.equal(noisy.bowls[0]?.best.interval?.method, "parametric");
});

test("an interval without an end keeps its cell out of the trends; cells that follow no power law are said", async () => {
  const flat = cell(64e6, 1e8, 0, [1.6, 3.2, 6.4]).map((row, i) => ({ ...row, loss: i === 1 ? 3 : 3.0001 }));
  const rows = [...SIZES.flatMap((params) => cell(params, 1e8)), ...flat];
  const found = await optimalHyperparameter(rows, { column: "weight_decay", noise: 0.002, replicates: 200 });
  assert.ok(codes(found).includes("not-identified"));
  assert.ok("cells" in found.trends.params && found.trends.params.cells === 3);
  const bent = [1e6, 2e6, 4e6, 16e6].flatMap((params) =>
    cell(params, 1e8, 0.0005).map((row) => ({ ...row, params: params === 4e6 ? 1e7 : params })),
  );
  const scattered = await optimalHyperparameter(bent, { column: "weight_decay", noise: 0.0005, replicates: 100 });
  assert.deepEqual(codes(scattered), ["optima-scatter"]);
  // Student's interval of the scatter, t(.975, 2) = 4.303, and nearly nothing of the noise: the draws' ends within a third of it.
  const { params } = (await optimalHyperparameter(bent, { column: "weight_decay", noise: 0.0005, replicates: 4000 })).trends;
  assert.ok("exponent" in params && params.freedom === 2 && params.exponent.interval && params.standardError);
  const half = (params.exponent.interval.high - params.exponent.interval.low) / 2;
  assert.ok(Math.abs(half / (4.303 * params.standardError) - 1) < 0.2, `${half} against ${4.303 * params.standardError}`);
});

test("epochs have a bowl of their own, after the best over the other columns", async () => {
  const rows = [1, 2, 4, 8, 16, 32].flatMap((epochs) =>
    cell(1e6, 1e8, 0.0005).map((row) => ({
      ...row,
      run: `${row.run}-${epochs}`,
      epochs,
      tokens: 1e8 * epochs,
      loss: row.loss + 0.05 * Math.log(epochs / 6) ** 2,
    })),
  );
  const wanted = { column: "epochs", noise: 0.0005, replicates: 50 };
  await assert.rejects(optimalHyperparameter(rows, wanted), /params=1000000, unique_tokens=100000000.*differ in weight_decay/);
  const [bowl] = (await optimalHyperparameter(bestOver(rows, ["weight_decay"], ["params", "epochs"]), wanted)).bowls;
  close(bowl?.best.value, 6, 0.5);
  assert.deepEqual([bowl?.fit?.law.id, bowl?.timesStandard.value, bowl?.timesLearningRate.value], ["epochs-bowl", undefined, undefined]);
});

test("columns that are no quantity, windows and rows without the column are refused", async () => {
  const rows = cell(1e6, 1e8);
  await assert.rejects(
    optimalHyperparameter(
      rows.map((row, i) => ({ ...row, learningRate: 1e-3 * 2 ** Math.abs(i - 3 + 0.1), weightDecay: 0.1 })),
      { column: "learning_rate" },
    ),
    /Cannot fit a bowl along "learning_rate"/,
  );
  await assert.rejects(optimalHyperparameter(rows, { column: "weight_decay", window: 1 }), /window 1/);
  const { weightDecay: _, ...without } = rows[0] as Observation;
  await assert.rejects(optimalHyperparameter([...rows, without], { column: "weight_decay" }), /made:1: Cannot place run/);
});

test("the shipped runs: best weight decay per size as a second implementation (scipy.optimize.least_squares) has it", async () => {
  const { runs } = await loadRuns(["runs/kjv-tiny"]);
  const where = ["family=ar", "recipe=standard|regularized", "unique_tokens=51200", "epochs=16"];
  const rows = observations(runs, { where }).observations;
  const { bowls, noise, trends } = await optimalHyperparameter(rows, { column: "weight_decay", by: ["params"], replicates: 200 });
  const wanted = [0.7038216, 1.1089154, 2.3974177, 4.9663569, 8.0755475];
  bowls.forEach(({ best, lowest }, i) => {
    close(best.value, wanted[i] as number, 1e-6 * (wanted[i] as number));
    assert.ok((lowest.between[0] ?? 0) < (best.value as number) && (best.value as number) < (lowest.between[1] ?? 0));
  });
  assert.equal(bowls.length, 5);
  close(noise === undefined ? undefined : noise * 3.6, 0.008, 0.002);
  // numpy.polyfit of the logarithms above.
  assert.ok("exponent" in trends.params);
  close(trends.params.exponent.value, 0.684656, 1e-5);
});

test(
  "30 × standard practice is 3.2/0.1 on a grid of doublings: 32, between 16 and 64",
  requires("infinite-compute/tuned_hparams.csv"),
  () => {
    const grid = [0, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4];
    const tuned = readTable("infinite-compute/tuned_hparams.csv").filter(
      (row) => row.recipe === "regularized" && row.unique_tokens === "209715200" && !row.note,
    );
    const largest = Math.max(...tuned.slice(0, 4).map((row) => Number(row.weight_decay)));
    assert.deepEqual(timesStandardPractice(largest, grid), { value: 32, between: [16, 64] });
    assert.deepEqual(timesStandardPractice(6.4, grid).between, [32, undefined]);
    assert.deepEqual(timesStandardPractice(0.8, grid), { value: 8, between: [4, 16] });
    assert.throws(() => timesStandardPractice(3, grid), /Cannot place 3 in the grid/);
  },
);
