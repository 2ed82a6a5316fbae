import assert from "node:assert/strict";
import { test } from "node:test";
import { agrees, shownBeside } from "../../src/reproduce/digits.ts";

test("a number agrees when it rounds to the digits printed, and not when the last digit is another", () => {
  assert.ok(agrees("0.3478", [0.34784999]) && agrees("0.3478", [0.34775]));
  assert.ok(!agrees("0.3478", [0.34786]) && !agrees("0.3478", [0.34774]));
  assert.ok(agrees("62", [62]) && !agrees("62", [61]) && agrees("-0.0642", [-0.06422]));
  assert.ok(agrees("4.72e19", [4.7154e19]) && !agrees("4.72e19", [4.7149e19]));
  assert.ok(agrees("2.2256440889984477", [2.2256440889984477 - 4e-16]), "the last bit is of the order of additions");
});

test("several numbers must all agree; bounds are kept, what is not printed is passed over, a tolerance replaces the digits", () => {
  assert.ok(agrees("1.0, 2.0", [1.04, 1.96]) && !agrees("1.0, 2.0", [1.04, 1.9]));
  assert.ok(agrees("<0.4", [0.32]) && !agrees("<0.4", [0.4]) && agrees(">300", [Number.POSITIVE_INFINITY]));
  assert.ok(agrees("0.453, …, 0.367", [0.45301, 9, 0.3671]));
  assert.ok(agrees("0.0257", [0.0245], 0.1) && !agrees("0.0257", [0.0229], 0.1));
  assert.ok(!agrees("493.89", [Number.POSITIVE_INFINITY]) && !agrees("1.0", [Number.NaN]));
});

test("a claim whose numbers cannot be compared is a slip of ours", () => {
  assert.throws(() => agrees("1.0, 2.0", [1]), /1 numbers for "1.0, 2.0"/);
  assert.throws(() => agrees("about 3", [3]), /about 3/);
});

test("ours are shown with a digit more than printed", () => {
  assert.equal(shownBeside("0.3478, 4.72e19, 713, <0.4", [0.347312, 4.7154e19, 0.7421, 0.32]), "0.34731, 4.715e19, 0.742, 0.320");
  assert.equal(shownBeside("493.89, …", [Number.POSITIVE_INFINITY, 2]), "∞, 2.000");
  assert.equal(shownBeside("5098652, 0.5", [5098651.77, Number.NaN]), "5098652, none");
});
