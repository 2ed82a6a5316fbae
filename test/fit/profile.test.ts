import assert from "node:assert/strict";
import { test } from "node:test";
import { bootstrap } from "../../src/fit/draws.ts";
import { fit } from "../../src/fit/fit.ts";
import { withIntervals } from "../../src/fit/intervals.ts";
import { profile, withProfiles } from "../../src/fit/profile.ts";
import { dataConstrained } from "../../src/laws/dataConstrained.ts";
import { findLaw } from "../../src/laws/find.ts";
import type { Example } from "../../src/laws/law.ts";
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

test("of a straight line by least squares: the slope ± √(χ²-like ceiling), in closed form", () => {
  const found = fit(line, lineRows, { loss: "squared", residual: "linear" });
  const { interval, lowest } = profile(found, "b");
  // S(b) = S_min + Sxx/2·(b − b̂)², so S(b) = S_min·exp(3.841/n) at b̂ ± √(2·S_min·(exp(3.841/n) − 1)/Sxx).
  const mean = 6.5;
  const sxx = lineRows.reduce((s, row) => s + (row.members - mean) ** 2, 0);
  const half = Math.sqrt((2 * found.objective * (Math.exp(3.841 / 12) - 1)) / sxx);
  const b = found.estimates.b as number;
  assert.ok(
    Math.abs(interval.low - (b - half)) < 1e-4 * half && Math.abs(interval.high - (b + half)) < 1e-4 * half,
    JSON.stringify(interval),
  );
  assert.equal(lowest, 1);
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
