import assert from "node:assert/strict";
import { test } from "node:test";
import { limitsBySeed } from "../../../src/analyze/recipes/limitSeeds.ts";
import { loadRuns, memberLimit, type Observation, observations, sizeLimit } from "../../../src/index.ts";
import { parseLog } from "../../../src/ingest/index.ts";
import { readText, requires } from "../../reference/data.ts";

// Fits up to each smaller value: how limits move, and what is predicted of the values that are held out.

const model = (params: number, seed = 0, above = 0): Observation => ({
  run: `${params}-${seed}`,
  source: { file: "log.csv", line: 2 },
  checkpoint: "final",
  recipe: "regularized",
  uniqueTokens: 2e8,
  params,
  seed,
  loss: 3 + above + (3e7 / params) ** 0.9,
  fields: {},
});
const SIZES = [1e8, 2e8, 4e8, 8e8, 1.6e9];

test("without noise every smaller fit has the limit and predicts the rest; the first is exact", async () => {
  const { smaller, heldOut } = await sizeLimit(
    SIZES.map((n) => model(n)),
    { replicates: 20 },
  );
  assert.deepEqual(
    smaller.map(({ upTo, places, exact, status, points }) => [upTo, places, exact, status === "exact", points.length]),
    [
      [4e8, 3, true, true, 2],
      [8e8, 4, false, false, 1],
    ],
  );
  for (const { limit, points } of smaller) {
    assert.ok(Math.abs((limit.value as number) - 3) < 1e-4);
    for (const { error } of points) assert.ok(Math.abs(error) < 1e-5);
  }
  assert.ok(smaller[0]?.limit.interval === undefined && smaller[0]?.points.every(({ interval }) => interval === undefined));
  assert.ok(smaller[1]?.points[0]?.interval);
  assert.ok("points" in heldOut);
  assert.deepEqual([heldOut.held, heldOut.exact, heldOut.points], [1.6e9, false, smaller[1]?.points]);
});

test("known noise gives an exact fit an interval; too few sizes give no smaller fit, and the reason", async () => {
  const four = SIZES.slice(0, 4).map((n) => model(n));
  const { smaller } = await sizeLimit(four, { replicates: 50, noise: 0.001 });
  const interval = smaller[0]?.points[0]?.interval;
  assert.ok(smaller.length === 1 && smaller[0]?.exact && interval && interval.low < 3 + (3e7 / 8e8) ** 0.9 && interval.high > interval.low);
  const three = await sizeLimit(four.slice(0, 3));
  assert.deepEqual(three.smaller, []);
  assert.ok("reason" in three.heldOut && /without N = 400000000, 2 places are left for 3 parameters/.test(three.heldOut.reason));
});

test("a limit by seed wants all sizes with two seeds or more", async () => {
  const two = SIZES.flatMap((n) => [model(n, 0), model(n, 1, 0.05)]);
  const found = limitsBySeed(await sizeLimit(two, { replicates: 10 }));
  assert.deepEqual(
    found.map(({ seed, limit }) => [seed, limit?.toFixed(3)]),
    [
      [0, "3.000"],
      [1, "3.050"],
    ],
  );
  const once = two.filter(({ params, seed }) => seed === 0 || params !== 1e8);
  assert.deepEqual(limitsBySeed(await sizeLimit(once, { replicates: 10 })), []);
});

/** Limits from at most 3, 4 and all 5 members of the shipped ensembles, by scipy.optimize.least_squares. */
const SCIPY: readonly (readonly [number, number, number, number])[] = [
  [41660, 3.489307, 3.489165, 3.489119],
  [104780, 3.345383, 3.345044, 3.344937],
  [271674, 3.435586, 3.435265, 3.435169],
  [698550, 3.414532, 3.414203, 3.414094],
  [1707504, 3.455998, 3.454972, 3.454646],
];

test("the shipped ensembles: limits from fewer members as by scipy", async () => {
  const rows = observations((await loadRuns(["runs/kjv-tiny/ensembles"])).runs).observations;
  for (const [params, ...limits] of SCIPY) {
    const found = await memberLimit(
      rows.filter((row) => row.params === params),
      { replicates: 20 },
    );
    assert.deepEqual(
      [...found.smaller, found].map(({ limit }) => limit.value?.toFixed(6)),
      limits.map((limit) => limit.toFixed(6)),
    );
    assert.deepEqual(
      found.smaller.map(({ upTo, exact }) => [upTo, exact]),
      [
        [3, true],
        [4, false],
      ],
    );
  }
});

const RUNS = "infinite-compute/runs_200m.csv";

test("published: the law of the four smaller models predicts 1.5B and 3.2B to .005 and .008", requires(RUNS), async () => {
  const { runs } = parseLog({ file: RUNS, text: readText(RUNS), map: { params: "params_nominal_b" } });
  const { smaller } = await sizeLimit(observations(runs, { where: ["recipe=regularized"] }).observations, { replicates: 100 });
  const four = smaller.find(({ upTo }) => upTo === 1.4);
  assert.equal(four?.limit.value?.toFixed(4), "3.4294");
  assert.deepEqual(
    four?.points.map(({ at, error }) => [at.N, error.toFixed(4)]),
    [
      [1.5, "0.0051"],
      [3.2, "0.0081"],
    ],
  );
  assert.ok(four?.points.every(({ observed, interval }) => interval && interval.low < observed && observed < interval.high));
});
