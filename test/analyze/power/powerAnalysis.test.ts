import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { halfLife } from "../../../src/analyze/effectiveTokens.ts";
import { type PowerOptions, powerAnalysis } from "../../../src/analyze/power/powerAnalysis.ts";
import { shareOf } from "../../../src/analyze/power/share.ts";
import { reachOf } from "../../../src/analyze/power/tolerance.ts";
import { estimate } from "../../../src/analyze/predictor.ts";
import { IsolossError, UsageError } from "../../../src/errors.ts";
import { findLaw } from "../../../src/laws/find.ts";
import type { Example } from "../../../src/laws/law.ts";
import { growingDesigns } from "../../../src/simulate/growingDesigns.ts";

const line = { law: findLaw("A/N^alpha"), theta: { A: 10, alpha: 0.3 }, noise: { sd: 0.1 } };
const Z = 1.959963984540054;

/** P(χ² < x), by the series of the incomplete gamma function: x^a e^(−x) Σ x^k / (a(a+1)…(a+k)) / Γ(a), a = ν/2 and x halved. */
function chiSquaredBelow(x: number, freedom: number): number {
  const [a, half] = [freedom / 2, x / 2];
  let term = 1 / a;
  let sum = term;
  for (let k = 1; k < 500; k++) {
    term *= half / (a + k);
    sum += term;
  }
  // Γ of a half or whole number by its recurrence.
  let gamma = freedom % 2 === 0 ? 1 : Math.sqrt(Math.PI);
  for (let at = freedom % 2 === 0 ? 1 : 0.5; at < a; at++) gamma *= at;
  return (half ** a * Math.exp(-half) * sum) / gamma;
}

describe("a number whose standard error has a formula: ln A of n runs at one N is σ/√n", () => {
  // An interval reaches z·s/√n, s² the mean squared residual (n·s²/σ² is χ² with n − 1 degrees of freedom); to a factor f it must be ln f at most.
  const factor = 1.05;
  const sizes = [8, 16, 24, 32];
  const needed = (Z * line.noise.sd) / Math.log(factor);
  const expected = (n: number, wider: number): number => chiSquaredBelow((n * n) / (wider * needed) ** 2, n - 1);
  const found = powerAnalysis(
    line,
    growingDesigns({ N: [1e8] }, sizes, { by: "replicates" }),
    "A",
    { factor },
    { fit: { loss: "squared", fixed: { alpha: 0.3 } }, simulations: 200, replicates: 400, seed: 3 },
  );

  test("the formula is right at a value of the tables", () => assert.ok(Math.abs(chiSquaredBelow(3.325, 9) - 0.05) < 1e-4));

  test("intervals are as wide as it says", async () => {
    for (const { runs, reach } of (await found).steps) {
      const ratio = (Math.log(reach.median) * Math.sqrt(runs)) / (Z * line.noise.sd);
      // The mean of s is below σ by a share of 3/4n; the larger side of a drawn interval is above its mean by up to 5 %.
      assert.ok(ratio > 1 - 1.5 / runs - 0.03 && ratio < 1.08, `${runs} runs: ${ratio}`);
    }
  });

  test("the share of simulations that know it is the one it says, and so is the number of runs", async () => {
    const { steps, enough } = await found;
    for (const { runs, known } of steps) {
      assert.ok(known.low <= expected(runs, 1) && known.high >= expected(runs, 1.1), `${runs} runs: ${known.value}, ${expected(runs, 1)}`);
    }
    assert.ok(expected(16, 1) < 0.8 && expected(24, 1.1) > 0.8);
    assert.deepEqual(enough, { runs: 24, before: 16 });
  });

  test("intervals hold the truth as often as they promise, but for few runs, and this is said", async () => {
    const { steps, diagnostics } = await found;
    for (const { runs, holds } of steps.filter(({ runs }) => runs >= 16)) assert.ok(holds.high > 0.92, `${runs}: ${holds.value}`);
    // Of eight runs, percentiles of the mean are those of a normal in place of Student's t, and s is small: 2·P(t₇ > 1.96·√(7/8)) = .11 are missed.
    const [eight] = steps as [(typeof steps)[number]];
    assert.ok(eight.holds.low < 0.89 && eight.holds.high > 0.89, String(eight.holds.value));
    assert.equal(
      diagnostics.some(({ code, message }) => code === "intervals-miss" && /with 8 runs/.test(message)),
      eight.holds.high < 0.93,
    );
  });
});

const constrained = findLaw("data-constrained");
const truth = { law: constrained, theta: (constrained.example as Example).theta, noise: { sd: 0.01 } };
const LEVELS = { N: [1e7, 1e9], U: [1e8, 1e9], epochs: [1, 64] };
const quick: PowerOptions = { simulations: 6, replicates: 30, fit: { tied: { beta: "alpha" } } };

test("parameters and what analyses make of fits are asked alike; a design that determines nothing says why", async () => {
  const designs = growingDesigns(LEVELS, [8, 27, 48], { by: "levels" });
  const parameter = await powerAnalysis(truth, designs, "RD", { factor: 2 }, { ...quick, fit: {} });
  assert.equal(parameter.truth, 12);
  assert.match(parameter.steps[0]?.reason ?? "", /8 rows have only 2 values of/);
  assert.equal(parameter.steps[0]?.known.value, 0);
  const life = await powerAnalysis(truth, designs.slice(1), (fit) => halfLife(fit, { N: 1e7, U: 1e9 }), { relative: 0.5 }, quick);
  // At N below its optimal size the half-life is R*·ln 2 (see halfLife).
  assert.ok(Math.abs(life.truth / (12 * Math.LN2) - 1) < 1e-6);
  assert.ok(Number.isFinite(life.steps[1]?.reach.median));
  assert.ok((parameter.steps[2]?.compute ?? 0) > (parameter.steps[1]?.compute ?? 0));
});

test("equal seeds give equal answers, and a simulation is the same wherever it stands", async () => {
  const designs = growingDesigns({ N: [1e7, 1e9] }, [6, 12], { by: "levels" });
  const options: PowerOptions = { simulations: 5, replicates: 20, seed: 4 };
  const first = await powerAnalysis(line, designs, "alpha", { width: 0.05 }, options);
  assert.deepEqual(await powerAnalysis(line, designs, "alpha", { width: 0.05 }, options), first);
  assert.deepEqual((await powerAnalysis(line, designs.slice(1), "alpha", { width: 0.05 }, options)).steps[0], first.steps[1]);
  assert.notDeepEqual((await powerAnalysis(line, designs, "alpha", { width: 0.05 }, { ...options, seed: 5 })).steps, first.steps);
});

test("noise that runs share is a finding where they are resampled one by one, and none where cells are", async () => {
  const shared = { ...line, noise: { sd: 0.002, shared: { by: ["N"], sd: 0.02 } } };
  const designs = growingDesigns({ N: [1e7, 3e7, 1e8, 3e8, 6e8, 1e9, 2e9, 3e9, 4e9, 6e9] }, [40], { by: "replicates" });
  const options: PowerOptions = { simulations: 60, replicates: 100, fit: { loss: "squared" } };
  const apart = await powerAnalysis(shared, designs, "alpha", { width: 0.02 }, options);
  assert.deepEqual([apart.diagnostics[0]?.code, apart.enough], ["intervals-miss", undefined]);
  assert.ok((apart.steps[0]?.holds.value ?? 1) < 0.8, "cells of four runs that share an error are four times as wide in truth");
  const whole = await powerAnalysis(shared, designs, "alpha", { width: 0.02 }, { ...options, cluster: "params" });
  assert.ok((whole.steps[0]?.holds.value ?? 0) > (apart.steps[0]?.holds.value ?? 1) + 0.1);
});

test("a number that is not reached is said to be not", async () => {
  const { enough, steps } = await powerAnalysis(
    line,
    growingDesigns({ N: [1e7, 1e9] }, [8, 16], { by: "levels" }),
    "alpha",
    { width: 1e-6 },
    {
      simulations: 5,
      replicates: 20,
    },
  );
  assert.equal(enough, undefined);
  assert.ok(steps.every(({ known }) => known.value === 0 && known.high > 0.3));
});

test("what cannot be asked is refused", async () => {
  const designs = growingDesigns({ N: [1e7, 1e9] }, [6], { by: "levels" });
  const refuse = async (pattern: RegExp, ...[wanted, within, options, at]: [string, { factor: number }, PowerOptions?, typeof designs?]) =>
    assert.rejects(
      powerAnalysis(line, at ?? designs, wanted, within, { simulations: 2, replicates: 5, ...options }),
      (error) => error instanceof UsageError && pattern.test(error.message),
    );
  await refuse(/how well beta is known: it is not a free parameter/, "beta", { factor: 2 });
  await refuse(/how well alpha is known: it is not a free parameter/, "alpha", { factor: 2 }, { fit: { fixed: { alpha: 0.3 } } });
  await refuse(/a factor of 1: expected a number above 1/, "A", { factor: 1 });
  await refuse(/0 simulations/, "A", { factor: 2 }, { simulations: 0 });
  await refuse(/2.5 replicates/, "A", { factor: 2 }, { replicates: 2.5 });
  await refuse(/a share of 1:/, "A", { factor: 2 }, { share: 1 });
  await refuse(/there is no design/, "A", { factor: 2 }, {}, []);
  const none = (): Promise<unknown> =>
    powerAnalysis(line, designs, (fit) => estimate([fit], () => undefined), { factor: 2 }, { simulations: 2, replicates: 5 });
  await assert.rejects(none(), /the true law has no such number/);
  await assert.rejects(
    powerAnalysis(truth, growingDesigns(LEVELS, [8], { by: "levels" }), "RD", { factor: 2 }, { ...quick, fit: {} }),
    (error) => error instanceof IsolossError && /no design determines the law\n {2}8 runs: /.test(error.message),
  );
});

test("work is told of as it goes, and stops when it is interrupted", async () => {
  const designs = growingDesigns({ N: [1e7, 1e9] }, [6, 12], { by: "levels" });
  const interrupt = new AbortController();
  const told: number[] = [];
  const onProgress = (done: number, total: number): void => {
    told.push(done);
    assert.equal(total, 20);
    if (done === 3) interrupt.abort();
  };
  await assert.rejects(
    powerAnalysis(line, designs, "A", { factor: 2 }, { simulations: 10, replicates: 5, onProgress, signal: interrupt.signal }),
    { name: "AbortError" },
  );
  assert.deepEqual(told, [1, 2, 3]);
});

test("reach: the farther end counts, open ends have none, and neither have numbers that too many draws lack", () => {
  const interval = { low: 8, high: 15, level: 0.95, method: "bootstrap" };
  assert.equal(reachOf({ value: 10, interval, missing: 0 }, { width: 1 }), 5);
  assert.equal(reachOf({ value: 10, interval, missing: 0 }, { relative: 1 }), 0.5);
  assert.equal(reachOf({ value: 14, interval, missing: 0.05 }, { factor: 2 }), 14 / 8);
  for (const open of [{ ...interval, high: Number.POSITIVE_INFINITY }, { ...interval, low: 0 }, undefined])
    assert.equal(reachOf({ value: 10, interval: open, missing: 0 }, { factor: 2 }), Number.POSITIVE_INFINITY);
  assert.equal(reachOf({ value: 10, interval, missing: 0.06 }, { factor: 2 }), Number.POSITIVE_INFINITY);
});

test("shares have Wilson's interval: 81 of 263 is .255 to .366 (Newcombe 1998, table I, method 3)", () => {
  const { low, high } = shareOf(81, 263);
  assert.deepEqual([low.toFixed(4), high.toFixed(4)], ["0.2553", "0.3662"]);
});
