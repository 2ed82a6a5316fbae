import assert from "node:assert/strict";
import { test } from "node:test";
import { paperDigits } from "../../src/index.ts";

// Expected texts are rounded by hand, by the rule as it is stated.

test("two digits of half the width, the same last digit for the estimate and both ends", () => {
  // Half-width .0168: the last digit is .001.
  assert.deepEqual(paperDigits(0.34781, { low: 0.3312, high: 0.3648 }), { value: "0.348", low: "0.331", high: "0.365" });
  // Half-width 2.15: .1; zeros at the end stay.
  assert.deepEqual(paperDigits(12, { low: 10.02, high: 14.32 }), { value: "12.0", low: "10.0", high: "14.3" });
  // Half-width 145: 10.
  assert.deepEqual(paperDigits(1543, { low: 1400, high: 1690 }), { value: "1540", low: "1400", high: "1690" });
  // Half-width .0996 has 1.0e-1 as its two digits: .01.
  assert.equal(paperDigits(1.23456, { low: 1.1354, high: 1.3346 }).value, "1.23");
  assert.deepEqual(paperDigits(0.02, { low: -1, high: 3 }), { value: "0.0", low: "-1.0", high: "3.0" });
});

test("large and small numbers keep the last digit of the rule in their mantissa", () => {
  // Half-width 5e9: 1e8.
  assert.deepEqual(paperDigits(4.4321e10, { low: 3.9e10, high: 4.9e10 }), { value: "4.43e10", low: "3.90e10", high: "4.90e10" });
  assert.deepEqual(paperDigits(4.4e-5, { low: 4.2e-5, high: 4.61e-5 }), { value: "4.40e-5", low: "4.20e-5", high: "4.61e-5" });
  // Rounding carries into a digit more: half-width 4.95e8, last digit 1e7.
  assert.equal(paperDigits(9.996e9, { low: 9.51e9, high: 1.05e10 }).value, "1.000e10");
  // One end is written as the other is.
  assert.deepEqual(paperDigits(1.1e5, { low: 9.5e4, high: 1.25e5 }), { value: "1.10e5", low: "9.5e4", high: "1.25e5" });
});

test("ends over five times apart are known as a factor: two digits each", () => {
  assert.deepEqual(paperDigits(523, { low: 121.4, high: 43973 }), { value: "520", low: "120", high: "44000" });
});

test("one side alone, or none, is two digits of a bound; no interval is four digits", () => {
  assert.deepEqual(paperDigits(1e9, { low: 75.7, high: Number.POSITIVE_INFINITY }), { value: "1.0e9", low: "76", high: "Infinity" });
  assert.equal(paperDigits(0.5, { low: 0, high: 1.537 }).high, "1.5");
  assert.deepEqual(paperDigits(0.347812), { value: "0.3478" });
  assert.equal(paperDigits(2, { low: 2, high: 2 }).value, "2.000");
  assert.equal(paperDigits(0).value, "0");
});

test("a further digit is one more of half the width", () => {
  assert.equal(paperDigits(0.34781, { low: 0.3312, high: 0.3648 }, 3).value, "0.3478");
});
