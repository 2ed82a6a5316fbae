import assert from "node:assert/strict";
import { test } from "node:test";
import {
  type ComparedLoss,
  type DataPoint,
  dataEfficiency,
  dataScaling,
  findLaw,
  fit,
  lawIn,
  limitPoint,
  measuredPoint,
  type Observation,
  type Predictor,
  predictorOf,
  predictors,
  random,
} from "../../../src/index.ts";
import { power } from "../../../src/laws/power.ts";
import { readTable, requires } from "../../reference/data.ts";

const DATA = [209715200, 419430400, 838860800, 1677721600];
const U = DATA[0] as number;
const inU = lawIn(power, "U");
/** A law as the paper prints it, with U in 1e9 tokens. */
const printed = (A: number, alpha: number, E: number): Predictor => predictorOf(inU, { E, A: A * 1e9 ** alpha, alpha });
const STANDARD = printed(1.3, 0.23, 1.89);
const REGULARIZED = printed(1.03, 0.23, 1.96);
const JOINT = printed(0.88, 0.24, 1.9);
const measured = { law: STANDARD, origin: "measured" } as const;

const points = (law: Predictor, noise = 0, seed = 1): DataPoint[] =>
  DATA.map((uniqueTokens, i) => ({ uniqueTokens, loss: law.loss({ U: uniqueTokens }) * Math.exp(noise * random(seed, i).normal()) }));
const codes = ({ diagnostics }: { diagnostics: readonly { code: string }[] }): string[] => diagnostics.map(({ code }) => code);
const two = (x: number | undefined): string | undefined => x?.toFixed(2);

test("data efficiency is the inverse of the baseline's law, (A/(L − E))^(1/alpha), and reproduces the published numbers", () => {
  const told = (loss: number, origin: "measured" | "limit") =>
    dataEfficiency({ value: loss, origin }, measured, { uniqueTokens: U, baselineLoss: { value: 3.74974 } });
  const closed = (L: number): number => (1.3 / (L - 1.89)) ** (1 / 0.23) * 1e9;
  for (const loss of [3.7, 3.4294, 2, 1.9]) {
    const { tokens } = told(loss, "limit");
    assert.ok(Math.abs((tokens.value as number) / closed(loss) - 1) < 1e-9, String(loss));
  }
  // The reference, section 10: regularized limit, best single 1.4B, 300M ensemble limit, joint limit.
  const losses = [3.4294, 3.462, 3.336, 3.169];
  assert.deepEqual(
    losses.map((loss) => two(told(loss, "limit").perUnique.value)),
    ["2.29", "2.09", "3.00", "5.12"],
  );
  const headline = told(3.4294, "limit");
  // The code's definition differs by the law's miss of the measured baseline, half a percent.
  assert.ok(Math.abs((headline.perBaseline.value as number) / (headline.perUnique.value as number) - U / closed(3.74974)) < 1e-12);
  assert.equal(two(told(3.74974, "measured").perBaseline.value), "1.00");
  assert.equal(told(3.4294, "limit").perUnique.interval, undefined);
});

test("the published laws of limits against the published standard law, at four sets of unique tokens", () => {
  const efficiency = (law: Predictor): (string | undefined)[] =>
    DATA.map((uniqueTokens) =>
      two(dataEfficiency({ value: law.loss({ U: uniqueTokens }), origin: "limit" }, measured, { uniqueTokens }).perUnique.value),
    );
  assert.deepEqual(efficiency(REGULARIZED), ["2.25", "2.17", "2.09", "2.00"]);
  assert.deepEqual(efficiency(JOINT), ["4.93", "5.05", "5.16", "5.28"]);
});

test("every comparison says what it sets against what", () => {
  const label = (loss: ComparedLoss["origin"], baseline: ComparedLoss["origin"]): string =>
    dataEfficiency({ value: 3.4, origin: loss }, { law: STANDARD, origin: baseline }, { uniqueTokens: U }).comparison;
  assert.deepEqual(
    [label("measured", "measured"), label("limit", "limit"), label("limit", "measured"), label("measured", "limit")],
    ["measured against measured", "limit against limit", "limit against measured (headline)", "measured against limit"],
  );
});

test("below the baseline's floor there is no efficiency; draws below it have no end", () => {
  const options = { uniqueTokens: U };
  const below = dataEfficiency({ value: 1.88, origin: "limit" }, measured, options);
  assert.deepEqual([below.tokens.value, below.perUnique.value, below.perBaseline.value], [undefined, undefined, undefined]);
  // One draw in ten lies below the floor.
  const draws = Array.from({ length: 1000 }, (_, k) => (k % 10 === 0 ? 1.8 : 2 + k / 1e5));
  const { perUnique } = dataEfficiency({ value: 2, draws, origin: "limit" }, measured, options);
  assert.equal(perUnique.missing, 0.1);
  assert.equal(perUnique.interval?.high, Number.POSITIVE_INFINITY);
  assert.ok(Number.isFinite(perUnique.interval?.low) && perUnique.value !== undefined);
  assert.throws(() => dataEfficiency({ value: 3, origin: "limit" }, measured, { uniqueTokens: 0 }), /0 unique tokens/);
});

test("an interval carries the draws of the loss, of the baseline's law, and of both", async () => {
  const draws = Array.from({ length: 4001 }, (_, k) => 3.15 + (0.04 * k) / 4000);
  const alone = dataEfficiency({ value: 3.17, draws, origin: "limit" }, measured, { uniqueTokens: U }).perUnique;
  // The law is monotone: quantiles map to quantiles. The reference: 3.17 ± .02 moves 5.10 to 4.77..5.46.
  const closed = (L: number): number => ((1.3 / (L - 1.89)) ** (1 / 0.23) * 1e9) / U;
  assert.ok(
    Math.abs((alone.interval?.low ?? 0) / closed(3.189) - 1) < 1e-3 && Math.abs((alone.interval?.high ?? 0) / closed(3.151) - 1) < 1e-3,
  );
  assert.deepEqual([two(closed(3.19)), two(closed(3.17)), two(closed(3.15))], ["4.77", "5.10", "5.46"]);
  const scaling = await dataScaling("standard", points(STANDARD), { noise: 0.001, replicates: 400 });
  const baseline = { law: scaling.fit, origin: "measured" } as const;
  const width = ({ interval }: { interval: { low: number; high: number } | undefined }): number =>
    Math.log((interval?.high ?? Number.NaN) / (interval?.low ?? Number.NaN));
  const ofLaw = dataEfficiency({ value: 3.17, origin: "limit" }, baseline, { uniqueTokens: U }).perUnique;
  const ofBoth = dataEfficiency(
    { value: 3.17, draws: draws.filter((_, k) => k % 10 === 0).sort((a, b) => ((a * 7919) % 1) - ((b * 7919) % 1)), origin: "limit" },
    baseline,
    { uniqueTokens: U },
  ).perUnique;
  assert.ok(width(ofLaw) > 0 && width(ofBoth) > width(ofLaw) && width(ofBoth) > width(alone));
  assert.ok(width(ofBoth) < width(ofLaw) + width(alone));
});

test("a law in unique tokens comes back from its points, with A in 1e9 tokens", async () => {
  const found = await dataScaling("joint limits", points(JOINT));
  assert.ok(Math.abs((found.limit.value as number) - 1.9) < 1e-6 && Math.abs((found.perBillion.value as number) - 0.88) < 1e-6);
  assert.deepEqual([found.freedom, found.what], [1, "joint limits, U → ∞"]);
  assert.ok(codes(found).includes("one-degree-of-freedom"));
});

test("the law is refitted to every draw of its points: a common shift moves the floor by as much, and nothing else", async () => {
  const shifts = Array.from({ length: 200 }, (_, k) => 0.02 * (k / 199 - 0.5));
  const shifted = points(JOINT).map((point) => ({ ...point, draws: shifts.map((shift) => point.loss + shift) }));
  const { fit: found, limit } = await dataScaling("joint limits", shifted);
  predictors(found).draws.forEach((law, k) => {
    assert.ok(Math.abs((law.limit({}, ["U"]) as number) - 1.9 - (shifts[k] as number)) < 1e-5);
    assert.ok(Math.abs(law.loss({ U: 1e9 }) - 2.78 - (shifts[k] as number)) < 1e-5);
  });
  assert.ok(Math.abs((limit.interval?.low ?? 0) - 1.8905) < 1e-4 && Math.abs((limit.interval?.high ?? 0) - 1.9095) < 1e-4);
});

test("points without draws are drawn with the noise of their runs, or held and said to be", async () => {
  const own = points(JOINT).map((point, i) => ({
    ...point,
    ...(i < 2 && { draws: Array.from({ length: 300 }, (_, k) => point.loss + 0.005 * random(i, k).normal()) }),
  }));
  const held = await dataScaling("joint limits", own);
  assert.match(held.fit.draws?.note ?? "", /4 points, 2 with draws of their own, 2 held as if they had no noise/);
  const noisy = await dataScaling("joint limits", own, { noise: 0.002 });
  assert.doesNotMatch(noisy.fit.draws?.note ?? "", /held/);
  const one = await dataScaling("standard", points(STANDARD), { noise: 0.002, replicates: 300 });
  const four = await dataScaling(
    "standard",
    points(STANDARD).map((point) => ({ ...point, runs: 16 })),
    { noise: 0.002, replicates: 300 },
  );
  const width = ({ perBillion: { interval } }: typeof one): number => (interval?.high ?? Number.NaN) - (interval?.low ?? Number.NaN);
  // Sixteen runs a point: a quarter of the noise.
  assert.ok(width(four) < 0.5 * width(one) && width(four) > 0, `${width(four)} ${width(one)}`);
});

test("three points are exact, two are refused with what is missing", async () => {
  const exact = await dataScaling("joint limits", points(JOINT).slice(0, 3));
  assert.deepEqual([exact.status, exact.limit.interval, exact.freedom], ["exact", undefined, 0]);
  await assert.rejects(dataScaling("joint limits", points(JOINT).slice(0, 2)), /Cannot take the limit "joint limits, U → ∞": there are 2/);
});

test("points that are exact limits themselves, and points that scatter more than their draws, are said", async () => {
  const drawn = (noise: number): DataPoint[] =>
    points(JOINT, noise).map((point, i) => ({
      ...point,
      draws: Array.from({ length: 200 }, (_, k) => point.loss + 0.001 * random(i, k).normal()),
    }));
  const clean = codes(await dataScaling("joint limits", drawn(0)));
  assert.ok(!clean.includes("points-scatter") && !clean.includes("points-exact"));
  assert.ok(codes(await dataScaling("joint limits", drawn(0.02))).includes("points-scatter"));
  const marked = drawn(0).map((point, i) => ({ ...point, exact: i === 1 }));
  assert.ok(codes(await dataScaling("joint limits", marked)).includes("points-exact"));
});

test("limits and measured rows become points with their draws, runs and marks", async () => {
  const scaling = await dataScaling("standard", points(STANDARD), { noise: 0.001, replicates: 50 });
  const limit = limitPoint(scaling, U);
  assert.deepEqual([limit.loss, limit.draws?.length, limit.exact, limit.provisional], [scaling.limit.value, 50, false, false]);
  const exact = limitPoint(
    await dataScaling(
      "standard",
      points(STANDARD)
        .slice(1)
        .map((point) => ({ ...point, provisional: true })),
    ),
    U,
  );
  assert.deepEqual([exact.draws, exact.exact, exact.provisional], [undefined, true, true]);
  const rows = [3, 3.1].map(
    (loss, line): Observation => ({ run: `r${line}`, source: { file: "f", line }, checkpoint: "final", uniqueTokens: 5, loss, fields: {} }),
  );
  assert.deepEqual(measuredPoint(rows), { uniqueTokens: 5, loss: 3.05, runs: 2 });
  assert.throws(
    () => measuredPoint([...rows, { ...(rows[0] as Observation), uniqueTokens: 6 }]),
    /unique_tokens are 5, 6, expected one value/,
  );
  const { uniqueTokens: _, ...bare } = rows[0] as Observation;
  assert.throws(() => measuredPoint([bare]), /not stated/);
  assert.throws(() => limitPoint({ ...scaling, limit: { value: undefined, interval: undefined, missing: 0 } }, U), /has no limit/);
});

const ASYMPTOTES = "infinite-compute/ensemble_asymptotes.csv";
test(
  "the published limits of ensembles: joint limits at four sets of unique tokens, and their provisional law",
  requires(ASYMPTOTES),
  async () => {
    const rows = readTable(ASYMPTOTES).filter((row) => row.hparam_policy === "heuristic" && row.dataset === "dclm");
    const limits = DATA.map((uniqueTokens): DataPoint => {
      const own = rows.filter((row) => Number(row.unique_tokens) === uniqueTokens);
      const sizes = own.map(
        (row, i): Observation => ({
          run: `${row.params_label}`,
          source: { file: ASYMPTOTES, line: i + 2 },
          checkpoint: "final",
          params: Number(row.params_nominal_b) * 1e9,
          loss: Number(row.asymptote_k_inf),
          fields: {},
        }),
      );
      const joint = fit(findLaw("power", { in: "N" }), sizes, { loss: "squared", residual: "linear" });
      return { uniqueTokens, loss: joint.estimates.E as number, provisional: own.some((row) => row.equals_single_model_entry === "True") };
    });
    // The reference, section 3 and section 10: an independent refit with scipy.
    assert.deepEqual(
      limits.map(({ loss }) => loss.toFixed(3)),
      ["3.169", "2.980", "2.789", "2.657"],
    );
    const found = await dataScaling("joint limits", limits);
    const { alpha, E } = found.fit.estimates as { alpha: number; E: number };
    assert.deepEqual([found.perBillion.value?.toFixed(3), alpha.toFixed(3), E.toFixed(3)], ["0.962", "0.228", "1.798"]);
    assert.ok(codes(found).includes("provisional-points") && found.limit.interval !== undefined);
  },
);
