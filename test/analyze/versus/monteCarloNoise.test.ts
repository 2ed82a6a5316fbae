import assert from "node:assert/strict";
import { test } from "node:test";
import { monteCarloNoise, pointNoise } from "../../../src/analyze/versus/monteCarloNoise.ts";
import { IsolossError } from "../../../src/errors.ts";
import { random } from "../../../src/numeric/random.ts";
import type { Run } from "../../../src/run.ts";

const near = (a: number, b: number, within: number): void => assert.ok(Math.abs(a / b - 1) < within, `${a} against ${b}`);

test("the noise of a point has the seeds' variance and one over the samples of a sample's", () => {
  const [seeds, single] = [0.004, 0.012];
  const at = (m: number): number => Math.hypot(seeds, single / Math.sqrt(m));
  for (const m of [1, 2, 16, 1000]) near(pointNoise({ sd: at(16), mcSamples: 16, single }, m), at(m), 1e-12);
  // An exact loss has no samples, and replicates of one have no noise of them to take off.
  assert.equal(pointNoise({ sd: seeds, single }, undefined), seeds);
  near(pointNoise({ sd: seeds, single }, 4), at(4), 1e-12);
});

test("without the noise of a sample the result is an upper bound whatever the share of sampling is", () => {
  for (const share of [0, 0.3, 1])
    for (const m of [1, 4, 64]) {
      const truth = Math.sqrt(1 - share + (share * 16) / m);
      assert.ok(pointNoise({ sd: 1, mcSamples: 16 }, m) >= truth * (1 - 1e-12), `${share} ${m}`);
    }
  assert.equal(pointNoise({ sd: 1, mcSamples: 16 }, 1), 4);
  assert.equal(pointNoise({ sd: 1, mcSamples: 16 }, 64), 1);
});

const twice = (k: number, single: number): Run => {
  const draw = random(5, k);
  const loss = 3 * Math.exp(0.01 * draw.normal());
  const seen = (m: number): number => loss * Math.exp((single / Math.sqrt(m)) * draw.normal());
  const source = { file: `${k}.jsonl`, line: 1 };
  const points = [{ source, loss: seen(2), mcSamples: 2, fields: {} }];
  return { run: `r${k}`, source, lossKind: "elbo", finalLoss: seen(16), mcSamplesFinal: 16, fields: {}, points };
};

test("bounds that were measured twice give back the noise of one sample", () => {
  const runs = Array.from({ length: 2000 }, (_, k) => twice(k, 0.02));
  const found = monteCarloNoise(runs);
  // 2000 squares are known to 1/√1000, their root to half of that; three times it.
  near(found.single, 0.02, 3 / Math.sqrt(4000));
  assert.ok(Math.abs(found.offset) < (3 * 0.02 * 0.75) / Math.sqrt(2000), String(found.offset));
  assert.equal(found.runs, 2000);
});

test("runs that say nothing of sampling are passed over, and none at all is refused", () => {
  const run = twice(1, 0.02);
  for (const other of [
    { ...run, lossKind: "nll" as const },
    { ...run, complete: false },
    { ...run, mcSamplesFinal: 2 },
  ]) {
    assert.throws(() => monteCarloNoise([other]), IsolossError);
    assert.equal(monteCarloNoise([run, other]).runs, 1);
  }
});
