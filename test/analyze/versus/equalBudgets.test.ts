import assert from "node:assert/strict";
import { test } from "node:test";
import { computeConvention } from "../../../src/analyze/versus/computeConvention.ts";
import { criticalComputeMeasured } from "../../../src/analyze/versus/criticalComputeMeasured.ts";
import { equalBudgets } from "../../../src/analyze/versus/equalBudgets.ts";
import { IsolossError } from "../../../src/errors.ts";
import { finals } from "./pair.ts";

/** MDM needs 16 times the tokens of AR and then goes lower; AR overfits from 4 epochs on. */
const ar = finals("ar", [1, 2, 4, 8], (e) => ({ 1: 4, 2: 3.6, 4: 3.4, 8: 3.9 })[e] as number);
const mdm = finals("mdm", [4, 8, 32, 64], (e) => ({ 4: 4.2, 8: 4, 32: 3.5, 64: 3.2 })[e] as number);

test("the same rows give AR at equal compute and tokens, and MDM at equal unique tokens", () => {
  const [compute, tokens, unique] = equalBudgets([...ar, ...mdm], { noise: 0.005 });
  assert.deepEqual([compute?.by, compute?.lower, compute?.compute], ["compute", "ar", "6·N·D"]);
  assert.deepEqual([tokens?.by, tokens?.lower, tokens?.compute], ["tokens", "ar", undefined]);
  assert.deepEqual(
    tokens?.places.map(({ x, ar: a, mdm: b }) => [x, a.loss, b.loss]),
    [
      [4e8, 3.4, 4.2],
      [8e8, 3.4, 4],
    ],
  );
  assert.deepEqual([unique?.lower, unique?.places.length, unique?.places[0]?.lower], ["mdm", 1, "mdm"]);
  assert.deepEqual([unique?.places[0]?.ar.source, unique?.places[0]?.mdm.source], ["ar.csv:4", "mdm.csv:5"]);
});

test("losses within two standard errors are not told apart, and replicates narrow them", () => {
  const near = finals("mdm", [4], () => 3.37);
  const verdict = (mdmRows: typeof near, noise?: number) =>
    equalBudgets([...ar, ...mdmRows], noise === undefined ? {} : { noise })[2]?.places[0];
  assert.equal(verdict(near, 0.01)?.lower, undefined);
  assert.equal(verdict(near, 0.002)?.lower, "mdm");
  assert.equal(verdict(near)?.lower, undefined, "no noise is known");
  assert.equal(verdict([...near, ...finals("mdm", [4], () => 3.37, { seed: 1 })], 0.01)?.mdm.replicates, 2);
});

test("ensembles and students are left out, and one family alone is refused", () => {
  const ensemble = finals("ar", [4], () => 2, { recipe: "ensemble", members: 5 });
  assert.equal(equalBudgets([...ar, ...mdm, ...ensemble], { noise: 0.01 })[2]?.places[0]?.ar.loss, 3.4);
  assert.throws(() => equalBudgets(ar), IsolossError);
});

test("compute is told as 6·N·D, as logged, or as a mixture", () => {
  assert.equal(computeConvention(ar), "6·N·D");
  const logged = ar.map((row) => ({ ...row, compute: 1.3 * (row.compute as number) }));
  assert.deepEqual(
    [computeConvention(logged), computeConvention([...ar, ...logged]), computeConvention([])],
    ["logged", "mixed", "unknown"],
  );
});

test("measured critical compute: running bests against FLOP cross where MDM first comes below the best of AR", () => {
  const [found] = criticalComputeMeasured([...ar, ...mdm], { noise: 0.001 });
  assert.ok(found?.crossover.kind === "crossing");
  const at = (epochs: number): number => 6e16 * epochs;
  assert.deepEqual(found.crossover.between, [at(32), at(64)]);
  // −.1 at 32 epochs, +.2 at 64: a third of the way in ln C.
  assert.ok(Math.abs(found.crossover.x / (at(32) * 2 ** (1 / 3)) - 1) < 1e-9);
  assert.deepEqual([found.U, found.runs, found.compute], [1e8, { ar: 4, mdm: 4 }, "6·N·D"]);
  const short = criticalComputeMeasured([...ar, ...mdm.slice(0, 3)], { noise: 0.001 });
  assert.ok(short[0]?.crossover.kind === "none" && Math.abs(short[0].crossover.gap + 0.1) < 1e-9);
  assert.throws(() => criticalComputeMeasured(ar), IsolossError);
});
