import assert from "node:assert/strict";
import { test } from "node:test";
import { limit } from "../../src/formula/limit.ts";
import { parse } from "../../src/formula/parse.ts";
import { exponents, linearParameters, terms } from "../../src/formula/terms.ts";
import { tex } from "../../src/formula/tex.ts";
import { dataConstrained } from "../../src/laws/dataConstrained.ts";

test("a limit is the value at Infinity where that is finite", () => {
  assert.equal(limit(parse("E + A/N^a"), { E: 2, A: 5, a: 0.3, N: 1 }, ["N"]), 2);
  assert.equal(limit(parse("E + A/N^a + B/D^a"), { E: 2, A: 5, B: 1, a: 1, N: 1, D: 4 }, ["N"]), 2.25);
});

test("else the value that x·10^k settles at, else none", () => {
  assert.equal(limit(parse("E + N*A/N"), { E: 2, A: 5, N: 1 }, ["N"]), 7);
  assert.ok(Math.abs((limit(parse("E + (N + D)*A/N + D/(N*D)^0.9"), { E: 2, A: 5, N: 1, D: 1 }, ["N", "D"]) as number) - 12) < 1e-7);
  assert.ok(
    Math.abs((limit(parse("U*min(1, D/U)*E/D + A/U^0.08"), { E: 2, A: 5, D: 1e6, U: 1e6 }, ["D", "U"]) as number) - 2) < 1e-6,
    "a slow tail",
  );
  assert.equal(limit(parse("E + A/log(1 + N) + 0*N/N"), { E: 2, A: 1, N: 1e3 }, ["N"]), undefined);
  assert.equal(limit(parse("E + log(N)"), { E: 2, N: 1 }, ["N"]), undefined);
  assert.equal(limit(parse("E + A*N^0.5"), { E: 2, A: 1, N: 1 }, ["N"]), undefined);
});

test("coefficients, linear parameters and exponents are read off the formula", () => {
  const formula = parse(dataConstrained.formula);
  const all = dataConstrained.parameters.map((p) => p.name);
  assert.deepEqual(
    terms(formula, new Set(all)).map((t) => t.coefficient),
    ["E", "A", "B"],
  );
  assert.deepEqual(linearParameters(formula, all), ["E"]);
  assert.deepEqual(linearParameters(parse("E + A/N^alpha"), ["E", "A", "alpha"]), ["E", "A"]);
  assert.deepEqual([...exponents(parse("E + A/N^alpha"), new Set(["E", "A", "alpha"]))], ["alpha"]);
});

test("TeX", () => {
  assert.equal(tex(parse("E + A/N^alpha")), "L &= E + \\frac{A}{N^{\\alpha}}");
  assert.equal(tex(parse("a - (b + c)*2")), "L &= a - \\left(b + c\\right) \\cdot 2");
  assert.equal(tex(parse("(a/b)^2"), { a: "R_D^*" }), "L &= \\left(\\frac{R_D^*}{b}\\right)^{2}");
});
