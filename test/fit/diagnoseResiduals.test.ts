import assert from "node:assert/strict";
import { test } from "node:test";
import { conditioningOf } from "../../src/fit/conditioning.ts";
import { fit } from "../../src/fit/fit.ts";
import { problem } from "../../src/fit/problem.ts";
import { residualTestsOf } from "../../src/fit/residualTests.ts";
import type { Fit, FitOptions } from "../../src/fit/types.ts";
import { chinchilla } from "../../src/laws/chinchilla.ts";
import { findLaw } from "../../src/laws/find.ts";
import type { Example } from "../../src/laws/law.ts";
import type { Observation } from "../../src/run.ts";
import { simulate } from "../../src/simulate/simulate.ts";
import { rowsOf } from "../rows.ts";

const { theta, design, noise } = chinchilla.example as Example;
const healthy = rowsOf(simulate(chinchilla, theta, design, noise, 3));
const OWN = ["ill-conditioned", "delta-not-acting", "few-inside-delta", "residual-signs", "residual-trend"];
const quick = { starts: 8 };

function codes(rows: readonly Observation[], options: Partial<FitOptions> = {}, law = chinchilla): string[] {
  return fit(law, rows, { ...quick, ...options })
    .diagnostics.map(({ code }) => code)
    .filter((code) => OWN.includes(code));
}

const changed = (by: (row: Observation, i: number) => number): Observation[] =>
  healthy.map((row, i) => ({ ...row, loss: row.loss * (1 + by(row, i)) }));

test("a healthy fit says that coefficients and exponents trade off, as a note, and nothing else", () => {
  assert.deepEqual(codes(healthy), ["ill-conditioned"]);
  const note = fit(chinchilla, healthy, quick).diagnostics.find(({ code }) => code === "ill-conditioned");
  assert.equal(note?.severity, "note");
  assert.match(note?.message ?? "", /A and alpha \(correlation 0\.99\d\)/);
  assert.match(note?.hint ?? "", /quote the prediction, not [AB]/);
});

test("with the exponents held nothing trades off", () => {
  assert.deepEqual(codes(healthy, { fixed: { alpha: 0.35, beta: 0.37 } }), []);
});

test("conditioning of E + A/N with linear residuals by hand: correlation −mean(x)/rms(x), x = 1/N", () => {
  const rows = healthy.slice(0, 40);
  const law = findLaw("E + A/N");
  const found = fit(law, rows, { ...quick, residual: "linear", loss: "squared" });
  const set = problem(law, found.observations, found.options);
  const { condition, pairs } = conditioningOf(set, { theta: Float64Array.from(found.solution), held: [false, false] }) ?? { pairs: [] };
  const x = rows.map((row) => 1 / (row.params as number));
  const c = x.reduce((a, b) => a + b, 0) / Math.sqrt(x.length * x.reduce((a, b) => a + b * b, 0));
  assert.ok(Math.abs((pairs[0]?.correlation as number) + c) < 1e-9, String(pairs[0]?.correlation));
  assert.ok(Math.abs((condition as number) / ((1 + c) / (1 - c)) - 1) < 1e-9);
});

test("delta-not-acting: delta 1 on log residuals is plain least squares", () => {
  assert.ok(codes(healthy, { delta: 1 }).includes("delta-not-acting"));
  const [huber, squared] = [fit(chinchilla, healthy, { ...quick, delta: 1 }), fit(chinchilla, healthy, { ...quick, loss: "squared" })];
  assert.ok(Math.abs(huber.objective / squared.objective - 1) < 1e-9);
  assert.ok(!codes(healthy, { loss: "squared", delta: 1 }).includes("delta-not-acting"), "squared loss has no delta");
});

test("few-inside-delta: a delta far below the noise is least absolute deviations", () => {
  assert.ok(codes(healthy, { delta: noise / 1000 }).includes("few-inside-delta"));
  assert.ok(!codes(healthy, { delta: noise / 2 }).includes("few-inside-delta"));
});

test("residual-signs: one run in seven far above drags a squared fit above the others", () => {
  const skewed = changed((_, i) => (i % 7 === 3 ? 0.05 : 0));
  assert.ok(codes(skewed, { loss: "squared" }).includes("residual-signs"));
  assert.ok(!codes(healthy, { loss: "squared" }).includes("residual-signs"));
});

test("residual-trend: a law without the tokens misses their trend; one mean residual a run counts", () => {
  const sizeOnly = findLaw("E + A/N^alpha");
  const found = fit(sizeOnly, healthy, quick).diagnostics.find(({ code }) => code === "residual-trend");
  assert.match(found?.message ?? "", /residuals rise with D \(rank correlation 0\.\d+, p = \de-\d+ after correction\)/);
  assert.equal(found?.severity, "warning");
  assert.ok(!codes(healthy).includes("residual-trend"));
  // The rows of nine runs are nine residuals, however many evaluations each has.
  const asRuns = healthy.map((row) => ({ ...row, run: `size-${row.params}` }));
  assert.equal(testsOf(fit(sizeOnly, asRuns, quick)).runs, 9);
});

test("a bend is seen where there is no slope", () => {
  const middle = Math.log(6.4e8);
  const bent = changed((row) => -0.004 * Math.abs(Math.log(row.params as number) - middle));
  const { trends } = testsOf(
    fit(
      findLaw("E + B/D^beta"),
      bent.map((row) => ({ ...row, loss: row.loss - 480 / (row.params as number) ** 0.35 })),
      quick,
    ),
  );
  const of = (shape: string) => trends.find((trend) => trend.against === "N" && trend.shape === shape);
  assert.ok((of("bend")?.adjusted as number) < 1e-6 && (of("slope")?.adjusted as number) > 0.01, JSON.stringify(trends));
  assert.ok((of("bend")?.correlation as number) > 0, "the loss is below at both ends, so predictions are too high there");
});

test("few runs, or losses without noise, are not tested", () => {
  const exact = rowsOf(simulate(chinchilla, theta, design, 0, 1));
  assert.deepEqual(testsOf(fit(chinchilla, exact, quick)).trends, []);
  const seven = healthy.filter((row) => row.tokens === 8e8).slice(0, 7);
  assert.deepEqual(testsOf(fit(findLaw("E + A/N^alpha"), seven, quick)), { runs: 7, trends: [] });
});

function testsOf(found: Fit) {
  return residualTestsOf(problem(found.law, found.observations, found.options), Float64Array.from(found.solution));
}
