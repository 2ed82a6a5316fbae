import assert from "node:assert/strict";
import { test } from "node:test";
import { exponential, exponentialLessOne, logarithm, TABLES } from "../../src/formula/elementary.ts";
import { SATURATION } from "../../src/formula/graph.ts";
import { random } from "../../src/numeric/random.ts";

/** One of them as a function, as the kernel writes it out. */
function written(statements: (to: string, x: string) => string): (x: number) => number {
  const source = `const { exp: EXP, log } = Math; return (x) => { let y; ${statements("y", "x")} return y; };`;
  return new Function(...Object.keys(TABLES), source)(...Object.values(TABLES));
}
const exp = written(exponential);
const expm1 = written(exponentialLessOne);
const logRatio = written(logarithm);
const draw = random(1, 0);
const between = (low: number, high: number): number => low + (high - low) * draw.uniform();

test("exp is the engine's within two units of the last place, from subnormal results to saturation", () => {
  for (let i = 0; i < 200_000; i++) {
    const x = i % 2 ? between(-30, 30) : between(-708, SATURATION);
    assert.ok(Math.abs(exp(x) / Math.exp(x) - 1) < 4.5e-16, `exp(${x})`);
  }
  assert.equal(exp(0), 1);
  for (const x of [-745, -750, Number.NEGATIVE_INFINITY]) assert.equal(exp(x), Math.exp(x));
  for (const x of [SATURATION, 1e3, Number.POSITIVE_INFINITY]) assert.equal(exp(x), Math.exp(SATURATION));
  assert.ok(Number.isNaN(exp(Number.NaN)));
});

test("expm1 is the engine's within four units of the last place, however small its argument", () => {
  for (let i = 0; i < 200_000; i++) {
    const x = i % 2 ? between(-2, 2) : between(-1, 1) * 10 ** between(-300, 2);
    const wanted = Math.expm1(Math.min(x, SATURATION));
    assert.ok(x === 0 || Math.abs(expm1(x) / wanted - 1) < 9e-16, `expm1(${x})`);
  }
  assert.equal(expm1(0), 0);
  assert.equal(expm1(Number.NEGATIVE_INFINITY), -1);
  assert.ok(Number.isNaN(expm1(Number.NaN)));
});

test("logarithm is the engine's log within 5e-16, near 1 and far from it", () => {
  for (let i = 0; i < 200_000; i++) {
    const x = i % 2 ? between(0.5, 2) : Math.exp(between(-50, 50));
    assert.ok(Math.abs(logRatio(x) - Math.log(x)) < 5e-16, `log(${x})`);
  }
  assert.equal(logRatio(0), Number.NEGATIVE_INFINITY);
  assert.ok(Number.isNaN(logRatio(-1)));
});
