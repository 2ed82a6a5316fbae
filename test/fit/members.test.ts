import assert from "node:assert/strict";
import { test } from "node:test";
import { bootstrap } from "../../src/fit/draws.ts";
import { fit } from "../../src/fit/fit.ts";
import { withIntervals } from "../../src/fit/intervals.ts";
import { lawIn } from "../../src/laws/define.ts";
import { power } from "../../src/laws/power.ts";
import { random } from "../../src/numeric/random.ts";
import type { Observation } from "../../src/run.ts";

/** Every subset of members whose log losses are moved by effects of their own. */
function subsets(effects: readonly number[]): Observation[] {
  return Array.from({ length: 2 ** effects.length - 1 }, (_, i): Observation => {
    const members = effects.flatMap((_, m) => ((i + 1) & (1 << m) ? [m] : []));
    const loss = (3.35 + 0.26 / members.length) * Math.exp(members.reduce((sum, m) => sum + (effects[m] as number), 0) / members.length);
    const memberRuns = members.map((m) => `s${m}`);
    const source = { file: "t", line: i + 1 };
    return { run: `e${i}`, source, checkpoint: "final", loss, members: members.length, memberRuns, fields: {} };
  });
}

const intervalOf = async (rows: readonly Observation[], replicates: number, seed: number) => {
  const bare = fit(lawIn(power, "K"), rows, { loss: "squared", residual: "linear", starts: 4 });
  const { intervals } = withIntervals(bare, await bootstrap(bare, { replicates, seed, threads: 1 }));
  return intervals.E as { low: number; high: number };
};

test("the interval of the limit of five members holds the truth as often as it says: without Student's factor it would in 87.8 %", async () => {
  let held = 0;
  for (let seed = 0; seed < 300; seed++) {
    const draw = random(41, seed);
    const { low, high } = await intervalOf(subsets(Array.from({ length: 5 }, () => 0.0022 * draw.normal())), 200, seed);
    if (low <= 3.35 && 3.35 <= high) held++;
  }
  // 285 are expected of 95 %, with a standard deviation of 4; 263 of 87.8 %.
  assert.ok(held >= 275, `${held} of 300`);
});

test("the width is Student's of a mean: 2 · t(.975, 4) · s/√5", async () => {
  const effects = [0.0031, -0.0012, 0.0004, -0.0026, 0.0018];
  const mean = effects.reduce((a, b) => a + b, 0) / 5;
  const sd = Math.sqrt(effects.reduce((sum, x) => sum + (x - mean) ** 2, 0) / 4);
  const { low, high } = await intervalOf(subsets(effects), 4000, 0);
  const expected = 2 * 2.776445 * 3.35 * (sd / Math.sqrt(5));
  assert.ok(Math.abs((high - low) / expected - 1) < 0.1, `${high - low} against ${expected}`);
});

test("one member has no spread that could be unknown", async () => {
  const [row] = subsets([0.001]);
  const rows = [1, 2, 3, 4].map((K) => ({ ...(row as Observation), run: `e${K}`, members: K, loss: 3.35 + 0.26 / K + 0.001 * (K % 2) }));
  const { low, high } = await intervalOf(rows, 50, 0);
  assert.ok(Number.isFinite(low) && Number.isFinite(high) && low < high);
});
