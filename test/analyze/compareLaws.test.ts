import assert from "node:assert/strict";
import { test } from "node:test";
import { compareLaws } from "../../src/analyze/compareLaws.ts";
import { windows } from "../../src/analyze/expandingFolds.ts";
import { criteria } from "../../src/analyze/gaussian.ts";
import { difference } from "../../src/analyze/pairedDifference.ts";
import { IsolossError, UsageError } from "../../src/errors.ts";
import { fit } from "../../src/fit/fit.ts";
import { residuals } from "../../src/fit/residuals.ts";
import { chinchilla } from "../../src/laws/chinchilla.ts";
import { dataConstrained } from "../../src/laws/dataConstrained.ts";
import { findLaw } from "../../src/laws/find.ts";
import type { Example } from "../../src/laws/law.ts";
import { overfitPenalty } from "../../src/laws/overfitPenalty.ts";
import { simulate } from "../../src/simulate/simulate.ts";
import { rowsOf } from "../rows.ts";

const { theta } = chinchilla.example as Example;
const design = { N: [3e7, 1e8, 3e8, 1e9, 3e9, 1e10], D: [1e9, 4e9, 1.6e10, 6.4e10] };
const rows = rowsOf(simulate(chinchilla, theta, design, 0.002, 3));
const sizeOnly = findLaw("E + A/N^alpha");
const rational = findLaw("E + A/N^alpha + B/D");

test("the law that made the runs ranks first, and says how the others fall behind", async () => {
  const found = await compareLaws([sizeOnly, rational, chinchilla], rows);
  assert.deepEqual(
    found.laws.map((law) => law.name),
    ["chinchilla", rational.formula, sizeOnly.formula],
  );
  const [best, ...others] = found.laws;
  assert.equal(found.candidates, 6);
  assert.equal(best?.heldOut.toBest, undefined);
  assert.ok((best?.heldOut.rmsle as number) < 0.006, String(best?.heldOut.rmsle));
  for (const { heldOut } of others) assert.ok((heldOut.toBest?.mean as number) > 0 && (heldOut.toBest?.se as number) > 0);
  for (const law of found.laws) {
    assert.ok(law.leaveOneOut && "rmsle" in law.leaveOneOut && law.leaveOneOut.fits === 24 && law.leaveOneOut.notConverged === 0);
    assert.equal(law.cannotRise, false);
  }
  assert.deepEqual(JSON.parse(JSON.stringify(found.folds)), found.folds);
});

test("a law that can rise ranks above one that cannot, which is flagged, where the loss rises", async () => {
  const { theta: truth, design: grid } = overfitPenalty.example as Example;
  const rising = rowsOf(simulate(overfitPenalty, truth, { ...grid, epochs: [1, 3, 8, 30, 100], U: [1e8, 8e8] }, 0.004, 1));
  const found = await compareLaws([dataConstrained, overfitPenalty], rising, {
    by: "epochs",
    fit: { tied: { beta: "alpha" }, starts: 16 },
  });
  assert.deepEqual(
    found.laws.map(({ name, cannotRise, options }) => [name, cannotRise, options.tied]),
    [
      ["overfit-penalty", false, { beta: "alpha" }],
      ["data-constrained", true, { beta: "alpha" }],
    ],
  );
});

test("every run is predicted once, by fits to smaller runs only, and no run is on both sides", () => {
  const twice = rows.flatMap((row) => [row, { ...row, tokens: (row.tokens as number) / 2 }]);
  for (const by of ["params", "tokens", "compute"] as const) {
    const folds = windows(twice, by, 6, 4);
    assert.ok(folds.length > 0 && folds.length <= 4);
    const seen = folds.flatMap((fold) => fold.heldOut);
    assert.equal(new Set(seen).size, seen.length, by);
    for (const fold of folds) {
      const trained = new Set(fold.train.map((i) => twice[i]?.run));
      assert.ok(
        fold.heldOut.every((i) => !trained.has(twice[i]?.run)),
        by,
      );
      assert.ok(fold.trainRows >= 6 && fold.trainRows + fold.heldOutRows <= twice.length);
    }
  }
});

test("a law with more parameters than a fold has rows is named with the reason, last, and takes no fold from the others", async () => {
  const few = rowsOf(simulate(chinchilla, theta, { N: [3e7, 1e8, 1e9, 1e10], D: [1e9, 4e9, 2e10] }, 0.002, 1));
  const large = findLaw("E + A/N^alpha + B/D^beta + P*(N/D)^kappa + Q*N^mu/D^nu");
  const found = await compareLaws([large, chinchilla, sizeOnly], few);
  const last = found.laws.at(-1);
  assert.equal(last?.name, large.formula);
  assert.deepEqual(last?.heldOut.failed.length, found.folds.length);
  assert.match(last?.heldOut.failed[0]?.reason ?? "", /9 rows for 10 parameters/);
  assert.equal(last?.heldOut.rmsle, undefined);
  assert.ok(last?.status === undefined || last.r2 !== undefined);
  assert.ok(found.laws.slice(0, 2).every(({ heldOut }) => heldOut.failed.length === 0));
});

test("AIC and BIC by hand: n(ln 2πS/n + 1) + 2(P + 1), and ln n for the 2", async () => {
  const [n, S, P] = [24, 0.0012, 5];
  const deviance = 24 * (Math.log(2 * Math.PI * 0.00005) + 1);
  assert.ok(Math.abs(criteria(S, n, P).aic - (deviance + 12)) < 1e-9);
  assert.ok(Math.abs(criteria(S, n, P).bic - (deviance + 6 * Math.log(24))) < 1e-9);
  const squared = residuals(fit(chinchilla, rows, { loss: "squared" })).reduce((sum, { residual }) => sum + residual ** 2, 0);
  const [best] = (await compareLaws([chinchilla, sizeOnly], rows)).laws;
  assert.ok(Math.abs((best?.gaussian?.aic as number) - criteria(squared, rows.length, 5).aic) < 1e-6);
});

test("a paired difference by hand, clustered by run", () => {
  const own = new Map([
    [0, 3],
    [1, 1],
    [2, 2],
  ]);
  const zero = new Map([...own.keys()].map((i) => [i, 0]));
  // Gaps 9, 1, 4 about 14/3: runs a (9 + 1) and b (4) leave 2/3 and −2/3, so the variance is 2·(8/9)/9.
  const found = difference(own, zero, ["a", "a", "b"]);
  assert.ok(Math.abs((found?.mean as number) - 14 / 3) < 1e-12);
  assert.ok(Math.abs((found?.se as number) - Math.sqrt(16 / 81)) < 1e-12);
  assert.equal(difference(own, zero, ["a", "a", "a"])?.se, undefined);
  assert.equal(difference(own, new Map(), ["a"]), undefined);
});

test("refuses what cannot be compared", async () => {
  const is = (kind: typeof IsolossError, pattern: RegExp) => (error: unknown) => error instanceof kind && pattern.test(error.message);
  await assert.rejects(compareLaws([chinchilla], rows), is(UsageError, /1 law: expected at least two/));
  await assert.rejects(compareLaws([chinchilla, chinchilla], rows), is(UsageError, /with itself/));
  await assert.rejects(compareLaws([chinchilla, sizeOnly], rows, { by: "size" as "params" }), is(UsageError, /by "size"/));
  await assert.rejects(compareLaws([chinchilla, sizeOnly], rows, { fit: { fixed: { RD: 3 } } }), is(UsageError, /RD: none of the 2 laws/));
  await assert.rejects(compareLaws([chinchilla, sizeOnly], rows, { each: { kaplan: {} } }), is(UsageError, /"kaplan": it is not compared/));
  await assert.rejects(compareLaws([chinchilla, findLaw("accuracy-sigmoid")], rows), is(UsageError, /loss and accuracy/));
  await assert.rejects(compareLaws([chinchilla, sizeOnly], rows, { by: "epochs" }), is(IsolossError, /synthetic:1: .* has none/));
  const three = rows.filter((row) => (row.params as number) <= 3e8);
  await assert.rejects(compareLaws([chinchilla, sizeOnly], three), is(IsolossError, /3 levels .* expected at least 3 levels/));
});

test("an interrupt is heard between laws", async () => {
  const stop = new AbortController();
  const run = compareLaws([chinchilla, sizeOnly], rows, { signal: stop.signal, onProgress: () => stop.abort() });
  await assert.rejects(run, { name: "AbortError" });
});
