import assert from "node:assert/strict";
import { test } from "node:test";
import { approachesDisagree } from "../../src/analyze/approachesDisagree.ts";
import { audit } from "../../src/analyze/audit.ts";
import { criteriaDisagree } from "../../src/analyze/criteriaDisagree.ts";
import { deltaSweep } from "../../src/analyze/deltaSweep.ts";
import { influence } from "../../src/analyze/influence.ts";
import { leaveGroupsOut } from "../../src/analyze/leaveGroupsOut.ts";
import { roundingEffect } from "../../src/analyze/roundingEffect.ts";
import type { Compared } from "../../src/analyze/triedLaw.ts";
import { IsolossError, UsageError } from "../../src/errors.ts";
import { bootstrap } from "../../src/fit/draws.ts";
import { fit } from "../../src/fit/fit.ts";
import { withIntervals } from "../../src/fit/intervals.ts";
import { chinchilla } from "../../src/laws/chinchilla.ts";
import { findLaw } from "../../src/laws/find.ts";
import type { Example } from "../../src/laws/law.ts";
import type { Observation } from "../../src/run.ts";
import { simulate } from "../../src/simulate/simulate.ts";
import { rowsOf } from "../rows.ts";

const { theta, design, noise } = chinchilla.example as Example;
const rows = rowsOf(simulate(chinchilla, theta, design, noise, 3));
const quick = { starts: 8 };
const healthy = fit(chinchilla, rows, quick);
const changed = (by: (row: Observation, i: number) => number) =>
  fit(
    chinchilla,
    rows.map((row, i) => ({ ...row, loss: row.loss * (1 + by(row, i)) })),
    quick,
  );
const codes = ({ diagnostics }: { diagnostics: readonly { code: string }[] }) => diagnostics.map(({ code }) => code);

test("a healthy fit: every part is there, and nothing is found but what trades off", async () => {
  const found = audit(withIntervals(healthy, await bootstrap(healthy, { replicates: 100 })), { printed: healthy.estimates });
  assert.deepEqual(codes(found), ["ill-conditioned"]);
  assert.deepEqual(found.resamples, { method: "bootstrap", replicates: 100, failed: 0 });
  assert.equal(found.conditioning?.pairs.length, 10);
  assert.equal(found.delta.steps.length, 8);
  assert.equal(found.influence.steps.length, 8, "a tenth of 81 runs");
  assert.equal(found.groups.steps.length, 18, "nine sizes and nine token counts");
  assert.deepEqual(
    found.rounding.map(({ how }) => how),
    ["as printed", "2 digits", "3 digits", "4 digits"],
  );
});

test("the delta sweep holds the fit itself, its two limits, and rises in what lies inside", () => {
  const { steps, centre } = deltaSweep(healthy);
  assert.equal(centre, 1e-3);
  const own = steps.find(({ delta }) => delta === 1e-3);
  assert.ok(Math.abs((own?.objective as number) / healthy.objective - 1) < 1e-9);
  assert.ok(Object.values(own?.moved ?? {}).every((by) => Math.abs(by) < 1e-4));
  const squared = fit(chinchilla, rows, { ...quick, loss: "squared" });
  assert.ok(Math.abs((steps.at(-1)?.objective as number) / squared.objective - 1) < 1e-9);
  const inside = steps.map((step) => step.insideDelta);
  assert.deepEqual(
    inside,
    [...inside].sort((a, b) => a - b),
  );
});

test("delta-sensitive: where many rows lie off by about delta the answer turns on it", () => {
  assert.deepEqual(codes(deltaSweep(healthy)), []);
  // Four of nine runs of the two smallest sizes lie .03 too high: beyond delta / 3 they are outliers, below 3 · delta they count in full.
  const off = rows.map((row, i) => ({ ...row, loss: row.loss * ((row.params as number) < 1e8 && i % 9 < 4 ? 1.03 : 1) }));
  const { diagnostics } = deltaSweep(fit(chinchilla, off, { ...quick, delta: 0.01 }));
  assert.deepEqual(codes({ diagnostics }), ["delta-sensitive"]);
  assert.match(diagnostics[0]?.message ?? "", /at delta 0\.00333 and \S+ at delta 0\.03: it moves by \S+ half widths/);
  // The same turn, asked of a fit of squared loss.
  assert.deepEqual(codes(deltaSweep(fit(chinchilla, rows, { ...quick, loss: "squared" }))), []);
});

test("influential-rows: two bad runs are found one after the other, and named with their line", () => {
  assert.deepEqual(codes(influence(healthy)), []);
  const worst = [72, 73];
  const bad = fit(
    chinchilla,
    rows.map((row, i) => ({ ...row, loss: row.loss * (worst.includes(i) ? 1.2 : 1) })),
    { ...quick, loss: "squared" },
  );
  const { steps, diagnostics, whole } = influence(bad);
  const names = worst.map((i) => rows[i]?.run);
  assert.deepEqual(new Set(steps.slice(0, 2).map(({ dropped }) => dropped.run)), new Set(names));
  assert.deepEqual(codes({ diagnostics }), ["influential-rows"]);
  assert.match(diagnostics[0]?.message ?? "", /worst.* of 81 runs .* is .* instead of .*: synthetic-chinchilla-\S+ \(synthetic:\d+\)/);
  assert.deepEqual(whole.estimates, bad.estimates);
  // Without both the fit is that of the other rows.
  const others = fit(
    chinchilla,
    rows.filter((_, i) => !worst.includes(i)),
    { ...quick, loss: "squared" },
  );
  assert.ok(Math.abs((steps[1]?.estimates.beta as number) - (others.estimates.beta as number)) < 1e-6);
});

test("whole runs are dropped, with all of their rows", () => {
  const asRuns = rows.map((row, i) => ({ ...row, run: `size-${row.params}`, loss: row.loss * (i === 40 ? 1.05 : 1) }));
  const { steps } = influence(fit(chinchilla, asRuns, quick));
  assert.deepEqual(
    steps.map((step) => [step.dropped.run, step.rows]),
    [[asRuns[40]?.run, 72]],
  );
});

test("group-sensitive: one size that was trained worse is found among its peers", () => {
  assert.deepEqual(codes(leaveGroupsOut(healthy)), []);
  const off = changed((row) => (row.params === 4e7 ? 0.01 : 0));
  const { steps, diagnostics } = leaveGroupsOut(off);
  assert.deepEqual(codes({ diagnostics }), ["group-sensitive"]);
  assert.match(diagnostics[0]?.message ?? "", /without params 4\.00e\+7 \(/);
  const without = steps.find(({ by, level }) => by === "params" && level === "40000000");
  assert.ok(without && "estimates" in without && without.left === 9);
  const rest = fit(
    chinchilla,
    rows.filter((row) => row.params !== 4e7),
    quick,
  );
  assert.ok(Math.abs((without.estimates.alpha as number) - (rest.estimates.alpha as number)) < 1e-6);
});

test("groups by a column, those that the rest cannot do without, and quantities of many values", () => {
  const columned = rows.map((row) => ({ ...row, fields: { half: (row.params as number) < 1e9 ? "small" : "large" } }));
  const found = leaveGroupsOut(fit(chinchilla, columned, quick), "half");
  assert.deepEqual(
    found.steps.map(({ level, left }) => [level, left]),
    [
      ["large", 36],
      ["small", 45],
    ],
  );
  assert.throws(() => leaveGroupsOut(healthy, "halves"), UsageError);
  const three = rows.filter((row) => [4e7, 6.4e8, 1e10].includes(row.params as number));
  const refused = leaveGroupsOut(fit(chinchilla, three, quick), "params").steps;
  assert.ok(refused.length === 3 && refused.every((step) => "reason" in step && /values of parameters/.test(step.reason)));
  const jittered = rows.map((row, i) => ({ ...row, params: (row.params as number) * (1 + i / 1000) }));
  const quarters = leaveGroupsOut(fit(chinchilla, jittered, quick)).steps.filter(({ by }) => by === "params");
  assert.equal(quarters.length, 4);
  assert.deepEqual(
    quarters.map(({ left }) => left),
    [21, 20, 20, 20],
  );
});

/** Hoffmann et al. 2022 without rounding, from the TeX source of the paper as Besiroglu et al. 2024 (arXiv:2404.10102) quote it. */
const UNROUNDED = { E: Math.exp(0.5267228), A: Math.exp(6.0073404), B: Math.exp(6.0179186), alpha: 0.33917084, beta: 0.2849083 };

test("rounded-constants: Hoffmann's printed constants give D/N 92.6 at 5.76e23 FLOP, all digits 58.9", () => {
  const printed = chinchilla.published.find(({ id }) => id === "hoffmann")?.theta as Record<string, number>;
  const found = roundingEffect({ law: chinchilla, parameters: UNROUNDED }, { constants: printed, compute: 5.76e23 });
  assert.equal(found.exact?.toFixed(1), "58.9");
  assert.equal(found.rounded?.toFixed(1), "92.6");
  assert.deepEqual(codes(found), ["rounded-constants"]);
  assert.match(found.diagnostics[0]?.message ?? "", /as printed, the constants give D\/N 92\.6 instead of 58\.9 at C = 5\.76e\+23 FLOP/);
  const exact = roundingEffect({ law: chinchilla, parameters: UNROUNDED }, { digits: 6, compute: 5.76e23 });
  assert.deepEqual(codes(exact), []);
  assert.deepEqual(roundingEffect({ law: chinchilla, parameters: UNROUNDED }, { digits: 2, compute: 5.76e23 }).constants, {
    E: 1.7,
    A: 410,
    B: 410,
    alpha: 0.34,
    beta: 0.28,
  });
});

test("the headline is D/N at ten times the compute of the rows, else the loss at ten times the largest row", () => {
  assert.deepEqual(roundingEffect(healthy, { digits: 2 }).headline, { name: "D/N", at: { C: 6 * 1e10 * 1e11 * 10 } });
  const size = fit(findLaw("E + A/N^alpha"), rows, quick);
  const { headline, exact } = roundingEffect(size, { digits: 2 });
  assert.deepEqual(headline, { name: "loss", at: { N: 1e11 } });
  const { E = 0, A = 0, alpha = 0 } = size.estimates;
  assert.ok(Math.abs((exact as number) - (E + A / 1e11 ** alpha)) < 1e-12);
  assert.throws(() => roundingEffect(healthy, {}), UsageError);
  assert.throws(() => roundingEffect({ law: size.law, parameters: size.estimates }, { digits: 2, compute: 1e20 }), UsageError);
});

test("with parameters of each family, the audit leaves a family out and asks the first for the headline", () => {
  const two = rows.map((row, i) => ({ ...row, family: i % 2 === 0 ? ("ar" as const) : ("mdm" as const) }));
  const own = fit(chinchilla, two, { ...quick, separate: { parameters: ["E"], by: "family" } });
  const { groups, rounding } = audit(own, { by: "family" });
  assert.ok((rounding[0]?.exact as number) > 0);
  assert.deepEqual(
    groups.steps.map((step) => [step.level, "estimates" in step && Object.keys(step.estimates).filter((key) => key.startsWith("E"))]),
    [
      ["ar", ["E[mdm]"]],
      ["mdm", ["E[ar]"]],
    ],
  );
  assert.deepEqual(
    groups.steps.map((step) => "headline" in step && step.headline !== undefined),
    [false, true],
  );
});

test("refuses a fit that leaves nothing to examine", () => {
  const exact = fit(
    chinchilla,
    [0, 10, 20, 30, 43].map((i) => rows[i] as Observation),
    quick,
  );
  assert.equal(exact.status, "exact");
  assert.throws(
    () => audit(exact),
    (error) => error instanceof IsolossError && /passes through all of its 5 rows/.test(error.message),
  );
  assert.throws(() => audit({ ...healthy, status: "not-converged" }), /did not converge/);
});

test("criteria-disagree: AIC's first law predicts worse by more than two standard errors", () => {
  const law = (name: string, aic: number, bic: number, toBest?: { mean: number; se: number }): Compared => ({
    name,
    formula: name,
    parameters: 3,
    options: {},
    heldOut: {
      rmsle: 0.01,
      rows: 9,
      failed: [],
      notConverged: [],
      otherLoss: { loss: "squared", rmsle: 0.01, rows: 9, failed: 0, notConverged: 0 },
      ...(toBest && { toBest: { ...toBest, rows: 9, runs: 9 } }),
    },
    gaussian: { rmsle: 0.01, aic, bic, converged: true },
  });
  const best = law("plain", -100, -90);
  const both = criteriaDisagree([best, law("rich", -120, -95, { mean: 4e-4, se: 1e-4 })]);
  assert.deepEqual(codes({ diagnostics: both }), ["criteria-disagree"]);
  assert.match(both[0]?.message ?? "", /^AIC and BIC put rich first, .* 4\.00e-4 \(s\.e\. 1\.00e-4\) above that of plain$/);
  const aicOnly = criteriaDisagree([best, law("rich", -120, -80, { mean: 4e-4, se: 1e-4 })]);
  assert.match(aicOnly[0]?.message ?? "", /^AIC puts rich first/);
  assert.deepEqual(criteriaDisagree([best, law("rich", -120, -95, { mean: 1e-4, se: 1e-4 })]), [], "within two standard errors");
  assert.deepEqual(criteriaDisagree([best, law("rich", -90, -80, { mean: 4e-4, se: 1e-4 })]), [], "the best law is first by all");
});

test("approaches-disagree: exponents whose intervals do not meet", () => {
  const a = (value: number, low: number, high: number) => ({
    a: { value, interval: { low, high, level: 0.95, method: "bootstrap" }, missing: 0 },
  });
  const [found] = approachesDisagree({ envelope: a(0.5, 0.48, 0.52), parabolas: a(0.49, 0.46, 0.5), law: a(0.455, 0.45, 0.46) });
  assert.equal(found?.code, "approaches-disagree");
  assert.match(found?.message ?? "", /: envelope 0\.48 to 0\.52 and law 0\.45 to 0\.46$/);
  const none = { a: { value: undefined, interval: undefined, missing: 1 } };
  assert.deepEqual(approachesDisagree({ envelope: a(0.5, 0.48, 0.52), parabolas: a(0.49, 0.46, 0.5), law: none }), []);
});
