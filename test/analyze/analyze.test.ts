import assert from "node:assert/strict";
import { test } from "node:test";
import { asymptote, lowest } from "../../src/analyze/asymptote.ts";
import { observedCrossover } from "../../src/analyze/crossover.ts";
import { extrapolation, predict } from "../../src/analyze/predict.ts";
import { estimate, predictorOf } from "../../src/analyze/predictor.ts";
import { bootstrap } from "../../src/fit/draws.ts";
import { fit } from "../../src/fit/fit.ts";
import { withIntervals } from "../../src/fit/intervals.ts";
import type { Fit } from "../../src/fit/types.ts";
import { chinchilla } from "../../src/laws/chinchilla.ts";
import { dataConstrained } from "../../src/laws/dataConstrained.ts";
import { lawIn } from "../../src/laws/define.ts";
import type { Example, Law } from "../../src/laws/law.ts";
import { overfitPenalty } from "../../src/laws/overfitPenalty.ts";
import { power } from "../../src/laws/power.ts";
import { simulate } from "../../src/simulate/simulate.ts";
import { rowsOf } from "../rows.ts";

async function fitted(law: Law, noise?: number): Promise<Fit> {
  const { theta, design, noise: usual } = law.example as Example;
  const bare = fit(law, rowsOf(simulate(law, theta, design, noise ?? usual, 1)));
  return withIntervals(bare, await bootstrap(bare, { replicates: 60 }));
}

test("an asymptote is the law's limit, with an interval around it", async () => {
  const found = asymptote(await fitted(lawIn(power, "K")));
  assert.equal(found.kind, "asymptote");
  if (found.kind !== "asymptote") return;
  const { value, interval } = found.loss;
  assert.ok(Math.abs((value as number) - 3) < 0.01);
  assert.ok((interval?.low as number) < 3.005 && (interval?.high as number) > 2.995);
});

test("with unique tokens held, the data-constrained law's limit is its published floor", () => {
  const { theta } = dataConstrained.published[0] as (typeof dataConstrained.published)[number];
  const p = predictorOf(dataConstrained, theta);
  const { A, B, E, alpha, beta, RD, RN } = theta as Record<string, number> as {
    A: number;
    B: number;
    E: number;
    alpha: number;
    beta: number;
    RD: number;
    RN: number;
  };
  const U = 1e10;
  const UN = 0.05098651765365828 * U;
  const floor = E + A / (UN * (1 + RN)) ** alpha + B / (U * (1 + RD)) ** beta;
  assert.ok(Math.abs((p.limit({ U }, ["N", "D"]) as number) / floor - 1) < 1e-12);
});

test("a law that rises again has a lowest value and a place instead", async () => {
  const rising = await fitted(overfitPenalty);
  const found = asymptote(rising, { to: ["D"], at: { N: 1e9, U: 1e8 } });
  assert.equal(found.kind, "lowest");
  if (found.kind !== "lowest") return;
  const place = found.at.value as number;
  const at = (D: number): number => (predict(rising, [{ N: 1e9, U: 1e8, D }])[0] as { loss: number }).loss;
  assert.ok(at(place) < at(place * 1.2) && at(place) < at(place / 1.2));
  assert.ok((found.at.interval?.low as number) <= place && (found.at.interval?.high as number) >= place);
  const monotone = lowest(await fitted(chinchilla), "N", { range: [1e8, 1e12], at: { D: 1e10 } });
  assert.equal(monotone.at.value, undefined);
  assert.equal(monotone.at.missing, 1);
});

test("predictions have the interval of the mean, complete D from U and epochs, and say how far they reach", async () => {
  const found = await fitted(dataConstrained);
  const [a, b] = predict(found, [
    { N: 2e8, U: 1e8, epochs: 8 },
    { N: 2e8, U: 1e8, D: 8e8 },
  ]);
  assert.deepEqual(a, b);
  assert.ok((a?.low as number) < (a?.loss as number) && (a?.loss as number) < (a?.high as number));
  assert.throws(() => predict(found, [{ N: 2e8 }]), /D, U are not given/);
  assert.deepEqual(Object.keys(extrapolation(found, { N: 4e11, U: 1e8, D: 1e9 })), ["N"]);
  assert.ok(Math.abs((extrapolation(found, { N: 4e11 }).N as number) - 2) < 1e-9);
});

test("an estimate over draws counts those in which it does not exist", async () => {
  const found = await fitted(chinchilla);
  const at = { N: 1e9, D: 1e10 };
  const { value, missing } = estimate([found], (p) => (p.loss(at) > 0 ? undefined : 1));
  assert.equal(value, undefined);
  assert.equal(missing, 1);
  const gap = estimate([found, found], (p, q) => p.loss(at) - q.loss(at));
  assert.equal(gap.value, 0);
  assert.deepEqual([gap.interval?.low, gap.interval?.high], [0, 0]);
});

test("observed curves cross between the measurements that enclose it, or not at all", () => {
  const rising = { x: [1, 4, 16, 32], loss: [5, 4, 3.7, 4.1] };
  const falling = { x: [8, 16, 32, 64], loss: [4.6, 4.2, 3.95, 3.9] };
  const found = observedCrossover(rising, falling, 0.002);
  assert.equal(found.kind, "crossing");
  if (found.kind !== "crossing") return;
  assert.deepEqual(found.between, [16, 32]);
  assert.ok(found.x > 16 && found.x < 32);
  assert.ok(found.interval && found.interval.low < found.x && found.x < found.interval.high && found.missing === 0);
  assert.deepEqual([found.count, found.ahead], [1, "second"]);
  const best = { x: [1, 4, 16, 32], loss: [5, 4, 3.7, 3.7] };
  const none = { kind: "none", from: 8, to: 32, gap: 3.7 - 3.95, at: 32, ahead: "first", crossing: 0 };
  assert.deepEqual(observedCrossover(best, falling, 0.002), none);
});

test("the crossing of two power laws is recovered within its interval in most simulations", () => {
  // 5·x^−.3 + 3 and 6·x^−.5 + 3 cross where x^.2 = 1.2; measured at ten places with noise.
  const truth = 1.2 ** 5;
  const x = Array.from({ length: 10 }, (_, i) => 0.5 * 1.5 ** i);
  let inside = 0;
  for (let seed = 0; seed < 200; seed++) {
    const noisy = rowsNoise(seed, x.length * 2);
    const first = { x, loss: x.map((v, i) => (5 * v ** -0.3 + 3) * (noisy[i] as number)) };
    const second = { x, loss: x.map((v, i) => (6 * v ** -0.5 + 3) * (noisy[i + x.length] as number)) };
    const found = observedCrossover(first, second, 0.003, { draws: 200, seed });
    if (found.kind === "crossing" && found.interval && found.interval.low <= truth && truth <= found.interval.high) inside++;
  }
  assert.ok(inside >= 180, `${inside} of 200`);
});

function rowsNoise(seed: number, count: number): number[] {
  return rowsOf(
    simulate(lawIn(power, "K"), { E: 1, A: 1e-300, alpha: 1 }, { K: Array.from({ length: count }, (_, i) => i + 1) }, 0.003, seed),
  ).map((row) => row.loss);
}
