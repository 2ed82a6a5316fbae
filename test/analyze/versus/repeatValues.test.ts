import assert from "node:assert/strict";
import { test } from "node:test";
import { freshTokens } from "../../../src/analyze/freshTokens.ts";
import { predictorOf } from "../../../src/analyze/predictor.ts";
import { halfLives } from "../../../src/analyze/versus/halfLives.ts";
import { lawChecks } from "../../../src/analyze/versus/lawChecks.ts";
import { measures } from "../../../src/analyze/versus/measures.ts";
import { diagnoseRepeats } from "../../../src/analyze/versus/repeatsKnown.ts";
import { repeatValues } from "../../../src/analyze/versus/repeatValues.ts";
import { bootstrap } from "../../../src/fit/draws.ts";
import { fit } from "../../../src/fit/fit.ts";
import { withIntervals } from "../../../src/fit/intervals.ts";
import type { Fit, FitOptions } from "../../../src/fit/types.ts";
import { chinchilla } from "../../../src/laws/chinchilla.ts";
import { dataConstrained } from "../../../src/laws/dataConstrained.ts";
import type { Example, Law } from "../../../src/laws/law.ts";
import { quokkaRising } from "../../../src/laws/quokkaRising.ts";
import { simulate } from "../../../src/simulate/simulate.ts";
import { rowsOf } from "../../rows.ts";

const { theta } = dataConstrained.example as Example;
const N = [3e5, 3e6, 3e7, 3e8];
const U = [1e8, 8e8];

async function fitted(
  law: Law,
  own: Readonly<Record<string, number>>,
  epochs: readonly number[],
  options: Partial<FitOptions> = {},
): Promise<Fit> {
  const bare = fit(law, rowsOf(simulate(law, own, { N, U, epochs }, 0.002, 7)), { starts: 8, ...options });
  return withIntervals(bare, await bootstrap(bare, { replicates: 60 }));
}

const { RD: _, ...base } = theta;
const held = base as Record<string, number>;
const near = (got: number | undefined, wanted: number, share: number): void =>
  assert.ok(got !== undefined && Math.abs(got / wanted - 1) < share, `${got}, expected ${wanted}`);

test("values of repeats are those of the formula where the size is small", async () => {
  const own = await fitted(dataConstrained, theta, [1, 2, 4, 12, 40, 120], { fixed: held });
  const RD = own.estimates.RD as number;
  const found = repeatValues(own, { N: 3e5, U: 1e8, epochs: [1, 4, 16, 200] });
  for (const { epochs, effectiveTokens, mean, marginal } of found.values) {
    const R = epochs - 1;
    const fresh = 1e8 * (1 + RD * (1 - Math.exp(-R / RD)));
    near(effectiveTokens.value, fresh, 1e-9);
    if (R > 0) near(mean.value, (RD * (1 - Math.exp(-R / RD))) / R, 1e-6);
    else assert.equal(mean.value, undefined);
    near(marginal.value, Math.exp(-R / RD), 1e-3);
  }
  assert.deepEqual(
    found.values.map(({ inRange }) => inRange),
    [true, true, true, false],
  );
  near(found.ceiling.value, 1 + RD, 1e-9);
  near(found.halfLives.eFold.repeats.value, RD, 1e-6);
  near(found.halfLives.half.repeats.value, RD * Math.LN2, 1e-6);
  assert.match(found.halfLives.eFold.meaning, /1\/e/);
  assert.match(found.halfLives.half.meaning, /half of a fresh one/);
  assert.equal(found.eFold.state, "number");
  assert.equal(found.eFold.parameter, "RD");
  assert.ok((found.eFold.interval?.low as number) < 12 && (found.eFold.interval?.high as number) > 12);
  assert.deepEqual([found.runs, found.repeats[1], found.held.E], [48, 119, theta.E]);
  assert.deepEqual(
    found.diagnostics.filter((d) => d.code !== "one-epoch-not-base"),
    [],
  );
});

test("few epochs of a law that bears many repeats give a bound, and say so", async () => {
  const own = await fitted(dataConstrained, { ...theta, RD: 2000 }, [1, 2, 4], { fixed: held });
  const { eFold, diagnostics } = repeatValues(own, { N: 3e5, U: 1e8, epochs: [4] });
  assert.equal(eFold.state, "lower-bound");
  assert.ok((eFold.bound as number) > 3 && (eFold.bound as number) < 2000, String(eFold.bound));
  assert.deepEqual(
    diagnostics.map((d) => d.code).filter((code) => code.startsWith("repeats-")),
    ["repeats-not-identified", "repeats-beyond-data"],
  );
});

test("an R_D* of which nothing is known is not said to lie anywhere", () => {
  const known = { value: Number.POSITIVE_INFINITY, interval: undefined, parameter: "RD", held: false } as const;
  const codes = (one: Parameters<typeof diagnoseRepeats>[0]): string[] => diagnoseRepeats(one, 19).map(({ code }) => code);
  assert.deepEqual(codes({ ...known, state: "unknown" }), ["repeats-not-identified"]);
  assert.deepEqual(codes({ ...known, state: "wide", value: 400, interval: { low: 15, high: 4000, level: 0.9, method: "profile" } }), [
    "repeats-not-identified",
  ]);
  assert.deepEqual(codes({ ...known, state: "lower-bound", bound: 30 }), ["repeats-not-identified", "repeats-beyond-data"]);
  assert.deepEqual(codes({ ...known, state: "number", value: 60 }), ["repeats-beyond-data"]);
  assert.deepEqual(codes({ ...known, state: "number", value: 6 }), []);
});

test("above the optimal size the value of repeats is the size's too", async () => {
  const own = await fitted(dataConstrained, theta, [1, 2, 4, 12, 40, 120], { fixed: held });
  const codes = (size: number): string[] => repeatValues(own, { N: size, U: 1e8, epochs: [4] }).diagnostics.map((d) => d.code);
  assert.ok(codes(3e8).includes("above-optimal-size"));
  assert.ok(!codes(3e5).includes("above-optimal-size"));
});

test("a law that counts repeats as worth more than fresh tokens is told, and one that does not is not", async () => {
  // By the formula, D′(10)/U at N = U = 1e9 is 10^1.49·exp(−(9/e_p)^.4), e_p = 254.35·U^.39/N^.55.
  const published = quokkaRising.published[0]?.theta as Record<string, number>;
  const share = 10 ** 1.49 * Math.exp(-((9 / ((254.35 * 1e9 ** 0.39) / 1e9 ** 0.55)) ** 0.4));
  near((freshTokens(predictorOf(quokkaRising, published), { N: 1e9, U: 1e9, epochs: 10 }) as number) / 1e9, share, 1e-9);
  assert.ok(Math.abs(share - 11.5) < 0.05, String(share));
  const quokka = async (p_e: number): Promise<string[]> => {
    const own = { ...(quokkaRising.example as Example).theta, p_e };
    const { p_e: _1, E: _2, ...rest } = own as Record<string, number>;
    const made = await fitted(quokkaRising, own, [1, 2, 4, 12, 40], { fixed: rest as Record<string, number> });
    return lawChecks(made, { N: 3e6, U: 1e8, epochs: [2, 4] }).map((d) => d.code);
  };
  assert.ok((await quokka(1.6)).includes("repeats-worth-more"));
  assert.ok(!(await quokka(0.8)).includes("repeats-worth-more"));
});

test("one-epoch rows above the optimal size are not of the base law", async () => {
  const codes = async (sizes: readonly number[]): Promise<string[]> => {
    const rows = rowsOf(simulate(dataConstrained, theta, { N: sizes, U, epochs: [1, 4, 16, 60] }, 0.002, 7));
    return lawChecks(fit(dataConstrained, rows, { fixed: held, starts: 4 }), { N: 3e5, U: 1e8, epochs: [4] }).map((d) => d.code);
  };
  assert.ok((await codes([1e7, 1e9])).includes("one-epoch-not-base"));
  assert.ok(!(await codes([1e5, 1e6])).includes("one-epoch-not-base"));
});

test("laws and epochs that cannot have a value of repeats are refused", async () => {
  const own = await fitted(dataConstrained, theta, [1, 4, 16], { fixed: held });
  assert.throws(() => repeatValues(own, { N: 3e5, U: 1e8, epochs: [0.5] }), /Cannot say what 0.5 epochs are worth/);
  const fresh = fit(chinchilla, own.observations, { starts: 4 });
  assert.throws(() => repeatValues(fresh, { N: 3e5, U: 1e8, epochs: [2] }), /it does not read U/);
});

test("without draws there are no intervals, and half-lives still stand", async () => {
  const { draws: _1, ...bare } = await fitted(dataConstrained, theta, [1, 4, 16, 60], { fixed: held });
  const { eFold } = halfLives(bare, { N: 3e5, U: 1e8 });
  assert.equal(eFold.repeats.interval, undefined);
  // The profile needs none.
  assert.equal(repeatValues(bare, { N: 3e5, U: 1e8, epochs: [2] }).eFold.interval?.method, "profile");
});

test("R² by both conventions, Huber's loss as sum and mean", async () => {
  const own = await fitted(dataConstrained, theta, [1, 4, 16, 60], { fixed: held });
  const found = measures(own);
  assert.equal(found.objective.mean * found.rows, found.objective.sum);
  const losses = own.observations.map((row) => row.loss);
  const p = predictorOf(dataConstrained, own.estimates);
  const predicted = own.observations.map((row) =>
    p.loss({ N: row.params as number, U: row.uniqueTokens as number, D: row.tokens as number }),
  );
  const rSquared = (of: (x: number) => number): number => {
    const mean = losses.reduce((sum, x) => sum + of(x), 0) / losses.length;
    const rest = losses.reduce((sum, x, i) => sum + (of(x) - of(predicted[i] as number)) ** 2, 0);
    return 1 - rest / losses.reduce((sum, x) => sum + (of(x) - mean) ** 2, 0);
  };
  near(
    found.r2,
    rSquared((x) => x),
    1e-12,
  );
  near(found.r2Log, rSquared(Math.log), 1e-12);
});
