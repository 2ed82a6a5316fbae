import assert from "node:assert/strict";
import { test } from "node:test";
import { FormulaError } from "../../src/errors.ts";
import { evaluator } from "../../src/formula/evaluator.ts";
import { interpret } from "../../src/formula/interpret.ts";
import { parse } from "../../src/formula/parse.ts";
import { formulaOf } from "../../src/laws/define.ts";
import { laws } from "../../src/laws/index.ts";
import { random } from "../../src/numeric/random.ts";

const SPECIAL = [0, 1, Number.POSITIVE_INFINITY, 1e-300, 300.5];

test("a formula as code gives what the interpreter gives, to the last bit", () => {
  const draw = random(3, 0);
  const own = ["-a^2 - softplus(b)/sigmoid(-b)", "x = min(a, b)\ny = max(x, log1p(a)) * 3\ny - expm1(-x) + exp(b) - log(a)", "7"].map(
    parse,
  );
  for (const formula of [...laws.map(formulaOf), ...own]) {
    const { names, at } = evaluator(formula);
    for (let i = 0; i < 300; i++) {
      const values = names.map(() =>
        draw.uniform() < 0.1 ? (SPECIAL[draw.integer(SPECIAL.length)] as number) : Math.exp(12 * draw.uniform() - 3),
      );
      const expected = interpret(formula, Object.fromEntries(names.map((name, k) => [name, values[k] as number])));
      assert.ok(Object.is(at(values), expected), `${formula.text} at ${values}: ${at(values)} and ${expected}`);
    }
  }
});

test("a name without a value is refused by name, and names of JavaScript are names like others", () => {
  const { names, at } = evaluator(parse("E + A/N^alpha"));
  assert.deepEqual(names, ["E", "A", "N", "alpha"]);
  assert.throws(
    () => at([2, 100, undefined, 0.5]),
    (error) => error instanceof FormulaError && /"N" has no value/.test(error.message),
  );
  assert.equal(evaluator(parse("return + K*V - v0")).at([1, 2, 3, 4]), 3);
});
