import assert from "node:assert/strict";
import { test } from "node:test";
import { baseTransport } from "../../../src/analyze/versus/baseTransport.ts";
import { constantRepeats } from "../../../src/analyze/versus/constantRepeats.ts";
import { oneEpochReduction } from "../../../src/analyze/versus/oneEpochReduction.ts";
import { optimalSize } from "../../../src/analyze/versus/optimalSize.ts";
import { dataConstrained } from "../../../src/laws/dataConstrained.ts";
import { growingRepeats } from "../../../src/laws/growingRepeats.ts";
import type { Example, Law } from "../../../src/laws/law.ts";
import { power } from "../../../src/laws/power.ts";
import { simulate } from "../../../src/simulate/simulate.ts";
import { rowsOf } from "../../rows.ts";

const example = dataConstrained.example as Example;
const C4 = dataConstrained.published[0]?.theta as Record<string, number>;

test("a base law that holds on one's own one-epoch runs is quiet, another is not", () => {
  // Sizes up to the optimal one: there the law at one epoch is its base.
  const rows = rowsOf(simulate(dataConstrained, example.theta, { N: [1e5, 4e5, 1.6e6], U: [1e8, 8e8, 6e9], epochs: [1, 4] }, 0.002, 1));
  const own = baseTransport(example.theta, rows, { starts: 8 });
  assert.equal(own.rows, 9);
  assert.ok(own.held.r2 > 0.99, String(own.held.r2));
  assert.deepEqual(own.diagnostics, []);
  const other = baseTransport({ ...example.theta, A: 300 }, rows, { starts: 8 });
  assert.ok(other.held.r2 < 0.9 && "r2" in other.refitted && other.refitted.r2 > 0.99);
  assert.deepEqual(
    other.diagnostics.map((d) => d.code),
    ["base-not-transported"],
  );
  const repeated = rows.filter((row) => (row.epochs as number) > 1);
  assert.throws(() => baseTransport(C4, repeated), /0 of 9 rows are of one epoch/);
});

test("one-epoch rows above the optimal size do not count against a base that is exact", () => {
  // U_N of 1e8 tokens under C4 is 5.1M: far above it the law lies well above its base.
  const rows = rowsOf(simulate(dataConstrained, C4, { N: [3e6, 5e6, 1e9, 4e9], U: [1e8, 1.2e8, 1.5e8], epochs: [1] }, 0, 1));
  const found = baseTransport(C4, rows, { starts: 8 });
  assert.equal(found.rows, 6);
  assert.ok(found.held.r2 > 1 - 1e-9, String(found.held.r2));
  assert.deepEqual(found.diagnostics, []);
  assert.equal(found.all.rows, 12);
  assert.ok(found.all.held.r2 < 0.9, String(found.all.held.r2));
  const above = rows.filter((row) => (row.params as number) > 1e7);
  assert.throws(() => baseTransport(C4, above), /6 of 6 rows are of one epoch, and 0 of them have N up to the optimal size/);
});

test("at one epoch the law is its base up to the optimal size, and worse above it", () => {
  // arXiv:2305.16264, eq. 14 with the published C4 values, by numpy: 5.297 against 4.900.
  const above = oneEpochReduction(dataConstrained, C4, { N: 1e8, U: 1e8 });
  assert.deepEqual([above.loss.toFixed(3), above.base.toFixed(3)], ["5.297", "4.900"]);
  // The notebook of the paper prints U_N of 100M, 400M and 1.5B unique tokens.
  assert.deepEqual(
    [1e8, 4e8, 1.5e9].map((U) => Math.round(optimalSize(C4, U))),
    [5098652, 20394607, 76479776],
  );
  assert.equal(above.optimalSize, optimalSize(C4, 1e8));
  for (const N of [1e5, 1e6, above.optimalSize]) assert.ok(Math.abs(oneEpochReduction(dataConstrained, C4, { N, U: 1e8 }).excess) < 1e-12);
  assert.ok(oneEpochReduction(dataConstrained, C4, { N: 1.1 * above.optimalSize, U: 1e8 }).excess > 0);
  assert.throws(() => oneEpochReduction(power, { E: 1, A: 1, alpha: 1 }, { N: 1, U: 1 }), /it lacks some of E, A, B/);
});

const design = { N: [3e5, 3e6, 3e7], U: [1e8, 4e8, 1.6e9, 6.4e9], epochs: [1, 3, 8, 20, 60] };
const rowsOfLaw = (law: Law, theta: Readonly<Record<string, number>>) => rowsOf(simulate(law, theta, design, 0.002, 3));

test("one number of repeats for all unique tokens is not said to change", () => {
  const found = constantRepeats(rowsOfLaw(dataConstrained, example.theta), { fit: { starts: 8 } });
  assert.deepEqual(
    found.levels.map(({ U, rows }) => [U[0], rows]),
    design.U.map((U) => [U, 15]),
  );
  assert.ok(found.byLevel.p > 0.01, String(found.byLevel.p));
  assert.equal(found.trend, "none");
  assert.equal(found.baseRefitted, true);
  assert.deepEqual(found.diagnostics, []);
});

test("repeats that grow with the unique tokens are said to grow", () => {
  const theta = (growingRepeats.example as Example).theta;
  const found = constantRepeats(rowsOfLaw(growingRepeats, { ...theta, g: 0.4 }), { fit: { starts: 8 } });
  assert.equal(found.trend, "grows");
  assert.ok(Math.abs(found.growth.value - 0.4) < 0.05, String(found.growth.value));
  assert.ok(Math.abs((found.acrossLevels?.exponent as number) - 0.4) < 0.1);
  assert.deepEqual(
    found.diagnostics.map((d) => d.code),
    ["repeats-not-constant"],
  );
  const [least, most] = [found.levels[0], found.levels.at(-1)];
  assert.ok((least?.value as number) < (most?.value as number));
});

test("levels of unique tokens can be pooled; one level is refused", () => {
  const rows = rowsOfLaw(dataConstrained, example.theta);
  const pooled = constantRepeats(rows, { upTo: [5e8], fit: { starts: 8 } });
  assert.deepEqual(
    pooled.levels.map(({ U }) => U),
    [
      [1e8, 4e8],
      [1.6e9, 6.4e9],
    ],
  );
  assert.equal(pooled.trend, "not-tested");
  assert.throws(() => constantRepeats(rows.filter((row) => row.uniqueTokens === 1e8)), /all 15 rows have one level/);
});
