import assert from "node:assert/strict";
import { before, test } from "node:test";
import { bestSplit } from "../../../src/analyze/allocate.ts";
import { crossingCompute } from "../../../src/analyze/criticalCompute.ts";
import { predictorOf, predictors } from "../../../src/analyze/predictor.ts";
import { criticalComputeCurve, criticalComputeSensitivity, criticalLine } from "../../../src/analyze/versus/criticalComputeCurve.ts";
import { crossoverOfLaws } from "../../../src/analyze/versus/crossoverOfLaws.ts";
import { lossDifferenceGrid } from "../../../src/analyze/versus/lossDifferenceGrid.ts";
import { IsolossError, UsageError } from "../../../src/errors.ts";
import type { Fit } from "../../../src/fit/types.ts";
import { chinchilla } from "../../../src/laws/chinchilla.ts";
import { dataConstrained } from "../../../src/laws/dataConstrained.ts";
import { AR, exactly, MDM, noisy } from "./fitted.ts";

let ar: Fit;
let mdm: Fit;
before(async () => {
  [ar, mdm] = [await noisy(AR), await noisy(MDM)];
});

test("the fast search finds the critical compute of the full one in every draw", () => {
  const [a, b] = [predictors(ar), predictors(mdm)];
  for (let k = 0; k < 6; k++) {
    const [p, q] = [a.draws[k], b.draws[k]] as [NonNullable<(typeof a.draws)[0]>, NonNullable<(typeof b.draws)[0]>];
    for (const irreducible of ["kept", "dropped"] as const) {
      const [fast] = criticalLine(p, q, [1e8], irreducible).computes as [number];
      const full = crossingCompute(p, q, 1e8, irreducible);
      if (full === undefined) assert.ok(fast === 0 || fast === Number.POSITIVE_INFINITY);
      else assert.ok(Math.abs(fast / full - 1) < 1e-6, `${fast} against ${full}`);
    }
  }
});

test("the curve says its convention, R_N*, what was measured and asked, and marks what is extrapolated", () => {
  const found = criticalComputeCurve(ar, mdm, { U: [1e8, 3e8, 1e9, 1e11], irreducible: "dropped" });
  assert.equal(found.irreducible, "dropped");
  assert.deepEqual(found.RN, { first: ar.estimates.RN, second: mdm.estimates.RN });
  assert.deepEqual(found.measured.first.U, [1e8, 1e9]);
  assert.deepEqual(found.measured.second.C, [6 * 1e7 * 1e8, 6 * 1e9 * 64e9]);
  assert.deepEqual(found.asked.U, [1e8, 1e11]);
  const [within, , , beyond] = found.points;
  assert.ok(within?.extrapolated.first.U === undefined && Math.abs((beyond?.extrapolated.first.U as number) - 2) < 1e-9);
  const reach = Math.log10((beyond?.compute.value as number) / (6 * 1e9 * 64e9));
  assert.ok(Math.abs((beyond?.extrapolated.second.C as number) - reach) < 1e-4 && reach > 1);
  const { value, interval } = found.slope ?? {};
  assert.ok(value !== undefined && interval && interval.low < value && value < interval.high, `${value}`);
  for (const { compute } of found.points) assert.ok(compute.value && compute.interval && compute.interval.low <= compute.interval.high);
});

test("a second family that is never lower has no critical compute, and bounds in place of an interval", () => {
  const low = exactly(dataConstrained, { ...AR, E: 1.7, RD: 500, RN: 1300 });
  const { points, slope } = criticalComputeCurve(low, exactly(dataConstrained, { ...AR, E: 2.2, RD: 500, RN: 1300 }), {
    U: [1e8, 1e9],
    irreducible: "kept",
  });
  assert.deepEqual(
    points.map(({ compute, splits }) => [compute.value, splits]),
    [
      [undefined, undefined],
      [undefined, undefined],
    ],
  );
  assert.equal(slope, undefined);
});

test("R_N* of AR moves the critical compute, by a factor that is said; its values are given or its interval's", () => {
  const given = criticalComputeSensitivity(ar, mdm, { U: 1e8, irreducible: "kept", RN: [5.3, 38] });
  const at = (RN: number) =>
    crossingCompute(predictorOf(dataConstrained, { ...ar.estimates, RN }), predictorOf(dataConstrained, mdm.estimates), 1e8);
  const factor = (at(38) as number) / (at(5.3) as number);
  assert.ok(Math.abs((given.factor as number) / factor - 1) < 1e-6 && factor > 3);
  const own = criticalComputeSensitivity(ar, mdm, { U: 1e8, irreducible: "kept" });
  assert.ok(own.values.length >= 2 && own.values.some(({ RN }) => RN === ar.estimates.RN));
  const bare = exactly(dataConstrained, AR);
  assert.throws(() => criticalComputeSensitivity(bare, mdm, { U: 1e8, irreducible: "kept" }), /no interval/);
  const plain = exactly(chinchilla, { E: 1.8, A: 300, B: 800, alpha: 0.3, beta: 0.3 }, { N: [1e7, 1e8, 1e9], D: [1e9, 1e10] });
  assert.throws(() => criticalComputeSensitivity(plain, mdm, { U: 1e8, irreducible: "kept" }), UsageError);
  assert.throws(() => criticalComputeCurve(plain, mdm, { U: [1e8], irreducible: "kept" }), IsolossError);
  assert.throws(() => criticalComputeCurve(ar, mdm, { U: [], irreducible: "kept" }), UsageError);
});

test("the grid holds second − first at each family's best size, and the share of draws in which the second is lower", () => {
  const { cells } = lossDifferenceGrid(ar, mdm, [1e9, 1e8], [1e21, 1e18], "kept");
  assert.deepEqual(
    cells.map(({ U, C }) => [U, C]),
    [
      [1e8, 1e18],
      [1e8, 1e21],
      [1e9, 1e18],
      [1e9, 1e21],
    ],
  );
  const [a, b] = [predictors(ar).best, predictors(mdm).best];
  for (const { U, C, difference } of cells) {
    const expected = (bestSplit(b, { C, U })?.loss as number) - (bestSplit(a, { C, U })?.loss as number);
    assert.ok(Math.abs((difference as number) - expected) < 1e-8, `${U} ${C}`);
  }
  assert.deepEqual([cells[0]?.secondLower, cells[1]?.secondLower], [0, 1]);
});

test("two laws cross along epochs where their losses are equal, marked where that is beyond the rows", () => {
  const at = { N: 1e9, U: 1e8 };
  const found = crossoverOfLaws(ar, mdm, "epochs", at);
  const [a, b] = [predictors(ar).best, predictors(mdm).best];
  const x = found.x.value as number;
  assert.ok(Math.abs(a.loss({ ...at, D: 1e8 * x }) - b.loss({ ...at, D: 1e8 * x })) < 1e-9);
  assert.equal(found.ahead, "second");
  assert.ok(found.x.interval && found.x.interval.low < x && x < found.x.interval.high);
  if (x > 64) assert.ok(Math.abs((found.extrapolated.first.epochs as number) - Math.log10(x / 64)) < 1e-9);
  const [tokens, compute] = [crossoverOfLaws(ar, mdm, "tokens", at), crossoverOfLaws(ar, mdm, "compute", at)];
  assert.ok(Math.abs((tokens.x.value as number) / (1e8 * x) - 1) < 1e-6);
  assert.ok(Math.abs((compute.x.value as number) / (6 * 1e9 * 1e8 * x) - 1) < 1e-6);
});

test("laws that do not cross say how near they come, and a quantity that is not held is asked for", () => {
  const [low, high] = [exactly(dataConstrained, AR), exactly(dataConstrained, { ...AR, E: 1.93 })];
  const found = crossoverOfLaws(low, high, "unique_tokens", { N: 1e8, epochs: 4 });
  assert.deepEqual([found.x.value, found.count, found.ahead], [undefined, 0, "first"]);
  assert.ok(Math.abs((found.nearest?.gap as number) + 0.1) < 1e-9);
  assert.throws(() => crossoverOfLaws(low, high, "epochs", { N: 1e8 }), /U is not given/);
});
