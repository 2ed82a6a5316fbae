import assert from "node:assert/strict";
import { test } from "node:test";
import { percentile } from "../../src/fit/intervals.ts";

const HALF = Array.from({ length: 1000 }, (_, i) => i);

test("quantiles of finite draws are interpolated, and NaN is no draw", () => {
  const { low, high } = percentile([...HALF, Number.NaN], 0.95, "parametric");
  // Positions .025·999 and .975·999 of 0 … 999.
  assert.deepEqual([low.toFixed(9), high.toFixed(9)], ["24.975000000", "974.025000000"]);
});

test("an end among draws without end is without end, and no NaN", () => {
  const above = HALF.map((x) => (x < 930 ? x : Number.POSITIVE_INFINITY));
  assert.deepEqual(percentile(above, 0.95, "parametric").high, Number.POSITIVE_INFINITY);
  assert.equal(percentile(above, 0.95, "parametric").low.toFixed(9), "24.975000000");
  const below = HALF.map((x) => (x < 70 ? Number.NEGATIVE_INFINITY : x));
  assert.equal(percentile(below, 0.95, "parametric").low, Number.NEGATIVE_INFINITY);
});

test("draws without end that are too few to reach the interval leave its end finite", () => {
  const few = HALF.map((x) => (x < 990 ? x : Number.POSITIVE_INFINITY));
  assert.ok(Number.isFinite(percentile(few, 0.95, "parametric").high));
});

test("how far another seed would put the ends: √(p(1 − p)/n) of a uniform draw's range, and less with more draws", () => {
  const { chance } = percentile(HALF, 0.95, "parametric");
  const expected = 999 * Math.sqrt((0.025 * 0.975) / 1000);
  assert.ok(Math.abs((chance?.low as number) - expected) < 1e-9 && Math.abs((chance?.high as number) - expected) < 1e-9);
  assert.deepEqual(percentile([2, 2, 2], 0.95, "parametric").chance, { low: 0, high: 0 });
  const open = percentile(
    HALF.map((x) => (x < 930 ? x : Number.POSITIVE_INFINITY)),
    0.95,
    "parametric",
  );
  assert.equal(open.chance?.high, 0, "an end without end has no digits");
});
