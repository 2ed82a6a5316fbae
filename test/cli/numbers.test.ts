import assert from "node:assert/strict";
import { test } from "node:test";
import { amount, count, estimateText, intervalText, short, valueText } from "../../src/cli/numbers.ts";
import { table } from "../../src/cli/table.ts";
import { csvText as csv } from "../../src/csvText.ts";

const between = (low: number, high: number) => ({ low, high, level: 0.95, method: "bootstrap" });

test("numbers are plain where they are short", () => {
  assert.deepEqual(
    [0.34731, 2143.42, 1.44e8, 1.2e-5, 0, -0.5, 99999].map((x) => short(x)),
    ["0.3473", "2143", "1.44e8", "1.2e-5", "0", "-0.5", "1e5"],
  );
  assert.deepEqual(
    [Number.POSITIVE_INFINITY, Number.NaN].map((x) => short(x)),
    ["∞", "not a number"],
  );
});

test("counts take the letters of the field, other numbers an exponent", () => {
  assert.deepEqual(
    [41660, 144e6, 1.4e12, 512, 999_999, 3e15].map((x) => count(x)),
    ["41.7k", "144M", "1.4T", "512", "1M", "3e15"],
  );
  assert.equal(amount("N", 144e6), "144M");
  assert.equal(amount("C", 1.44e20), "1.44e20");
});

test("an estimate has the digits that its interval warrants", () => {
  assert.equal(valueText(1.81722, between(1.7712, 1.8658)), "1.817 (1.771 to 1.866)");
  assert.equal(valueText(477.8, between(283, 744)), "480 (280 to 740)");
  assert.equal(valueText(1.44e8, between(1.2e8, 1.71e8)), "1.44e8 (1.2e8 to 1.71e8)");
  assert.equal(valueText(0.05, between(-0.21, 0.3)), "0.05 (-0.21 to 0.30)");
  assert.equal(valueText(1.869000000227, between(1.869000000196, 1.869000000255)), "1.86900 (1.86900 to 1.86900)");
  assert.equal(estimateText(12.3456, undefined), "12.35");
});

test("ends that differ by more than a factor 5 are rounded each for itself", () => {
  assert.equal(valueText(40, between(3.14, 4321)), "40 (3.1 to 4300)");
});

test("a value keeps the digits of an interval that is one number", () => {
  assert.equal(valueText(3.5512, between(3.5512, 3.5512)), "3.551 (3.551 in every refit)");
});

test("digits of an end that another seed's draws would move are left out", () => {
  const drawn = (low: number, high: number, lowChance: number, highChance: number) => ({
    ...between(low, high),
    chance: { low: lowChance, high: highChance },
  });
  assert.equal(valueText(3.4294, drawn(3.2712, 3.4813, 0.002, 0.001)), "3.43 (3.27 to 3.48)");
  // The standard error .05 moves the second decimal by five.
  assert.equal(valueText(3.4294, drawn(3.2712, 3.4813, 0.05, 0.001)), "3.43 (3.3 to 3.48)");
  assert.equal(intervalText(drawn(1.24, 15.3, 0.03, 6)), "1.2 to 20");
  assert.equal(intervalText(drawn(0, 3.24, 0, 0.5)), "< 3");
  assert.equal(intervalText(drawn(0.84, Number.POSITIVE_INFINITY, 0.2, 0)), "> 0.8");
  assert.equal(intervalText(drawn(0.46, 3.1, 5, 0.01)), "0.5 to 3.1");
});

test("one side is a bound, none is said so", () => {
  assert.equal(intervalText(between(60.4, Number.POSITIVE_INFINITY)), "> 60");
  assert.equal(intervalText(between(0, 12.3)), "< 12");
  assert.equal(intervalText(between(Number.NEGATIVE_INFINITY, 12.3)), "< 12");
  assert.equal(intervalText(between(0, Number.POSITIVE_INFINITY)), "no bound");
});

test("tables are aligned, numbers to the right, and empty columns left out", () => {
  const rows = [
    ["a", "", "3.5"],
    ["long", "", "12"],
  ];
  assert.equal(table(["run", "none", "loss"], rows, " "), " run   loss\n a      3.5\n long    12");
});

test("CSV quotes what would break a row", () => {
  assert.equal(
    csv(
      ["a", "b"],
      [
        ['x,"y"', 0.1],
        [undefined, 1e21],
      ],
    ),
    'a,b\n"x,""y""",0.1\n,1e+21\n',
  );
});
