import assert from "node:assert/strict";
import { test } from "node:test";
import { isLimitKnown, limitUnknown, type Observation, sizeLimit } from "../../../src/index.ts";

const of = (losses: readonly number[]): Observation[] =>
  losses.map((loss, i) => ({
    run: `r${i}`,
    source: { file: "made.csv", line: i + 2 },
    checkpoint: "final",
    recipe: "regularized",
    params: 1e6 * 2 ** i,
    uniqueTokens: 1e8,
    loss,
    fields: {},
  }));
const SIZES = [1, 2, 4, 8, 16];
/** 3 + .4/√N with N in 1e6. */
const falling = SIZES.map((n) => 3 + 0.4 / Math.sqrt(n));

test("the limit of a law through falling losses is known, also where it is exact, until a loss below it was measured", async () => {
  const whole = await sizeLimit(of(falling), { noise: 0.0005, replicates: 200 });
  assert.deepEqual(limitUnknown(whole), []);
  const exact = await sizeLimit(of(falling.slice(0, 3)));
  assert.deepEqual([exact.status, isLimitKnown(exact)], ["exact", true]);
  assert.deepEqual(limitUnknown(whole, 2.9), ["limit-above-measured"]);
  assert.ok(isLimitKnown(whole, 3.1));
});

test("a limit above a loss of its own rows is none, and a finding says so", async () => {
  // 3 + .4/√N, but one size of twelve far below: the interval of the limit does not reach it.
  const twelve = Array.from({ length: 12 }, (_, i) => (i === 6 ? 2.6 : 3 + 0.4 / Math.sqrt(2 ** i)));
  const bent = await sizeLimit(of(twelve), { replicates: 100 });
  assert.ok((bent.limit.interval?.low as number) > 2.6);
  assert.ok(limitUnknown(bent).includes("limit-above-measured"));
  assert.match(bent.diagnostics.find(({ code }) => code === "limit-above-measured")?.message ?? "", /above the lowest .*2\.6000/);
  // By chance: within the interval.
  const chance = await sizeLimit(of([3.4, 3.2, 3.15, 3.05, 3.16]), { replicates: 100 });
  assert.ok((chance.limit.value as number) > 3.05 && !limitUnknown(chance).includes("limit-above-measured"));
  const held = await sizeLimit(of(falling), { fixed: { E: 3.15 } });
  assert.ok(!held.diagnostics.some(({ code }) => code === "limit-above-measured"), "a limit that was given is no finding of the fit");
});

test("a flat tail, and a limit that no bound holds from below, are not known", async () => {
  const flat = await sizeLimit(of([3.5, 3.1, 3.1001, 3.0999, 3.1]), { replicates: 50 });
  assert.ok(limitUnknown(flat).some((code) => ["flat", "exponent-runaway"].includes(code)));
  const straight = await sizeLimit(of(SIZES.map((n) => 3.6 - 0.1 * Math.log2(n))), { noise: 0.003, replicates: 200 });
  assert.ok(limitUnknown(straight).some((code) => ["not-identified", "at-bound"].includes(code)));
});

test("a limit that may as well be a fifth lower is not known; one with a narrow interval is, until a loss below it was measured", () => {
  const limit = (low: number) => ({ limit: { value: 3, interval: { low, high: 3.2, level: 0.95, method: "" }, missing: 0 } });
  const plain = { status: "converged", diagnostics: [] } as const;
  assert.deepEqual(limitUnknown({ ...plain, ...limit(2.5) }), ["not-identified"]);
  assert.deepEqual(limitUnknown({ ...plain, ...limit(2.7) }), []);
  assert.deepEqual(limitUnknown({ ...plain, ...limit(2.7) }, 2.99), ["limit-above-measured"], "also where the interval holds that loss");
  assert.deepEqual(limitUnknown({ ...plain, ...limit(2.7) }, 3.01), []);
});
