import assert from "node:assert/strict";
import { test } from "node:test";
import { bootstrap } from "../../src/fit/draws.ts";
import { fit } from "../../src/fit/fit.ts";
import { withIntervals } from "../../src/fit/intervals.ts";
import { fitsFromJson, summary, toJson } from "../../src/fit/json.ts";
import type { Fit } from "../../src/fit/types.ts";
import { chinchilla } from "../../src/laws/chinchilla.ts";
import { dataConstrained } from "../../src/laws/dataConstrained.ts";
import { lawIn } from "../../src/laws/define.ts";
import { findLaw } from "../../src/laws/find.ts";
import type { Example, Law } from "../../src/laws/law.ts";
import { overfitPenalty } from "../../src/laws/overfitPenalty.ts";
import { power } from "../../src/laws/power.ts";
import { random } from "../../src/numeric/random.ts";
import type { Observation } from "../../src/run.ts";
import { simulate } from "../../src/simulate/simulate.ts";
import { rowsOf } from "../rows.ts";

function simulated(law: Law, seed = 1, noise?: number): Observation[] {
  const { theta, design, noise: usual } = law.example as Example;
  return rowsOf(simulate(law, theta, design, noise ?? usual, seed));
}
const codes = (f: Fit): string[] => f.diagnostics.map((d) => d.code);
const near = (a: number, b: number, relative: number): void => assert.ok(Math.abs(a / b - 1) <= relative, `${a} against ${b}`);

test("equal rows in any order give equal bits, draws included", async () => {
  const rows = simulated(chinchilla);
  const shuffled = rows.map((_, i) => rows[(i * 17 + 5) % rows.length] as Observation);
  assert.equal(new Set(shuffled).size, rows.length);
  const [a, b] = [fit(chinchilla, rows), fit(chinchilla, shuffled)];
  assert.deepEqual(b, a);
  assert.deepEqual(await bootstrap(b, { replicates: 20 }), await bootstrap(a, { replicates: 20 }));
});

test("units of a column scale its coefficient and nothing else", () => {
  const rows = simulated(chinchilla);
  const thousands = rows.map((row) => ({ ...row, params: (row.params as number) / 1e3 }));
  const [a, b] = [fit(chinchilla, rows), fit(chinchilla, thousands)];
  near(b.objective, a.objective, 1e-9);
  near(b.estimates.alpha as number, a.estimates.alpha as number, 1e-6);
  near((b.estimates.A as number) * 1e3 ** (a.estimates.alpha as number), a.estimates.A as number, 1e-4);
});

test("one epoch reduces the data-constrained law to its base", () => {
  const rows = simulated(dataConstrained, 2).filter((row) => row.epochs === 1);
  const base = fit(chinchilla, rows, { fixed: { alpha: 0.35 } });
  assert.throws(() => fit(dataConstrained, rows), /RD moves none of the \d+ rows, since no row repeats its data/);
  assert.ok(base.n === rows.length);
});

test("held and tied parameters", () => {
  const rows = simulated(chinchilla);
  const held = fit(chinchilla, rows, { fixed: { E: 1.8 } });
  assert.equal(held.estimates.E, 1.8);
  assert.equal(held.solution.length, 4);
  const tied = fit(chinchilla, rows, { tied: { beta: "alpha" } });
  assert.equal(tied.estimates.beta, tied.estimates.alpha);
  assert.throws(() => fit(chinchilla, rows, { fixed: { gamma: 1 } }), /no parameter "gamma"/);
  assert.throws(() => fit(chinchilla, rows, { tied: { beta: "alpha", alpha: "beta" } }), /tied itself/);
  assert.throws(() => fit(chinchilla, rows, { fixed: { A: -1 } }), /Cannot hold A at -1/);
});

test("separate parameters by group: one floor each, the rest shared", async () => {
  const a = simulated(chinchilla, 3).map((row) => ({ ...row, family: "ar" as const }));
  const b = simulated(chinchilla, 4).map((row) => ({ ...row, run: `mdm-${row.run}`, family: "mdm" as const, loss: row.loss + 0.3 }));
  const both = fit(chinchilla, [...a, ...b], { separate: { parameters: ["E"], by: "family" } });
  const { "E[ar]": first, "E[mdm]": second } = both.estimates as Record<string, number>;
  assert.ok(Math.abs((second as number) - (first as number) - 0.3) < 0.01, `${first}, ${second}`);
  assert.equal(both.confirmation.agrees, true);
  const draws = await bootstrap(both, { replicates: 50 });
  assert.deepEqual(draws.names, ["E[ar]", "E[mdm]", "A", "B", "alpha", "beta"]);
  const alone = fit(chinchilla, a);
  const all = fit(chinchilla, [...a, ...b], { separate: { parameters: chinchilla.parameters.map((p) => p.name), by: "family" } });
  near(all.estimates["alpha[ar]"] as number, alone.estimates.alpha as number, 1e-6);
});

test("squared loss on raw losses is least squares", () => {
  const x = [1, 2, 3, 4, 5, 6, 7, 8];
  const rows = x.map((K, i) => ({
    run: `r${i}`,
    source: { file: "t", line: i + 1 },
    checkpoint: "final" as const,
    loss: 3 + 0.5 * K + (i % 2 ? 0.1 : -0.1),
    members: K,
    fields: {},
  }));
  const line = fit(findLaw("a + b*K"), rows, { loss: "squared", residual: "linear" });
  // Slope and intercept by the textbook formula.
  const mean = (v: number[]) => v.reduce((p, q) => p + q, 0) / v.length;
  const y = rows.map((r) => r.loss);
  const slope =
    x.reduce((s, xi, i) => s + (xi - mean(x)) * ((y[i] as number) - mean(y)), 0) / x.reduce((s, xi) => s + (xi - mean(x)) ** 2, 0);
  near(line.estimates.b as number, slope, 1e-9);
  near(line.estimates.a as number, mean(y) - slope * mean(x), 1e-9);
  assert.equal(line.confirmation.agrees, true);
});

/** |log N − b| has its corner at b: resamples put it between rows, or on one. */
const corner = findLaw("E + max(s*(log(N/1e6) - b), s*(b - log(N/1e6)))");
function cornered(noise: number): Observation[] {
  return Array.from({ length: 24 }, (_, i) => {
    const params = 1e6 * 10 ** (i / 6);
    const loss = 3 + 0.3 * Math.abs(Math.log(params / 1e6) - 4.6) + noise * random(3, i).normal();
    return { run: `r${i}`, source: { file: "t", line: i + 1 }, checkpoint: "final", params, loss, fields: {} };
  });
}

test("refits that do not converge are counted and left out", async () => {
  const found = fit(corner, cornered(0.02), { loss: "squared", residual: "linear" });
  const draws = await bootstrap(found, { replicates: 200, threads: 1 });
  assert.ok(draws.failed > 0 && draws.failed < 20, `${draws.failed} failed`);
  assert.equal(draws.theta.length + draws.failed, 200);
  assert.ok(codes(withIntervals(found, draws)).includes("failed-refits"));
});

test("a minimum on a corner is one where half of the searches meet; where each stops elsewhere, it is none", () => {
  const squared = { loss: "squared", residual: "linear", starts: 32 } as const;
  const [met, alone] = [fit(corner, cornered(0.1), squared), fit(corner, cornered(0.02), { starts: 32 })];
  assert.ok(met.census.agreed >= 16 && alone.census.agreed < 16);
  assert.deepEqual([met.status, alone.status], ["kink", "not-converged"]);
});

test("refusals name the reason and a way out", () => {
  const rows = simulated(chinchilla);
  const refuse = (change: (row: Observation) => Observation, message: RegExp, law: Law = chinchilla) =>
    assert.throws(() => fit(law, rows.map(change)), message);
  refuse((row) => ({ ...row, params: 1e8 }), /all 81 rows have the same parameters/);
  refuse((row) => ({ ...row, tokens: 20 * (row.params as number) }), /N and D move together/);
  refuse(({ params: _, ...row }) => row, /synthetic:1: Cannot fit run .*: it has no params \(N\)/);
  refuse((row) => ({ ...row, tokens: Number.NaN }), /tokens is NaN/);
  refuse((row) => ({ ...row, loss: -1 }), /Cannot fit loss -1/);
  assert.throws(() => fit(chinchilla, rows.slice(0, 4)), /4 rows for 5 parameters/);
  assert.throws(() => fit(chinchilla, []), /there are no rows/);
  assert.throws(() => fit(findLaw("0 - A/N^alpha"), rows), /from none of 64 starts/);
});

test("few levels, mixed loss kinds, and a floor at 0 are said", () => {
  const rows = simulated(chinchilla);
  const sizes = [...new Set(rows.map((r) => r.params))];
  const two = rows.filter((row) => row.params === sizes[0] || row.params === sizes[5]);
  assert.ok(codes(fit(chinchilla, two, { fixed: { E: 1.8 } })).includes("few-levels"));
  assert.throws(() => fit(chinchilla, two), /only 2 values of parameters .* only 4 of 5 parameters can be told apart/);
  assert.ok(!codes(fit(chinchilla, rows)).includes("few-levels"));
  const mixed = rows.map((row, i) => ({ ...row, lossKind: i % 2 ? ("elbo" as const) : ("nll" as const) }));
  assert.ok(codes(fit(chinchilla, mixed)).includes("mixed-loss-kinds"));
  const floorless = simulated(chinchilla, 8, 0).map((row) => ({ ...row, loss: row.loss - 1.85 }));
  const low = fit(chinchilla, floorless);
  assert.equal(low.estimates.E, 0);
  assert.equal(low.status, "at-bound");
  assert.ok(codes(low).includes("at-bound"));
});

test("a nearly collinear design is warned of", () => {
  const rows = simulated(chinchilla).map((row, i) => ({ ...row, tokens: 20 * (row.params as number) * (1 + 0.3 * (i % 3)) }));
  assert.ok(codes(fit(chinchilla, rows)).includes("collinear-design"));
});

test("a law that cannot rise is told so where the data rise; one that can is not", () => {
  const rows = simulated(overfitPenalty, 1, 0.001);
  const flat = fit(dataConstrained, rows);
  assert.ok(codes(flat).includes("law-cannot-rise"));
  const rising = fit(overfitPenalty, rows);
  assert.ok(!codes(rising).includes("law-cannot-rise"));
  assert.ok(!codes(fit(dataConstrained, simulated(dataConstrained, 1, 0.001))).includes("law-cannot-rise"));
});

test("what the rows do not determine is not identified, one-sided where one side is known", async () => {
  // At most two epochs: RD is only bounded below.
  const example = dataConstrained.example as Example;
  const rows = rowsOf(simulate(dataConstrained, { ...example.theta, RD: 500 }, { ...example.design, epochs: [1, 1.5, 2] }, 0.005, 5));
  const bare = fit(dataConstrained, rows);
  assert.ok(
    bare.diagnostics.some((d) => ["not-identified", "at-bound"].includes(d.code) && d.message.startsWith("RD ")),
    codes(bare).join(),
  );
  const found = withIntervals(bare, await bootstrap(bare, { replicates: 100 }));
  assert.equal(found.intervals.RD?.high, Number.POSITIVE_INFINITY);
  assert.ok(found.diagnostics.some((d) => d.code === "not-identified" && /RD is not identified: only above/.test(d.message)));
  const enough = fit(dataConstrained, simulated(dataConstrained));
  assert.ok(!codes(withIntervals(enough, await bootstrap(enough, { replicates: 100 }))).includes("not-identified"));
});

const kLaw = lawIn(power, "K");
const kRows = (losses: readonly number[]): Observation[] =>
  losses.map((loss, i) => ({
    run: `k${i + 1}`,
    source: { file: "t", line: i + 1 },
    checkpoint: "final",
    loss,
    members: i + 1,
    fields: {},
  }));

test("as many parameters as rows: exact, and no interval without a stated noise", async () => {
  const exact = fit(kLaw, kRows([3.587, 3.45994, 3.418]));
  assert.equal(exact.status, "exact");
  assert.ok(codes(exact).includes("exact"));
  await assert.rejects(bootstrap(exact, { replicates: 5 }), /no degree of freedom/);
  const stated = withIntervals(exact, await bootstrap(exact, { replicates: 50, noise: 0.001 }));
  assert.equal(stated.intervals.E?.method, "parametric");
});

test("fewer than 8 runs: parametric, from residuals, and says so", async () => {
  const few = fit(kLaw, kRows([3.587, 3.4601, 3.418, 3.399, 3.386, 3.377]));
  const draws = await bootstrap(few, { replicates: 50 });
  assert.equal(draws.method, "parametric");
  assert.match(draws.note ?? "", /6 independent runs: parametric, noise .* \(from residuals with 3 degrees of freedom/);
  assert.ok(codes(withIntervals(few, draws)).includes("few-runs"));
});

test("ensembles that share members are resampled by member", async () => {
  const effects = [0.004, -0.003, 0.001, 0.002, -0.004];
  const rows: Observation[] = [];
  for (let mask = 1; mask < 32; mask++) {
    const members = effects.map((_, i) => i).filter((i) => mask & (1 << i));
    const K = members.length;
    const loss = (3.3 + 0.25 / K) * Math.exp(members.reduce((s, i) => s + (effects[i] as number), 0) / K);
    rows.push({
      run: `e${mask}`,
      source: { file: "t", line: mask },
      checkpoint: "final",
      loss,
      members: K,
      memberRuns: members.map((i) => `m${i}`),
      fields: {},
    });
  }
  const found = fit(kLaw, rows);
  const draws = await bootstrap(found, { replicates: 200 });
  assert.equal(draws.method, "members");
  const { intervals } = withIntervals(found, draws);
  const width = (intervals.E?.high as number) - (intervals.E?.low as number);
  // The mean of five members has a standard error of about .0015 in log loss, .005 nats/token: an interval of .02, not of rounding.
  assert.ok(width > 0.006 && width < 0.05, String(width));
});

test("an interrupted bootstrap stops with the signal's reason", async () => {
  const found = fit(chinchilla, simulated(chinchilla));
  await assert.rejects(bootstrap(found, { replicates: 100_000, signal: AbortSignal.timeout(60) }), { name: "TimeoutError" });
});

test("an artifact comes back whole, infinities included", async () => {
  const found = fit(chinchilla, simulated(chinchilla));
  const full = withIntervals(found, await bootstrap(found, { replicates: 30 }));
  assert.deepEqual(fitsFromJson(toJson(full), "fit.json"), [JSON.parse(JSON.stringify(full), (_, x) => x) && full]);
  assert.match(toJson(full), /"high": "Infinity"/);
  assert.throws(() => fitsFromJson("{", "fit.json"), /fit.json: Cannot read a fit/);
  assert.throws(() => fitsFromJson('{"law": 1}', "fit.json"), /estimates, solution, options, observations, data, version are missing/);
  const face = summary(full);
  for (const key of [
    "law",
    "formula",
    "group",
    "n",
    "estimates",
    "objective",
    "status",
    "intervals",
    "metrics",
    "diagnostics",
    "options",
    "data",
    "version",
  ])
    assert.ok(key in face, key);
  assert.ok(!("observations" in face) && !("draws" in face));
});

test("one lucky pair of replicates does not stand in for the law's misfit", async () => {
  const losses = [4.3, 4.0, 4.0004, 3.72, 3.6, 3.45, 3.41];
  const rows = losses.map((loss, i) => ({
    run: `r${i}`,
    source: { file: "t", line: i + 1 },
    checkpoint: "final" as const,
    loss,
    params: 1e6 * 2 ** (i < 2 ? i : i - 1),
    fields: {},
  }));
  const found = fit(lawIn(power, "N"), rows);
  const draws = await bootstrap(found, { replicates: 100 });
  assert.match(draws.note ?? "", /from residuals with 4 degrees of freedom/);
  const { E } = withIntervals(found, draws).intervals;
  assert.ok((E?.high as number) - (E?.low as number) > 0.2, JSON.stringify(E));
});

test("intervals from four runs are Student's: they hold the truth as often as they say", async () => {
  let inside = 0;
  for (let k = 0; k < 120; k++) {
    const draw = random(77, k);
    const rows = kRows([1, 2, 3, 4].map((K) => (3.3 + 0.25 / K) * Math.exp(0.002 * draw.normal())));
    const bare = fit(kLaw, rows, { loss: "squared", starts: 8 });
    const { E } = withIntervals(bare, await bootstrap(bare, { replicates: 150, seed: k })).intervals;
    if ((E?.low as number) <= 3.3 && 3.3 <= (E?.high as number)) inside++;
  }
  assert.ok(inside >= 106, `${inside} of 120`);
});

test("refits that stay on a flat floor are no proof: the flat parameters are not identified", async () => {
  const flat = fit(
    lawIn(power, "N"),
    kRows([3.5, 3.5, 3.5, 3.5]).map((row, i) => ({ ...row, params: 10 ** (6 + i) })),
  );
  assert.ok(["flat", "at-bound"].includes(flat.status), flat.status);
  const { diagnostics, intervals } = withIntervals(flat, await bootstrap(flat, { replicates: 20 }));
  const doubtful = diagnostics.filter((d) => d.code === "not-identified").map((d) => d.parameter as string);
  assert.ok(doubtful.length > 0);
  for (const key of doubtful) assert.ok(intervals[key]?.low === 0 || intervals[key]?.high === Number.POSITIVE_INFINITY, key);
});

test("a tied parameter is separate where the one that it equals is", async () => {
  const rows = [
    ...simulated(chinchilla, 3).map((row) => ({ ...row, family: "ar" as const })),
    ...simulated(chinchilla, 4).map((row) => ({ ...row, run: `m-${row.run}`, family: "mdm" as const })),
  ];
  const found = fit(chinchilla, rows, { tied: { beta: "alpha" }, separate: { parameters: ["alpha"], by: "family" } });
  assert.equal(found.estimates["beta[ar]"], found.estimates["alpha[ar]"]);
  assert.equal(found.estimates["beta[mdm]"], found.estimates["alpha[mdm]"]);
  assert.ok(!("beta" in found.estimates));
  const { intervals } = withIntervals(found, await bootstrap(found, { replicates: 20 }));
  assert.deepEqual(intervals["beta[mdm]"], intervals["alpha[mdm]"]);
});

test("nothing to fit, and bounds that the user sets, are called what they are", async () => {
  const rows = simulated(chinchilla);
  assert.throws(() => fit(chinchilla, rows, { fixed: { E: 1.8, A: 480, B: 2100, alpha: 0.35, beta: 0.37 } }), /no parameter is free/);
  const clamped = fit(chinchilla, rows, { bounds: { A: [1000, 2000] } });
  const found = withIntervals(clamped, await bootstrap(clamped, { replicates: 20 }));
  assert.ok(found.diagnostics.some((d) => d.code === "at-bound" && /A lies at the bound set for it/.test(d.message)));
  assert.ok(!found.diagnostics.some((d) => d.code === "not-identified" && d.parameter === "A"));
});

test("single runs and an ensemble of them are one training when they are resampled", async () => {
  const single = simulated(chinchilla);
  const pair = {
    ...(single[0] as Observation),
    run: "ens",
    recipe: "ensemble" as const,
    members: 2,
    memberRuns: [single[0]?.run as string, single[1]?.run as string],
  };
  const found = fit(chinchilla, [...single, pair]);
  assert.equal((await bootstrap(found, { replicates: 5 })).method, "bootstrap");
  assert.equal(found.runs, single.length);
  assert.ok(codes(fit(chinchilla, [...single.map((row) => ({ ...row, recipe: "standard" as const })), pair])).includes("mixed-recipes"));
});

test("a loss that rises with size at fixed tokens is a finding, unless the law follows it", () => {
  const rows = simulated(overfitPenalty, 1, 0.001);
  assert.ok(codes(fit(dataConstrained, rows)).includes("loss-rises-with-size"));
  assert.ok(!codes(fit(overfitPenalty, rows)).includes("loss-rises-with-size"));
  assert.ok(!codes(fit(chinchilla, simulated(chinchilla, 1, 0.001))).includes("loss-rises-with-size"));
});
