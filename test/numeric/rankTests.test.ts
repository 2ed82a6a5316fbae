import assert from "node:assert/strict";
import { test } from "node:test";
import { incompleteBeta } from "../../src/numeric/incompleteBeta.ts";
import { correlationOfRanks, holm, ranks, signTest } from "../../src/numeric/rankTests.ts";

const near = (got: number, expected: number, tolerance: number): void =>
  assert.ok(Math.abs(got - expected) <= tolerance * Math.max(Math.abs(expected), 1e-300), `${got}, not ${expected}`);

test("the incomplete beta function, against scipy.special.betainc", () => {
  near(incompleteBeta(0.3, 2.5, 0.5), 0.01892712407194565, 1e-10);
  near(incompleteBeta(0.93, 300, 20), 0.2737988038953815, 1e-9);
  near(incompleteBeta(0.5, 50000, 50300), 0.8282489113182139, 1e-7);
  near(incompleteBeta(0.7, 1, 1), 0.7, 1e-12);
  assert.deepEqual([incompleteBeta(0, 2, 3), incompleteBeta(1, 2, 3)], [0, 1]);
});

test("ranks share ties, and their correlation has scipy.stats.spearmanr's p value", () => {
  assert.deepEqual(ranks([3, 1, 3, 2]), [3.5, 1, 3.5, 2]);
  const { correlation, p } = correlationOfRanks(ranks([1, 2, 3, 4, 5, 6, 7, 8]), ranks([2, 1, 4, 3, 7, 6, 8, 5]));
  near(correlation, 0.7857142857142858, 1e-12);
  near(p, 0.020815127253525276, 1e-9);
});

test("the sign test is exact, as scipy.stats.binomtest", () => {
  near(signTest(3, 17), 0.0025768280029296875, 1e-9);
  near(signTest(17, 3), 0.0025768280029296875, 1e-9);
  assert.equal(signTest(5, 5), 1);
});

test("Holm's rule by hand: 3 × .01, 2 × .02, and never below the one before", () => {
  const adjusted = holm([0.02, 0.01, 0.03]);
  near(adjusted[1] as number, 0.03, 1e-12);
  near(adjusted[0] as number, 0.04, 1e-12);
  near(adjusted[2] as number, 0.04, 1e-12);
  assert.deepEqual(holm([0.9, 0.8]), [1, 1]);
});
