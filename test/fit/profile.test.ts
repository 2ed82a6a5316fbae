import assert from "node:assert/strict";
import { test } from "node:test";
import { allowance } from "../../src/fit/allowance.ts";
import { bootstrap } from "../../src/fit/draws.ts";
import { fit } from "../../src/fit/fit.ts";
import { withIntervals } from "../../src/fit/intervals.ts";
import { profile, withProfiles } from "../../src/fit/profile.ts";
import { dataConstrained } from "../../src/laws/dataConstrained.ts";
import { findLaw } from "../../src/laws/find.ts";
import type { Example } from "../../src/laws/law.ts";
import { random } from "../../src/numeric/random.ts";
import { simulate } from "../../src/simulate/simulate.ts";
import { rowsOf } from "../rows.ts";

const line = findLaw("a + b*K");
const lineRows = Array.from({ length: 12 }, (_, i) => ({
  run: `r${i}`,
  source: { file: "t", line: i + 1 },
  checkpoint: "final" as const,
  loss: 3 + 0.5 * i + 0.05 * Math.sin(3 * i),
  members: i + 1,
  fields: {},
}));

test("of a straight line by least squares: the slope ± t·s/√Sxx, by the textbook", () => {
  const found = fit(line, lineRows, { loss: "squared", residual: "linear" });
  const { interval, lowest } = profile(found, "b");
  const mean = 6.5;
  const sxx = lineRows.reduce((s, row) => s + (row.members - mean) ** 2, 0);
  // Student's quantile for 12 − 2 degrees of freedom; the objective is half the sum of squares.
  const half = 2.2281388519 * Math.sqrt((2 * found.objective) / 10 / sxx);
  const b = found.estimates.b as number;
  assert.ok(
    Math.abs(interval.low - (b - half)) < 1e-4 * half && Math.abs(interval.high - (b + half)) < 1e-4 * half,
    JSON.stringify(interval),
  );
  assert.equal(lowest, 1);
});

test("what the objective may rise by, of Huber's loss: that of squared loss where δ holds all residuals, of least absolute deviations where it holds few", () => {
  const draw = random(3);
  const normal = Float64Array.from({ length: 4000 }, () => 0.01 * draw.normal());
  const squared = allowance(normal, 4, { loss: "squared", delta: 1 }, 0.95);
  assert.equal(allowance(normal, 4, { loss: "huber", delta: 1 }, 0.95), squared);
  // δ·Σ|r| rises by δ·q²/(4·f(0)), f(0) = 1/(0.01·√(2π)) the normal density at 0.
  const delta = 1e-5;
  const few = (delta * 1.96 ** 2 * 0.01 * Math.sqrt(2 * Math.PI)) / 4;
  assert.ok(Math.abs(allowance(normal, 4, { loss: "huber", delta }, 0.95) / few - 1) < 0.1);
});

test("a side that never rises enough has no end, and the diagnostic says both kinds", async () => {
  const { theta, design } = dataConstrained.example as Example;
  const rows = rowsOf(simulate(dataConstrained, { ...theta, RD: 500 }, { ...design, epochs: [1, 1.5, 2] }, 0.005, 5));
  const bare = fit(dataConstrained, rows);
  const found = withProfiles(withIntervals(bare, await bootstrap(bare, { replicates: 40 })));
  assert.equal(found.profiles?.RD?.high, Number.POSITIVE_INFINITY);
  assert.ok((found.profiles?.RD?.low as number) > 1);
  assert.ok(found.diagnostics.some((d) => d.code === "not-identified" && /RD is not identified: .*; profile: above/.test(d.message)));
});

test("a parameter that is not free, or a level that is no share, is a usage error", () => {
  const found = fit(line, lineRows, { loss: "squared", residual: "linear" });
  assert.throws(() => profile(found, "B"), /Cannot profile "B"/);
  assert.throws(() => profile(found, "b", 95), /Cannot profile at level 95: expected a share/);
});
