import assert from "node:assert/strict";
import { test } from "node:test";
import { normalBelow, normalQuantile, studentQuantile, unsureSpread } from "../../src/numeric/quantile.ts";
import { random } from "../../src/numeric/random.ts";

// scipy.stats.norm.ppf and t.ppf, scipy 1.10.1.
test("normal quantiles as scipy has them, and their inverse", () => {
  for (const [share, z] of [
    [0.5, 0],
    [0.975, 1.959963984540054],
    [0.025, -1.9599639845400545],
    [1e-6, -4.753424308822899],
    [0.999, 3.090232306167813],
  ] as const) {
    assert.ok(Math.abs(normalQuantile(share) - z) < 1e-9, `${share}: ${normalQuantile(share)}`);
    assert.ok(Math.abs(normalBelow(z) - share) < 1e-14, `${z}: ${normalBelow(z)}`);
  }
  assert.equal(normalQuantile(1), Number.POSITIVE_INFINITY);
  assert.equal(normalQuantile(0), Number.NEGATIVE_INFINITY);
});

test("Student's quantiles as scipy has them, the normal one for very many degrees of freedom", () => {
  for (const [share, freedom, t] of [
    [0.975, 1, 12.706204736432095],
    [0.975, 2, 4.302652729911275],
    [0.975, 5, 2.5705818366147395],
    [0.95, 10, 1.8124611228107335],
    [0.995, 235, 2.5969116999977495],
    [0.84, 3, 1.1889286353689654],
    [0.975, 1e4, 1.960201239890626],
    [0.975, 1e9, 1.959963984540054],
  ] as const)
    assert.ok(Math.abs(studentQuantile(share, freedom) / t - 1) < 1e-8, `${share}, ${freedom}: ${studentQuantile(share, freedom)}`);
});

test("a spread known with 3 degrees of freedom makes a normal Student's: 5 % lie beyond 3.182", () => {
  const draw = random(4);
  const beyond = Array.from({ length: 20_000 }, () => Math.abs(unsureSpread(3, draw) * draw.normal())).filter((t) => t > 3.182446).length;
  assert.ok(Math.abs(beyond / 20_000 - 0.05) < 0.005, String(beyond));
  assert.equal(unsureSpread(Number.POSITIVE_INFINITY, draw), 1);
});
