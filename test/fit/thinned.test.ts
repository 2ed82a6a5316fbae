import assert from "node:assert/strict";
import { test } from "node:test";
import { DEFAULTS } from "../../src/fit/fit.ts";
import { problem } from "../../src/fit/problem.ts";
import { search } from "../../src/fit/search.ts";
import { thinned } from "../../src/fit/thinned.ts";
import { THRESHOLDS } from "../../src/fit/thresholds.ts";
import { chinchilla } from "../../src/laws/chinchilla.ts";
import type { Observation } from "../../src/run.ts";

/** Runs of ten evaluations each: every tenth row would be one and the same checkpoint. */
function evaluations(runs: number): Observation[] {
  return Array.from({ length: runs * 10 }, (_, i) => {
    const params = 2e7 * 2 ** (Math.floor(i / 10) % 9);
    const tokens = 1e9 * ((i % 10) + 1) ** 2;
    const loss = (1.8 + 480 / params ** 0.348 + 2100 / tokens ** 0.366) * Math.exp(0.004 * Math.sin(12.9898 * i));
    return { run: `r${Math.floor(i / 10)}`, source: { file: "t", line: i + 1 }, checkpoint: "every", params, tokens, loss, fields: {} };
  });
}

test("thinning keeps every level of what differs inside runs, and as many rows as are asked for", () => {
  const set = problem(chinchilla, evaluations(500), DEFAULTS);
  const few = thinned(set, 500);
  assert.equal(few.losses.length, 500);
  assert.equal(new Set(few.data.D).size, 10);
  assert.equal(new Set(few.data.N).size, 9);
  assert.equal(thinned(set, 5000), set);
  assert.deepEqual(thinned(set, 500).losses, few.losses);
});

test("a search over many rows ends at the optimum of all of them, and says on how many the starts were tried", () => {
  const set = problem(chinchilla, evaluations(Math.ceil(THRESHOLDS.censusRows / 10) + 200), { ...DEFAULTS, starts: 6 });
  const { best, census } = search(set);
  assert.ok(census.rows !== undefined && census.rows <= THRESHOLDS.censusRows);
  const scale = Math.max(...best.g.map((slope, p) => Math.abs(slope) / Math.sqrt((best.h[p * 6] as number) * best.objective)));
  assert.ok(scale < 1e-6, `gradient ${scale}`);
});
