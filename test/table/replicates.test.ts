import assert from "node:assert/strict";
import { test } from "node:test";
import type { Field, Observation } from "../../src/run.ts";
import { replicateNoise } from "../../src/table/replicates.ts";

const run = (loss: number, seed?: number, fields: Record<string, Field> = {}): Observation => ({
  run: `r${loss}`,
  source: { file: "t", line: 1 },
  checkpoint: "final",
  params: 1e6,
  loss,
  ...(seed !== undefined && { seed }),
  fields,
});

test("runs that state one and the same seed are no replicates; of two seeds each counts once", () => {
  assert.equal(replicateNoise([run(3, 0), run(3.1, 0)]), undefined);
  assert.equal(replicateNoise([run(3, 0), run(3.1, 1)])?.degreesOfFreedom, 1);
  // The mean of two log losses of seed 0 against one of seed 1: their spread is |difference|/√2.
  const noise = replicateNoise([run(3, 0), run(3.2, 0), run(3.1, 1)]);
  const gap = (Math.log(3) + Math.log(3.2)) / 2 - Math.log(3.1);
  assert.equal(noise?.degreesOfFreedom, 1);
  assert.ok(Math.abs((noise?.sd as number) - Math.abs(gap) / Math.SQRT2) < 1e-15);
});

test("runs without a seed count each for itself, and seeds in raw columns are seeds", () => {
  assert.equal(replicateNoise([run(3), run(3.1), run(3.2)])?.degreesOfFreedom, 2);
  assert.equal(replicateNoise([run(3, 0, { data_seed: 1 }), run(3.1, 0, { data_seed: 2 })])?.degreesOfFreedom, 1);
  assert.equal(replicateNoise([run(3, undefined, { init_seed: 4 }), run(3.1, undefined, { init_seed: 4 })]), undefined);
});
