import assert from "node:assert/strict";
import { test } from "node:test";
import { contour } from "../../../src/analyze/versus/contours.ts";
import { frontier } from "../../../src/analyze/versus/frontier.ts";
import { inferenceFlops } from "../../../src/analyze/versus/inferenceFlops.ts";
import { isoLoss } from "../../../src/analyze/versus/isoLoss.ts";
import { returnOnRepetition } from "../../../src/analyze/versus/returnOnRepetition.ts";
import { scatteredContour, triangles } from "../../../src/analyze/versus/scattered.ts";
import { IsolossError, UsageError } from "../../../src/errors.ts";
import { chinchilla } from "../../../src/laws/chinchilla.ts";
import { dataConstrained } from "../../../src/laws/dataConstrained.ts";
import { findLaw } from "../../../src/laws/find.ts";
import { descend } from "../../../src/numeric/descend.ts";
import { AR, exactly, noisy } from "./fitted.ts";
import { finals } from "./pair.ts";

test("without repetition the frontier stops where the closed form says", () => {
  // L − E = (A·G^−a + B·G^a)·(C/6)^(−a/2) at the best split of a law with alpha = beta = a, G = (A/B)^(1/(2a)).
  const [A, B, a] = [400, 900, 0.3];
  const fit = exactly(findLaw("E + A/N^alpha + B/D^beta + 0*U"), { E: 1.8, A, B, alpha: a, beta: a });
  const G = (A / B) ** (1 / (2 * a));
  const k = (A * G ** -a + B * G ** a) * 6 ** (a / 2);
  const stop = ((k * (1 - 2 ** (-a / 2))) / 0.01) ** (2 / a);
  const found = frontier(fit, 1e9, [1e19], { tolerance: 0.01 });
  assert.ok(Math.abs((found.stop.C.value as number) / stop - 1) < 1e-4, `${found.stop.C.value} against ${stop}`);
  assert.ok(Math.abs((found.stop.loss.value as number) - 1.8 - k * stop ** (-a / 2)) < 1e-6);
  assert.ok(Math.abs((found.points[0]?.N.value as number) / (G * (1e19 / 6) ** 0.5) - 1) < 1e-4);
});

test("with repetition the frontier ends above the law's floor, and draws carry intervals", async () => {
  const fit = await noisy(AR);
  const { points, stop, floor } = frontier(fit, 1e8, [1e20, 1e18]);
  assert.deepEqual(
    points.map(({ C }) => C),
    [1e18, 1e20],
  );
  const { A, B, alpha, beta, E, RD, RN } = fit.estimates as typeof AR;
  const U = 1e8;
  const UN =
    (U * ((alpha * A) / (beta * B)) ** (1 / (alpha + beta))) ** (beta / alpha) * ((alpha * A) / (beta * B)) ** (1 / (alpha + beta));
  const expected = E + A / (UN * (1 + RN)) ** alpha + B / (U * (1 + RD)) ** beta;
  assert.ok(Math.abs((floor.value as number) / expected - 1) < 1e-9);
  assert.ok((stop.loss.value as number) > expected && (stop.loss.value as number) < expected + 0.02);
  assert.ok((points[0]?.epochs.value as number) < (points[1]?.epochs.value as number));
  for (const { value, interval } of [stop.C, floor, points[1]?.N as never])
    assert.ok(value && interval && interval.low < value && value < interval.high);
  assert.throws(() => frontier(fit, 1e8, []), UsageError);
  const plain = exactly(chinchilla, { E: 1.8, A: 300, B: 800, alpha: 0.3, beta: 0.3 }, { N: [1e7, 1e8, 1e9], D: [1e9, 1e10] });
  assert.throws(() => frontier(plain, 1e8, [1e20]), IsolossError);
  assert.throws(() => isoLoss(plain, 1e8, { epochs: [1, 2], params: [1e7, 1e8] }), IsolossError);
});

test("a contour of a plane in logarithms is a straight line, and a hole is left out", () => {
  const x = [1, 2, 4, 8];
  const y = [10, 100, 1000];
  const z = y.map((b) => x.map((a) => Math.log(a) + Math.log(b)));
  const segments = contour({ x, y, z }, Math.log(150));
  assert.ok(segments.length >= 3);
  for (const [x1, y1, x2, y2] of segments) assert.ok(Math.abs(x1 * y1 - 150) < 1e-9 && Math.abs(x2 * y2 - 150) < 1e-9);
  const holed = contour({ x, y, z: z.map((row, j) => row.map((value, i) => (i === 1 && j === 1 ? Number.NaN : value))) }, Math.log(150));
  assert.ok(holed.length < segments.length);
  assert.deepEqual(contour({ x, y, z }, 100), []);
});

test("a saddle's two lines go round the corners that its middle does not join", () => {
  const saddle = (middleHigh: boolean) =>
    contour(
      {
        x: [1, 2],
        y: [1, 2],
        z: middleHigh
          ? [
              [2, -1],
              [-1, 2],
            ]
          : [
              [1, -2],
              [-2, 1],
            ],
      },
      0,
    );
  // A high middle joins the high corners (1, 1) and (2, 2): lines cut off the low ones, at x near 2 with y near 1 and the reverse.
  const cutOff = (segments: ReturnType<typeof saddle>) => segments.map(([x1, y1, x2, y2]) => (x1 + x2) / 2 > 1.45 === (y1 + y2) / 2 > 1.45);
  assert.deepEqual(cutOff(saddle(true)), [false, false]);
  assert.deepEqual(cutOff(saddle(false)), [true, true]);
});

test("iso-loss panels share levels, and the measured one averages seeds at the places that were run", () => {
  const fit = exactly(dataConstrained, AR);
  const extra = {
    ...(fit.observations.find((row) => row.uniqueTokens === 1e8 && row.epochs === 4 && row.params === 1e8) as (typeof fit.observations)[0]),
  };
  const rows = [...fit.observations, { ...extra, loss: extra.loss + 0.2 }];
  const found = isoLoss(fit, 1e8, { epochs: [1, 8, 64], params: [1e7, 1e8, 1e9], levels: [4, 3.5], rows });
  assert.deepEqual(found.levels, [3.5, 4]);
  assert.equal(found.measured.cells.length, 35);
  const cell = found.measured.cells.find(({ epochs, N }) => epochs === 4 && N === 1e8);
  assert.ok(cell?.runs === 2 && Math.abs(cell.loss - extra.loss - 0.1) < 1e-12);
  const level = found.measured.contours[1];
  assert.ok(level && level.segments.length > 0 && found.law.contours[1]?.segments.length);
  assert.ok(
    Math.abs(
      (found.law.lattice.z[1]?.[1] as number) - (found.measured.cells.find(({ epochs, N }) => epochs === 8 && N === 1e8)?.loss as number),
    ) < 1e-9,
  );
  assert.throws(() => isoLoss(fit, 1e8, { epochs: [1], params: [1e7, 1e8] }), UsageError);
});

test("return curves hold compute or unique tokens, start at one epoch, and show the runs that are there", () => {
  const fit = exactly(dataConstrained, AR);
  const fixed = returnOnRepetition(fit, { N: 1e8, D: 1.6e9 }, [1, 4, 16]);
  assert.deepEqual(
    fixed.map(({ U, D }) => [U, D]),
    [
      [1.6e9, 1.6e9],
      [4e8, 1.6e9],
      [1e8, 1.6e9],
    ],
  );
  assert.equal(fixed[0]?.ratio.value, 1);
  assert.ok(fixed.every(({ fresh }) => fresh === fixed[0]?.loss.loss) && (fixed[2]?.ratio.value as number) > 1);
  assert.equal(fixed[1]?.measured, undefined);
  assert.ok(Math.abs((fixed[2]?.measured?.loss as number) - (fixed[2]?.loss.loss as number)) < 1e-9);
  const growing = returnOnRepetition(fit, { N: 1e8, U: 1e8 }, [1, 4]);
  assert.ok(
    (growing[1]?.ratio.value as number) < 1 && growing[1]?.D === 4e8 && (growing[1]?.fresh as number) < (growing[1]?.loss.loss as number),
  );
  assert.throws(() => returnOnRepetition(fit, { N: 1e8 }, [1]), UsageError);
  assert.throws(() => returnOnRepetition(fit, { N: 1e8, D: 1e9 }, [0.5]), UsageError);
});

test("inference FLOP are those of the stated sampling steps, and unknown without them", () => {
  const [row] = finals("mdm", [4], () => 3) as [ReturnType<typeof finals>[0]];
  assert.equal(inferenceFlops({ ...row, fields: { sampling_steps: 128 } }, 1024), 2 * 1e8 * 1024 * 128);
  assert.equal(inferenceFlops({ ...row, fields: { forward_passes: "64" } }, 10), 2 * 1e8 * 10 * 64);
  assert.equal(inferenceFlops(row, 1024), undefined);
});

test("descend finds the minimum beside its start, and none where a function falls for ever", () => {
  const found = descend((x) => (x - 3) ** 4 - x, -20, 0.3, 1e-9);
  assert.ok(Math.abs((found?.x as number) - (3 + 0.25 ** (1 / 3))) < 1e-6);
  assert.equal(
    descend((x) => -x, 0, 1, 1e-6),
    undefined,
  );
});

test("triangles of scattered places are those of scipy.spatial.Delaunay on logarithms scaled to their ranges", () => {
  const places = Array.from({ length: 40 }, (_, i) => ({
    x: Math.exp(5 * (((i + 1) * 0.6180339887498949) % 1)),
    y: Math.exp(11 * (((i + 1) * 0.7548776662466927) % 1)),
  }));
  // scipy 1.10 on the same places, corners by position, without triangles of an area below 1e-4.
  const expected =
    "0-5-13 0-5-20 0-8-36 0-8-37 0-13-21 0-20-28 0-21-29 0-28-36 0-29-37 1-6-14 1-6-34 1-9-37 1-9-38 1-14-22 1-22-30 1-29-34 1-29-37 1-30-38 2-5-10 2-5-20 2-7-15 2-7-20 2-10-39 2-15-23 2-23-31 2-31-39 3-7-15 3-11-39 3-15-23 3-23-31 3-31-39 4-9-17 4-9-37 4-12-32 4-12-33 4-17-25 4-25-33 4-32-37 5-10-18 5-13-34 5-18-26 5-26-34 6-11-19 6-11-39 6-14-35 6-19-27 6-27-35 6-34-39 8-16-36 8-16-37 9-17-38 10-18-39 13-21-34 14-22-35 16-24-36 16-24-37 17-25-38 18-26-39 21-29-34 22-30-35 24-32-36 24-32-37 25-33-38 26-34-39 30-35-38";
  const found = triangles(places).map((own) => [...own].sort((a, b) => a - b).join("-"));
  assert.deepEqual(found.sort(), expected.split(" ").sort());
  const line = Array.from({ length: 5 }, (_, i) => ({ x: 2 ** i, y: 3 ** i }));
  assert.deepEqual(triangles(line), []);
});

test("a contour of scattered values of a plane in logarithms is a straight line, and ends with the places", () => {
  const places = [
    [1, 10],
    [2, 1000],
    [8, 10],
    [5, 300],
    [16, 900],
    [3, 60],
  ].map(([x, y]) => ({ x: x as number, y: y as number, z: Math.log((x as number) * (y as number)) }));
  const segments = scatteredContour(places, triangles(places), Math.log(200));
  assert.ok(segments.length >= 3);
  for (const [x1, y1, x2, y2] of segments) {
    assert.ok(Math.abs(x1 * y1 - 200) < 1e-9 && Math.abs(x2 * y2 - 200) < 1e-9);
    for (const x of [x1, x2]) assert.ok(x >= 1 && x <= 16);
  }
  assert.deepEqual(scatteredContour(places, triangles(places), 100), []);
});
