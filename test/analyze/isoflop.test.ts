import assert from "node:assert/strict";
import { test } from "node:test";
import { computeBudgets } from "../../src/analyze/computeBudgets.ts";
import { computeOptimal } from "../../src/analyze/computeOptimal.ts";
import { envelope } from "../../src/analyze/envelope.ts";
import { isoflop } from "../../src/analyze/isoflop.ts";
import { powerLaw } from "../../src/analyze/powerLaw.ts";
import { bootstrap } from "../../src/fit/draws.ts";
import { fit } from "../../src/fit/fit.ts";
import { withIntervals } from "../../src/fit/intervals.ts";
import { chinchilla } from "../../src/laws/chinchilla.ts";
import { lawIn } from "../../src/laws/define.ts";
import type { Example } from "../../src/laws/law.ts";
import { power } from "../../src/laws/power.ts";
import { parabola } from "../../src/numeric/parabola.ts";
import { random } from "../../src/numeric/random.ts";
import type { Observation } from "../../src/run.ts";

const { E, A, B, alpha, beta } = (chinchilla.example as Example).theta as { E: number; A: number; B: number; alpha: number; beta: number };
const TRUE_A = beta / (alpha + beta);
const G = ((alpha * A) / (beta * B)) ** (1 / (alpha + beta));
const optimal = (C: number): number => G * (C / 6) ** TRUE_A;
const codes = ({ diagnostics }: { diagnostics: readonly { code: string }[] }): string[] => diagnostics.map(({ code }) => code);
const spaced = (from: number, to: number, count: number): number[] =>
  Array.from({ length: count }, (_, i) => from * (to / from) ** (i / (count - 1)));

function row(run: string, N: number, C: number, noise = 0, z = 0): Observation {
  const tokens = C / (6 * N);
  const loss = (E + A / N ** alpha + B / tokens ** beta) * Math.exp(noise * z);
  return { run, source: { file: "made", line: 1 }, checkpoint: "final", params: N, tokens, compute: C, loss, fields: {} };
}

/** Budgets with sizes from 1/reach to reach times the best one. */
function design(budgets: readonly number[], sizes: number, { reach = 4, noise = 0, seed = 1 } = {}): Observation[] {
  const draw = random(seed);
  return budgets.flatMap((C, b) =>
    spaced(optimal(C) / reach, optimal(C) * reach, sizes).map((N, i) => row(`b${b}-${i}`, N, C, noise, draw.normal())),
  );
}

const BUDGETS = spaced(1e18, 1e21, 7);

test("a parabola of least squares goes through three points, and tells nothing from two", () => {
  const found = parabola([10, 11, 13], [4, 1, 1]);
  assert.ok(found && Math.abs(found.vertex - 12) < 1e-12 && Math.abs(found.value) < 1e-12 && Math.abs(found.at(10) - 4) < 1e-12);
  assert.equal(parabola([1, 1, 2], [3, 3, 4]), undefined);
  assert.equal(parabola([1, 2, 3], [3, 3, 4], [1, 0, 1]), undefined);
  const twice = parabola([0, 1, 2, 3], [1, 0, 2, 5], [2, 1, 1, 1]);
  const written = parabola([0, 0, 1, 2, 3], [1, 1, 0, 2, 5]);
  assert.ok(twice && written && Math.abs(twice.vertex - written.vertex) < 1e-12);
});

test("a power law says how far points scatter, unless two leave nothing to say", () => {
  const found = powerLaw([1, 10, 100, 1000], [2, 6, 18, 54]);
  assert.ok(Math.abs(found.exponent - Math.log10(3)) < 1e-12 && (found.standardError as number) < 1e-12);
  assert.equal(powerLaw([1, 10], [2, 6]).standardError, undefined);
  assert.throws(() => powerLaw([5, 5], [2, 6]), /2 points at one place/);
});

test("without noise the parabolas give the law's exponent and sizes", () => {
  const found = isoflop(design(BUDGETS, 9), { replicates: 0, compute: 1e20 });
  assert.equal(found.used, 7);
  assert.ok(Math.abs((found.a.value as number) - TRUE_A) < 1e-4, String(found.a.value));
  assert.ok(Math.abs((found.a.value as number) + (found.b.value as number) - 1) < 1e-12);
  // A parabola is a little off on a curve that is none.
  assert.ok(Math.abs((found.params.value as number) / optimal(1e20) - 1) < 0.02, String(found.params.value));
  assert.ok(Math.abs((found.tokens.value as number) - 1e20 / (6 * (found.params.value as number))) < 1);
  assert.deepEqual(codes(found), []);
  assert.equal(found.a.interval, undefined);
});

for (const [sizes, method] of [
  [6, "parametric"],
  [12, "bootstrap"],
] as const)
  test(`95 % intervals of the exponent and of a size hold the truth (${sizes} runs a budget: ${method})`, () => {
    const seeds = Array.from({ length: 60 }, (_, k) => k + 1);
    let [inside, sized] = [0, 0];
    for (const seed of seeds) {
      const found = isoflop(design(BUDGETS, sizes, { noise: 0.003, seed }), { replicates: 200, seed, compute: 1e21 });
      const { a, params } = found;
      assert.equal(a.interval?.method, method);
      if (a.interval && a.interval.low <= TRUE_A && TRUE_A <= a.interval.high) inside++;
      if (params.interval && params.interval.low <= optimal(1e21) && optimal(1e21) <= params.interval.high) sized++;
    }
    assert.ok(inside >= 53, `${inside} of 60`);
    assert.ok(sized >= 51, `${sized} of 60`);
  });

test("draws are those of the seed, whatever the order of the rows", () => {
  const rows = design(BUDGETS, 8, { noise: 0.003 });
  const [one, same, other] = [
    isoflop(rows, { seed: 4, replicates: 50 }),
    isoflop(rows.toReversed(), { seed: 4, replicates: 50 }),
    isoflop(rows, { seed: 5, replicates: 50 }),
  ];
  assert.deepEqual(one.a, same.a);
  assert.notDeepEqual(one.a.interval, other.a.interval);
});

test("a budget whose sizes end before the minimum is flagged and left out of the power law", () => {
  const [short] = BUDGETS.slice(3, 4) as [number];
  const whole = design(
    BUDGETS.filter((C) => C !== short),
    8,
    { noise: 0.001 },
  );
  const small = spaced(optimal(short) / 20, optimal(short) / 2, 8).map((N, i) => row(`short-${i}`, N, short));
  const found = isoflop([...whole, ...small], { replicates: 50 });
  assert.deepEqual([found.used, found.budgets.length], [6, 7]);
  const budget = found.budgets[3];
  assert.deepEqual(
    [budget?.state, budget?.reason, budget?.params.value],
    ["not-bracketed", "the loss is lowest at or above the largest size", undefined],
  );
  assert.ok(codes(found).includes("not-bracketed"));
  assert.deepEqual(found.a, isoflop(whole, { replicates: 50 }).a);
});

test("a minimum that noise could undo is called loose", () => {
  const C = 1e20;
  const edge = spaced(optimal(C) * 0.8, optimal(C) * 8, 6).map((N, i) => row(`edge-${i}`, N, C, 0.004, (-1) ** i));
  const found = isoflop([...design([1e18, 1e19], 6, { noise: 0.001 }), ...edge], { replicates: 200 });
  assert.ok(found.budgets[2]?.state !== "bracketed" || (found.budgets[2].loose && codes(found).includes("loosely-bracketed")));
});

test("optima that scatter more than the noise of the runs are flagged, at any level", () => {
  const shifted = design(BUDGETS, 8, { noise: 0.0005 }).map((own) => {
    const params = (own.params as number) * Math.exp(0.3 * Math.sin(3 * Math.log10(own.compute as number)));
    return { ...own, params, tokens: (own.compute as number) / (6 * params) };
  });
  for (const level of [0.95, 0.5]) {
    assert.ok(codes(isoflop(shifted, { replicates: 100, level })).includes("optima-scatter"));
    assert.ok(!codes(isoflop(design(BUDGETS, 8, { noise: 0.002 }), { replicates: 100, level })).includes("optima-scatter"));
  }
});

test("one budget, or none with a minimum, gives budgets and no exponent; two say that they are few", () => {
  const one = isoflop(design([1e20], 8, { noise: 0.001 }), { replicates: 20 });
  assert.deepEqual([one.a.value, one.a.interval, one.params.value, one.used], [undefined, undefined, undefined, 1]);
  assert.ok(one.budgets[0]?.params.interval);
  assert.equal(one.diagnostics.find(({ code }) => code === "few-budgets")?.severity, "error");
  const edges = BUDGETS.flatMap((C, b) => spaced(optimal(C) * 3, optimal(C) * 30, 6).map((N, i) => row(`e${b}-${i}`, N, C)));
  const none = isoflop(edges, { replicates: 20 });
  assert.deepEqual([none.used, none.a.value, none.a.interval], [0, undefined, undefined]);
  assert.equal(codes(none).filter((code) => code === "not-bracketed").length, 7);
  const two = isoflop(design([1e19, 1e20], 8, { noise: 0.001 }), { replicates: 20 });
  assert.ok(two.a.value !== undefined && codes(two).includes("few-budgets"));
});

test("with no degree of freedom there is no interval, and that is said", () => {
  const found = isoflop(design(BUDGETS, 3), { sizes: 3 });
  assert.equal(found.used, 7);
  assert.equal(found.a.interval, undefined);
  assert.ok(codes(found).includes("exact"));
  const stated = isoflop(design(BUDGETS, 3), { sizes: 3, noise: 0.002, replicates: 100 });
  assert.equal(stated.a.interval?.method, "parametric");
});

test("budgets are found within the tolerance, or taken as stated; other rows are counted", () => {
  const jitter = design(BUDGETS, 6).map((own, i) => ({ ...own, compute: (own.compute as number) * 1.04 ** ((i % 3) - 1) }));
  const stray = [row("stray", 1e8, 5e18), row("stray too", 2e8, 7e19)];
  const { budgets, unused } = computeBudgets([...jitter, ...stray]);
  assert.deepEqual([budgets.length, unused.map(({ run }) => run)], [7, ["stray", "stray too"]]);
  budgets.forEach((budget, i) => {
    assert.ok(Math.abs(budget.compute / (BUDGETS[i] as number) - 1) < 1e-9 && budget.sizes === 6 && budget.spread < 1.1);
  });
  const stated = computeBudgets(jitter, { budgets: [1e19, 1e18] });
  assert.deepEqual([stated.budgets.map(({ compute }) => compute), stated.unused.length], [[1e18, 1e19], 30]);
  assert.equal(isoflop(design(BUDGETS, 9), { near: 2, replicates: 0 }).budgets[0]?.sizes, 5);
});

test("rows that cannot be compared are refused by place and run", () => {
  const rows = design(BUDGETS, 6);
  const without = (name: "params" | "compute"): Observation[] => rows.map(({ [name]: _, ...rest }) => rest as Observation);
  assert.throws(() => isoflop([]), /there are no rows/);
  assert.throws(() => isoflop(without("params")), /^IsolossError: made:1: Cannot compare run "b0-0".*no params \(N\)/);
  assert.throws(() => isoflop(without("compute")), /no compute \(C\), and no tokens/);
  assert.throws(() => envelope(without("compute")), /no compute \(C\)/);
  assert.throws(() => isoflop(rows.map((own, i) => ({ ...own, compute: 1e18 * 2 ** i }))), /at most 1 size share one compute within 10 %/);
  assert.throws(() => isoflop(rows, { budgets: [7e30] }), /none of 42 rows has a compute within 10 %/);
  assert.throws(() => isoflop(rows, { tolerance: 2 }), /tolerance 2/);
  assert.throws(() => isoflop(rows, { sizes: 2 }), /2 sizes a budget/);
  assert.throws(() => isoflop(rows, { near: 1 }), /factor 1/);
  assert.throws(() => isoflop(rows, { compute: -1 }), /compute -1/);
  assert.throws(() => envelope(rows), /none of 42 runs has evaluations at two values of compute/);
});

test("rows of several families, repeated data and other compute than 6·N·D are flagged", () => {
  const rows = design(BUDGETS, 6, { noise: 0.001 });
  const mixed = rows.map((own, i) => ({ ...own, family: i % 2 === 0 ? ("ar" as const) : ("mdm" as const), epochs: 1 + (i % 2) }));
  assert.deepEqual(codes(isoflop(mixed, { replicates: 0 })), ["mixed-families", "repeated-data"]);
  const other = rows.map((own) => ({ ...own, tokens: (own.tokens as number) * 2 }));
  assert.deepEqual(codes(isoflop(other, { replicates: 0 })), ["compute-not-6nd"]);
  assert.ok(codes(isoflop(rows, { replicates: 0, compute: 1e24 })).includes("extrapolates"));
  assert.ok(codes(isoflop(design([1e20, 2e20, 3e20], 6), { replicates: 0 })).includes("narrow-range"));
});

/** Each size along its own training, as if every point were annealed. */
const training = (sizes: readonly number[]): Observation[] =>
  sizes.flatMap((N) => spaced(1e17, 1e22, 60).map((C) => ({ ...row(`n${N}`, N, C), checkpoint: "every" as const })));

test("the envelope of training curves gives the law's exponent, on sizes that are not the ends", () => {
  const found = envelope(training(spaced(1e7, 2e10, 24)), { compute: 1e20, replicates: 100 });
  assert.ok(Math.abs((found.a.value as number) - TRUE_A) < 0.02, String(found.a.value));
  assert.ok(Math.abs((found.params.value as number) / optimal(1e20) - 1) < 0.1);
  const { low, high } = found.a.interval as { low: number; high: number };
  assert.ok(low <= TRUE_A && TRUE_A <= high && found.sizes > 10 && found.runs === 24);
  assert.ok(found.points.every(({ params }) => params > 1.1e7 && params < 1.9e10));
  assert.ok(codes(found).includes("not-annealed"));
});

test("an envelope of few sizes has no exponent, one of few runs no interval", () => {
  const two = envelope(training([1e8, 1e9]));
  assert.deepEqual([two.a.value, two.points.length], [undefined, 0]);
  assert.ok(codes(two).includes("few-levels") && codes(two).includes("envelope-edge"));
  const few = envelope(training(spaced(3e7, 3e9, 6)));
  assert.ok(few.a.value !== undefined && few.a.interval === undefined && codes(few).includes("few-runs"));
});

test("a law's optimum is the closed form, with an interval from its draws", async () => {
  const rows = design(BUDGETS, 6, { noise: 0.002, reach: 8 });
  const bare = fit(chinchilla, rows);
  const whole = withIntervals(bare, await bootstrap(bare, { replicates: 100 }));
  const { a, b, params } = computeOptimal(whole, { compute: 1e20 });
  const e = whole.estimates as { A: number; B: number; alpha: number; beta: number };
  const best = ((e.alpha * e.A) / (e.beta * e.B)) ** (1 / (e.alpha + e.beta)) * (1e20 / 6) ** (e.beta / (e.alpha + e.beta));
  assert.ok(Math.abs((a.value as number) - e.beta / (e.alpha + e.beta)) < 1e-6);
  assert.ok(Math.abs((b.value as number) - e.alpha / (e.alpha + e.beta)) < 1e-6);
  assert.ok(Math.abs((params.value as number) / best - 1) < 1e-6);
  assert.ok((a.interval?.low as number) <= TRUE_A && TRUE_A <= (a.interval?.high as number));
  assert.equal(computeOptimal(bare).a.interval, undefined);
  assert.throws(() => computeOptimal({ ...bare, law: lawIn(power, "N") }), /reads N/);
});
