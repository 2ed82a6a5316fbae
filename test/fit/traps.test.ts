import assert from "node:assert/strict";
import { test } from "node:test";
import { clustersOf } from "../../src/fit/clusters.ts";
import { bootstrap } from "../../src/fit/draws.ts";
import { fit } from "../../src/fit/fit.ts";
import { newton, type Objective } from "../../src/fit/newton.ts";
import { problem } from "../../src/fit/problem.ts";
import { resampled } from "../../src/fit/resample.ts";
import { starts } from "../../src/fit/starts.ts";
import { chinchilla } from "../../src/laws/chinchilla.ts";
import type { Example } from "../../src/laws/law.ts";
import { simulate } from "../../src/simulate/simulate.ts";
import { rowsOf } from "../rows.ts";

/** Traps that published fits fell into: each would be open again if its test failed. */
const { theta, design, noise } = chinchilla.example as Example;
const rows = rowsOf(simulate(chinchilla, theta, design, noise, 5));
const fitted = fit(chinchilla, rows);
const set = problem(chinchilla, fitted.observations, fitted.options);
const ones = new Float64Array(rows.length).fill(1);

/** The same objective in other units: its mean, say. */
function times(factor: number): Objective {
  const scale = (values: Float64Array): void => values.set(values.map((x) => factor * x));
  return {
    unknowns: set.unknowns,
    options: set.options,
    objective: (at, weights, delta) => factor * set.objective(at, weights, delta),
    derivatives: (at, weights, g, h, soft, delta) => {
      const value = set.derivatives(at, weights, g, h, soft, delta);
      scale(g);
      scale(h);
      return factor * value;
    },
  };
}

test("a search of the mean, or of a mean in tiny units, does not stop early: it ends where that of the sum does", () => {
  for (const factor of [1 / rows.length, 1e-9, 1e6])
    for (const start of starts(set, 3, 1)) {
      const sum = newton(set, start, ones, 1e-12, true);
      const scaled = newton(times(factor), start, ones, 1e-12, true);
      assert.equal(scaled.end, "arrived");
      assert.ok(scaled.iterations > 5, `${scaled.iterations} iterations`);
      scaled.theta.forEach((x, p) => assert.ok(Math.abs(x - (sum.theta[p] as number)) < 1e-5, `${factor}: unknown ${p}`));
    }
});

test("refits that start at the optimum end where refits from afar do, so that a warm bootstrap is as wide as a cold one", async () => {
  const { theta: draws, replicates, failed } = await bootstrap(fitted, { replicates: 40, seed: 3, threads: 1 });
  assert.equal(failed, 0);
  const stream = 3 + Number.parseInt(fitted.data.sha256.slice(0, 5), 16) * 2 ** 32;
  const plan = { kind: "clusters", seed: stream, levels: clustersOf(set, "run") } as const;
  for (let k = 0; k < replicates; k++) {
    const change = resampled(plan, k, new Float64Array(rows.length));
    assert.ok("weights" in change);
    const cold = starts(set, 6, 100 + k)
      .map((start) => newton(set, start, change.weights, 1e-10, true))
      .reduce((a, b) => (b.objective < a.objective ? b : a));
    const warm = Float64Array.from(draws[k] as readonly number[]);
    const excess = set.objective(warm, change.weights) / cold.objective - 1;
    // A hundredth of what one standard error costs: 1/(2n) of the objective.
    assert.ok(excess < 0.01 / (2 * rows.length), `replicate ${k} lies ${excess} above`);
    assert.ok(
      warm.some((x, p) => Math.abs(x - (fitted.solution[p] as number)) > 1e-6),
      `replicate ${k} has not moved`,
    );
  }
});
