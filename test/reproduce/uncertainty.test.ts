import assert from "node:assert/strict";
import { test } from "node:test";
import { fit } from "../../src/fit/fit.ts";
import type { Fit } from "../../src/fit/types.ts";
import { lawIn } from "../../src/laws/define.ts";
import { power } from "../../src/laws/power.ts";
import type { Uncertainty } from "../../src/reproduce/claim.ts";
import { rowsOf, type Tables } from "../../src/reproduce/tables.ts";
import { arithmetic, descriptive, drawn, estimatesOf, fromFits, given, parameters, range } from "../../src/reproduce/uncertainty.ts";

const none = {} as Tables;
const CLAIM = { quantity: "a number", published: "1", source: "a test", data: [] };
const law = lawIn(power, "N");

/** 2 + N^−1/2, off by some, at 1, 2, 4, … */
const fitted = (misses: readonly number[]): Fit =>
  fit(
    law,
    rowsOf(
      "N",
      misses.map((miss, i) => [2 ** i, 2 + 2 ** (-i / 2) + miss]),
    ),
    { loss: "squared", residual: "linear" },
  );
const exact = fitted([0, 0, 0]);
const loose = fitted([0.002, -0.003, 0.001, 0.001, -0.001, 0]);
const looser = fitted([0.001, -0.002, 0.002, -0.001]);

async function said(uncertainty: Uncertainty | Promise<Uncertainty> | undefined): Promise<Extract<Uncertainty, { kind: "interval" }>> {
  const found = await uncertainty;
  return found?.kind === "interval" ? found : assert.fail(`${found?.kind}`);
}

test("given numbers are exact, of no fit; a range and a description say what they are of", () => {
  const claim = arithmetic(CLAIM, () => 4);
  assert.equal(claim.ours(none), 4);
  assert.equal(claim.uncertainty?.(none), given);
  assert.deepEqual(given, { kind: "exact", note: "no fit" });
  assert.deepEqual(range("three inputs"), { kind: "range", note: "three inputs" });
  assert.equal(descriptive.kind, "descriptive");
});

test("parameters of a fit without a degree of freedom are solved for: exact", async () => {
  const claim = parameters(CLAIM, () => exact, ["E", "alpha"]);
  const [E, alpha] = (await claim.ours(none)) as number[];
  assert.ok(Math.abs((E as number) - 2) < 1e-9 && Math.abs((alpha as number) - 0.5) < 1e-9);
  assert.deepEqual(await claim.uncertainty?.(none), { kind: "exact", note: "solved for" });
});

test("parameters of a fit with some have an interval each, in the order of their names, and their degrees of freedom", async () => {
  const claim = parameters(CLAIM, () => loose, ["E", "alpha"]);
  const ours = (await claim.ours(none)) as number[];
  assert.deepEqual(ours, [loose.estimates.E, loose.estimates.alpha]);
  const { intervals, degreesOfFreedom, note } = await said(claim.uncertainty?.(none));
  assert.equal(degreesOfFreedom, 3);
  assert.equal(note, "parametric, 10000 draws");
  assert.equal(intervals.length, 2);
  for (const [i, { low, high }] of intervals.entries()) assert.ok(low < (ours[i] as number) && (ours[i] as number) < high);
});

test("an interval is that of the numbers, not of the parameters: doubled numbers, doubled ends", async () => {
  const of = (times: number) =>
    said(
      fromFits(
        CLAIM,
        () => [loose],
        ([found]) => [times * (found?.E as number)],
      ).uncertainty?.(none),
    );
  const [one, two] = await Promise.all([of(1), of(2)]);
  assert.ok(Math.abs((two.intervals[0]?.high as number) - 2 * (one.intervals[0]?.high as number)) < 1e-12);
  const draws = await drawn(loose);
  const inside = draws.filter(
    ({ E }) => (E as number) >= (one.intervals[0]?.low as number) && (E as number) <= (one.intervals[0]?.high as number),
  );
  assert.ok(Math.abs(inside.length / draws.length - 0.95) < 0.002);
});

test("numbers of several fits are as free as the least of them, and their draws are paired by position", async () => {
  const claim = fromFits(
    CLAIM,
    () => [loose, looser, loose],
    ([a, , c]) => [(a?.E as number) - (c?.E as number)],
  );
  const { intervals, degreesOfFreedom } = await said(claim.uncertainty?.(none));
  assert.equal(degreesOfFreedom, 1);
  assert.deepEqual([intervals[0]?.low, intervals[0]?.high], [0, 0]);
});

test("a fit without a degree of freedom beside one that has some gives no interval, rather than one that leaves out its doubt", async () => {
  const claim = fromFits(
    CLAIM,
    () => [exact, loose],
    (all) => all.map(({ E }) => E as number),
  );
  await assert.rejects(async () => claim.uncertainty?.(none), /leave no degree of freedom/);
});

test("draws are made once a fit, and those that it has are kept", async () => {
  assert.equal(await drawn(loose), await drawn(loose));
  const draws = { method: "parametric", seed: 0, names: [], theta: [loose.solution], replicates: 1, failed: 0 } as const;
  const own = await drawn({ ...loose, draws });
  assert.equal(own.length, 1);
  assert.ok(Math.abs((own[0]?.E as number) - (loose.estimates.E as number)) < 1e-12);
});

test("a draw at the upper bound of a parameter has none: it is without end", () => {
  // The law's exponent is searched up to 20; its other parameters have no upper bound.
  const far = Object.keys(loose.estimates).map((name, p) => (name === "alpha" ? 20 : (loose.solution[p] as number)));
  const draws = { method: "parametric", seed: 0, names: [], theta: [loose.solution, far], replicates: 2, failed: 0 } as const;
  const [inside, outside] = estimatesOf(loose, draws);
  assert.ok(Object.values(inside ?? {}).every(Number.isFinite));
  assert.equal(outside?.alpha, Number.POSITIVE_INFINITY);
  assert.ok(Math.abs((outside?.E as number) - (loose.estimates.E as number)) < 1e-12);
});
