import assert from "node:assert/strict";
import { test } from "node:test";
import { allocate, bestSplit, type Split } from "../../src/analyze/allocate.ts";
import { criticalCompute, crossingCompute } from "../../src/analyze/criticalCompute.ts";
import { predictorOf } from "../../src/analyze/predictor.ts";
import { score } from "../../src/analyze/score.ts";
import { UsageError } from "../../src/errors.ts";
import { bootstrap } from "../../src/fit/draws.ts";
import { fit } from "../../src/fit/fit.ts";
import { withIntervals } from "../../src/fit/intervals.ts";
import { chinchilla } from "../../src/laws/chinchilla.ts";
import { dataConstrained } from "../../src/laws/dataConstrained.ts";
import { lawIn } from "../../src/laws/define.ts";
import { findLaw } from "../../src/laws/find.ts";
import type { Example, PublishedSet } from "../../src/laws/law.ts";
import { power } from "../../src/laws/power.ts";
import { simulate } from "../../src/simulate/simulate.ts";
import { observations } from "../../src/table/observations.ts";

const near = (a: number | undefined, b: number, relative: number, what: string): void =>
  assert.ok(a !== undefined && Math.abs(a / b - 1) <= relative, `${what}: ${a} against ${b}`);

const c4 = predictorOf(dataConstrained, (dataConstrained.published[0] as PublishedSet).theta);
const base = { E: 1.8, A: 480, B: 2100, alpha: 0.35, beta: 0.37 };

/** G·(C/6)^(β/(α+β)), Hoffmann et al. 2022, eq. 4. */
function closedForm(C: number): number {
  const { A, B, alpha, beta } = base;
  return ((alpha * A) / (beta * B)) ** (1 / (alpha + beta)) * (C / 6) ** (beta / (alpha + beta));
}

test("fresh tokens: the best split is the closed form's", () => {
  for (const C of [1e17, 5.76e23]) {
    const split = bestSplit(predictorOf(chinchilla, base), { C }) as Split;
    near(split.N, closedForm(C), 1e-6, "N");
    near(split.N * split.D * 6, C, 1e-12, "C");
    assert.equal(split.epochs, 1);
  }
});

test("limited unique tokens: the data-constrained law's best splits (dense search with numpy)", () => {
  for (const [C, U, N, epochs, loss] of [
    [1e19, 1e8, 176947478.565, 94.1899, 3.880297355326784],
    [9.3e20, 1.25e9, 1726617171.1, 71.8167, 2.696123479199023],
    [3.24e23, 106e9, 38156591508.6, 13.35114, 2.068414528129234],
    [1e24, 1e10, 54652307249, 304.958, 2.2652882904243423],
  ] as const) {
    const split = bestSplit(c4, { C, U }) as Split;
    near(split.N, N, 1e-4, "N");
    near(split.epochs, epochs, 1e-4, "epochs");
    near(split.loss, loss, 1e-12, "loss");
  }
  assert.equal(bestSplit(c4, { C: 1e18, U: 1e15 })?.epochs, 1, "more unique tokens than the budget can read");
});

test("a law that wants all on one side has no best split, and one without N and D is refused", () => {
  assert.equal(bestSplit(predictorOf(findLaw("E + A/N^alpha + 0*D"), { E: 2, A: 100, alpha: 0.3 }), { C: 1e20 }), undefined);
  assert.throws(() => bestSplit(predictorOf(lawIn(power, "N"), { E: 2, A: 100, alpha: 0.3 }), { C: 1e20 }), UsageError);
});

const fitted = async (theta: Readonly<Record<string, number>>) => {
  const { design } = dataConstrained.example as Example;
  const found = fit(dataConstrained, observations(simulate(dataConstrained, theta, design, 0.004, 1)).observations, { starts: 8 });
  return withIntervals(found, await bootstrap(found, { replicates: 20 }));
};

test("allocation and critical compute of fits carry intervals around their values", async () => {
  const first = await fitted({ E: 1.83, A: 286, B: 773, alpha: 0.31, beta: 0.31, RD: 31, RN: 38 });
  const second = await fitted({ E: 1.98, A: 251, B: 1134, alpha: 0.3, beta: 0.3, RD: 490, RN: 1200 });
  const { N, epochs, loss } = allocate(first, { C: 1e20, U: 1e8 });
  for (const { value, interval, missing } of [N, epochs, loss, criticalCompute(first, second, { U: 1e8 })]) {
    assert.ok(value !== undefined && interval && interval.low < interval.high);
    assert.ok(value > interval.low / 2 && value < interval.high * 2 && missing < 0.5, `${value} in ${interval.low} to ${interval.high}`);
  }
});

test("no critical compute where the second law is below everywhere, or nowhere", () => {
  const theta = (E: number): Record<string, number> => ({ ...base, E, RD: 20, RN: 10 });
  const [low, high] = [predictorOf(dataConstrained, theta(1.8)), predictorOf(dataConstrained, theta(1.9))];
  assert.equal(crossingCompute(low, high, 1e8), undefined);
  assert.equal(crossingCompute(high, low, 1e8), undefined);
});

test("without an irreducible loss there is none to drop", () => {
  const endless = predictorOf(findLaw("A/N^alpha + B/D^beta + 0.01*log(U)"), { A: 480, B: 2100, alpha: 0.35, beta: 0.37 });
  assert.throws(() => crossingCompute(endless, endless, 1e8, "dropped"), /Cannot drop the irreducible loss/);
});

test("a score at a fit's estimates is the fit's own objective and metrics, for each kind of loss", () => {
  const { theta, design } = chinchilla.example as Example;
  const rows = observations(simulate(chinchilla, theta, design, 0.004, 1)).observations;
  for (const options of [{}, { loss: "squared", residual: "linear" }, { delta: 0.01 }] as const) {
    const found = fit(chinchilla, rows, { ...options, starts: 8 });
    const own = score(chinchilla, found.estimates, rows, options);
    near(own.objective, found.objective, 1e-9, "objective");
    for (const name of ["r2", "r2Log", "rmse"] as const) near(own[name], found.metrics[name] as number, 1e-9, name);
  }
});
