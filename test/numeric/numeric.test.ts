import assert from "node:assert/strict";
import { test } from "node:test";
import { backward, cholesky, solve } from "../../src/numeric/cholesky.ts";
import { minimum } from "../../src/numeric/minimum.ts";
import { random } from "../../src/numeric/random.ts";
import { root } from "../../src/numeric/root.ts";
import { didYouMean, editDistance } from "../../src/words.ts";

test("random: equal seeds and streams are equal, others are not; moments are right", () => {
  const take = (seed: number, stream: number) => {
    const draw = random(seed, stream);
    return Array.from({ length: 5 }, () => draw.uniform());
  };
  assert.deepEqual(take(1, 2), take(1, 2));
  assert.notDeepEqual(take(1, 2), take(1, 3));
  assert.notDeepEqual(take(1, 2), take(2, 2));
  const draw = random(7);
  const z = Array.from({ length: 40_000 }, () => draw.normal());
  const mean = z.reduce((a, b) => a + b, 0) / z.length;
  const variance = z.reduce((s, x) => s + (x - mean) ** 2, 0) / z.length;
  assert.ok(Math.abs(mean) < 0.02 && Math.abs(variance - 1) < 0.03, `${mean}, ${variance}`);
  const counts = new Array<number>(6).fill(0);
  for (let i = 0; i < 6000; i++) counts[draw.integer(6)] = (counts[draw.integer(6)] as number) + 1;
  assert.ok(Array.from({ length: 6000 }, () => draw.integer(6)).every((k) => k >= 0 && k < 6 && Number.isInteger(k)));
});

test("first numbers of neighbouring streams are not correlated", () => {
  const x = Array.from({ length: 5000 }, (_, k) => random(3, k).uniform() - 0.5);
  const lag = x.slice(1).reduce((s, v, i) => s + v * (x[i] as number), 0) / x.reduce((s, v) => s + v * v, 0);
  assert.ok(Math.abs(lag) < 0.05, String(lag));
});

test("cholesky solves, maps unit steps, and refuses what is not positive definite", () => {
  const a = Float64Array.of(4, 0, 0, 2, 5, 0, 1, 3, 6);
  const l = new Float64Array(9);
  assert.equal(cholesky(a, 3, l), true);
  const x = Float64Array.of(1, 2, 3);
  solve(l, 3, x);
  const full = [4, 2, 1, 2, 5, 3, 1, 3, 6];
  [1, 2, 3].forEach((b, i) =>
    assert.ok(Math.abs(full.slice(3 * i, 3 * i + 3).reduce((s, v, j) => s + v * (x[j] as number), 0) - b) < 1e-14),
  );
  const step = Float64Array.of(0, 0, 1);
  backward(l, 3, step);
  const length = full.reduce((s, v, k) => s + v * (step[Math.floor(k / 3)] as number) * (step[k % 3] as number), 0);
  assert.ok(Math.abs(length - 1) < 1e-14, "a unit step has unit length under the matrix");
  assert.equal(cholesky(Float64Array.of(1, 0, 2, 1), 2, l), false);
});

test("root finds a bracketed zero and says when there is none", () => {
  assert.ok(Math.abs((root((x) => x * x - 2, 0, 2) as number) - Math.SQRT2) < 1e-14);
  assert.ok(Math.abs((root((x) => Math.exp(x) - 1e-8, -50, 5) as number) - Math.log(1e-8)) < 1e-9);
  assert.equal(
    root((x) => x * x + 1, -3, 3),
    undefined,
  );
});

test("minimum finds the lowest place, inside or at an end", () => {
  const inside = minimum((x) => (x - 1) ** 2 + 2, -3, 7);
  assert.ok(Math.abs(inside.x - 1) < 1e-7 && inside.inside);
  const end = minimum((x) => -x, 0, 5);
  assert.deepEqual(end, { x: 5, value: -5, inside: false });
  const two = minimum((x) => Math.cos(x) + 0.1 * x, 0, 12);
  assert.ok(Math.abs(two.x - 3.04142) < 1e-4, String(two.x));
});

test("did you mean", () => {
  assert.equal(didYouMean("chinchila", ["chinchilla", "power"]), "chinchilla");
  assert.equal(didYouMean("Pwoer", ["chinchilla", "power"]), "power");
  assert.equal(didYouMean("zebra", ["chinchilla", "power"]), undefined);
  assert.equal(editDistance("ab", "ba"), 1);
});
