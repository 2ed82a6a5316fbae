import assert from "node:assert/strict";
import { test } from "node:test";
import { RunLogError } from "../../src/errors.ts";
import { findLaw } from "../../src/laws/find.ts";
import type { Example } from "../../src/laws/law.ts";
import { growingDesigns } from "../../src/simulate/growingDesigns.ts";
import { designOf, readDesign } from "../../src/simulate/readDesign.ts";
import { setupFrom } from "../../src/simulate/setupFrom.ts";
import { simulate } from "../../src/simulate/simulate.ts";
import { observations } from "../../src/table/observations.ts";

const LEVELS = { N: [1e7, 1e8, 1e9], U: [1e9], epochs: [1, 64] };

test("designs grow by levels between their ends, never beyond the runs asked for, each size once", () => {
  const designs = growingDesigns(LEVELS, [50, 4, 6, 7, 12], { by: "levels" });
  assert.deepEqual(
    designs.map((rows) => rows.length),
    [4, 6, 12, 49],
  );
  for (const rows of designs) {
    for (const [symbol, [low, high]] of Object.entries({ N: [1e7, 1e9], epochs: [1, 64], U: [1e9, 1e9] })) {
      const values = rows.map(({ at }) => at[symbol] as number);
      assert.deepEqual([Math.min(...values), Math.max(...values)], [low, high]);
    }
  }
  const sizes = new Set(designs[1]?.map(({ at }) => at.N));
  assert.deepEqual([...sizes], [1e7, 1e8, 1e9], "levels that were stated are kept where they are as many");
});

test("a limit on compute counts before the runs do", () => {
  const [rows = []] = growingDesigns({ N: [1e7, 1e9], D: [1e9, 1e11] }, [20], { by: "levels", maxCompute: 1e19 });
  assert.ok(rows.length > 12 && rows.length <= 20, String(rows.length));
  assert.ok(rows.every(({ at }) => 6 * (at.N as number) * (at.D as number) <= 1e19));
});

test("designs grow by replicates, each holding the one before, parts of the first drawn by the seed", () => {
  const [part = [], once = [], twice = []] = growingDesigns(LEVELS, [3, 6, 12], { by: "replicates", seed: 1 });
  assert.deepEqual(once.slice(0, 3), part);
  assert.deepEqual(twice.slice(0, 6), once);
  assert.deepEqual([...new Set(twice.map(({ setup }) => setup?.seed))], [1, 2]);
  assert.equal(new Set(once.map(({ at }) => JSON.stringify(at))).size, 6);
  assert.notDeepEqual(growingDesigns(LEVELS, [3], { by: "replicates", seed: 2 })[0], part);
});

test("sizes that cannot be are refused, and a design of rows cannot grow by levels", () => {
  for (const runs of [[], [0], [2.5], [1e9], [Number.NaN]])
    assert.throws(() => growingDesigns(LEVELS, runs, { by: "levels" }), /Cannot grow a design to .* whole numbers from 1 to 10000/);
  assert.throws(() => growingDesigns([{ at: { N: 1 } }], [2], { by: "levels" }), /Cannot grow a design of rows by levels/);
  assert.deepEqual(growingDesigns(LEVELS, [3], { by: "levels" }), [], "two levels of two quantities are four runs");
});

test("a design is read from CSV by the glossary's words; what is no plan is passed over", () => {
  assert.deepEqual(readDesign("plan.csv", "run,n_params,U,epochs,wd,family,val_loss\na,1e8,1e9,4,0.1,mdm,3.1\n"), [
    { at: { N: 1e8, U: 1e9, epochs: 4, lambda: 0.1 }, setup: { family: "mdm" } },
  ]);
  assert.throws(
    () => readDesign("plan.csv", "params,tokens\n1e8,1e9\nlarge,1e9\n"),
    (error) => error instanceof RunLogError && /^plan.csv:3: Cannot read params "large" of a design/.test(error.message),
  );
  assert.throws(() => readDesign("plan.csv", "params\n"), /plan.csv: Cannot find any row/);
});

test("a design is taken from rows as they were trained", () => {
  const law = findLaw("data-constrained");
  const { theta } = law.example as Example;
  const design = [{ at: { N: 1e8, U: 1e9, D: 4e9 }, setup: { family: "ar" as const, seed: 3 } }];
  const [row] = designOf(observations(simulate(law, theta, design, 0, 1)).observations);
  assert.deepEqual(row?.at, { N: 1e8, K: 1, D: 4e9, U: 1e9, C: 6 * 1e8 * 4e9 });
  assert.deepEqual(row?.setup, { lossKind: "nll", family: "ar", seed: 3 });
});

test("what runs state besides is read by the glossary, and refused where it is no setup", () => {
  assert.deepEqual(setupFrom({ family: "mdm", vocab: "50257", weight_decay: "0.1" }), {
    family: "mdm",
    vocab: 50257,
    weightDecay: 0.1,
  });
  assert.throws(() => setupFrom({ params: "1e8" }), /"params" of simulated runs: it is a quantity of the design/);
  assert.throws(() => setupFrom({ colour: "red" }), /no word of the glossary/);
  assert.throws(() => setupFrom({ family: "cnn" }), /Cannot state family "cnn"/);
  assert.throws(() => setupFrom({ vocab: "many" }), /Cannot state vocab "many"/);
});
