import assert from "node:assert/strict";
import { test } from "node:test";
import { FormulaError } from "../../src/errors.ts";
import { interpret } from "../../src/formula/interpret.ts";
import { LIMITS, names, parse } from "../../src/formula/parse.ts";
import { text } from "../../src/formula/text.ts";

const value = (formula: string, values: Record<string, number> = {}): number => interpret(parse(formula), values);

test("operators bind as in mathematics", () => {
  assert.equal(value("2 + 3*4^2"), 50);
  assert.equal(value("-2^2"), -4);
  assert.equal(value("(-2)^2"), 4);
  assert.equal(value("2^-1"), 0.5);
  assert.equal(value("2^3^2"), 512);
  assert.equal(value("8/4/2"), 1);
  assert.equal(value("5 - 2 - 1"), 2);
  assert.equal(value("-2*-3"), 6);
  assert.equal(value("1.5e1 + .5 + 2."), 17.5);
});

test("functions of the language", () => {
  assert.ok(Math.abs(value("exp(log(3))") - 3) < 1e-15);
  assert.equal(value("min(2, max(5, 3))"), 2);
  assert.equal(value("expm1(1e-20)"), 1e-20);
  assert.equal(value("log1p(1e-20)"), 1e-20);
  assert.equal(value("softplus(800)"), 800);
  assert.equal(value("softplus(0)"), Math.log(2));
  assert.equal(value("sigmoid(0)"), 0.5);
  assert.equal(value("exp(1e6)/(1 + exp(1e6))"), 1);
});

test("assignments, semicolons, and line breaks inside brackets", () => {
  assert.equal(value("a = 2; b = a*3\n(a +\n b)"), 8);
  assert.deepEqual([...names(parse("a = N; a + E")).keys()], ["N", "E"]);
});

const bad: [string, number, RegExp][] = [
  ["E + foo(N)", 4, /Cannot call "foo"/],
  ["N.constructor", 1, /Cannot read "\."/],
  ["a[1]", 1, /Cannot read "\["/],
  ["E + constructor", 4, /Cannot use "constructor"/],
  ["__proto__ + 1", 0, /Cannot read "_"/],
  ["E + (A/N", 4, /this bracket is not closed/],
  ["E + A)", 5, /not expected here/],
  ["E + )", 4, /closes nothing/],
  ["E + A/N**2", 8, /Cannot read "\*\*"/],
  ["E +", 3, /missing before the end/],
  ["2 N", 2, /not expected here/],
  ["", 0, /no last line/],
  ["x = 1", 5, /no last line/],
  ["E\nA", 0, /only the last line/],
  ["min(N)", 0, /takes 2/],
  ["exp(1, 2)", 0, /takes 1/],
  ["exp = 2; N", 0, /Cannot assign to "exp"/],
  ["a = 1; a = 2; a", 7, /twice/],
  ["E + A/N^α", 8, /Cannot read "α"/],
  ["process\n.exit()", 8, /Cannot read "\."/],
];
for (const [formula, position, message] of bad)
  test(`refused with its position: ${JSON.stringify(formula)}`, () => {
    assert.throws(
      () => parse(formula),
      (error: unknown) => {
        assert(error instanceof FormulaError);
        assert.match(error.message, message);
        assert.equal(error.position, position);
        return true;
      },
    );
  });

test("hostile sizes end in an error, quickly, with a short message", () => {
  const hostile = [
    `${"E + ".repeat(250_000)}A`,
    "(".repeat(3000),
    `${"-".repeat(3900)}1`,
    `${"2^".repeat(1900)}2`,
    `${"1+".repeat(1500)}1`,
    `min(${"min(".repeat(70)}`,
  ];
  for (const formula of hostile) {
    assert.throws(
      () => parse(formula),
      (error: unknown) => error instanceof FormulaError && error.message.length < 400,
    );
  }
  assert.ok(hostile.some((f) => f.length > LIMITS.characters));
});

test("a name read before its assignment is refused", () => {
  assert.throws(() => names(parse("b = a; a = 2; a + b")), /Cannot assign to "a"/);
});

test("text is one spelling, and reads back as the same formula", () => {
  for (const formula of [
    "((E))+A/(N^alpha)",
    "a - (b - c)",
    "a/(b*c)",
    "(a^b)^c",
    "a^-b",
    "-(a + b)",
    "(-a)^2",
    "x = min(U, D); exp(-x/(R))*2",
  ]) {
    const once = text(parse(formula));
    assert.equal(text(parse(once)), once);
    const point = { E: 1.1, A: 2.2, N: 3.3, alpha: 0.4, a: 1.5, b: 2.5, c: 0.7, U: 4, D: 5, R: 6 };
    assert.equal(value(once, point), value(formula, point));
  }
  assert.equal(text(parse("((E))+A/(N^alpha)")), "E + A/N^alpha");
});
