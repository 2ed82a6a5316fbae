import assert from "node:assert/strict";
import { test } from "node:test";
import { predictors } from "../../../src/analyze/predictor.ts";
import { chooseByLimit } from "../../../src/analyze/recipes/chooseByLimit.ts";
import { jointLimit } from "../../../src/analyze/recipes/jointLimit.ts";
import type { Limit } from "../../../src/analyze/recipes/limits.ts";
import { memberLimit } from "../../../src/analyze/recipes/memberLimit.ts";
import { membersForWithin } from "../../../src/analyze/recipes/membersForWithin.ts";
import { membersOrSize } from "../../../src/analyze/recipes/membersOrSize.ts";
import { sizeLimit, sizeLimits } from "../../../src/analyze/recipes/sizeLimit.ts";
import { fit } from "../../../src/fit/fit.ts";
import { random } from "../../../src/numeric/random.ts";
import type { Observation } from "../../../src/run.ts";

const row = (params: number, loss: number, more: Partial<Observation> = {}): Observation => ({
  run: `${params}-${more.members ?? 1}-${more.seed ?? 0}`,
  source: { file: "log.csv", line: 2 },
  checkpoint: "final",
  uniqueTokens: 2e8,
  params,
  loss,
  fields: {},
  ...more,
});
const SIZES = [1.5e8, 3e8, 6e8, 1.4e9];
const models = (loss = (n: number): number => 3 + (3e7 / n) ** 0.9): Observation[] =>
  SIZES.map((n) => row(n, loss(n), { recipe: "regularized" }));
/** Ensembles of 1 to 6 members whose limit is E, with noise of the seed. */
const ensemble = (params: number, E: number, more: Partial<Observation> = {}, most = 6, sd = 0): Observation[] => {
  const draw = random(params, 1);
  return Array.from({ length: most }, (_, i) => {
    const members = i + 1;
    return row(params, E + 0.3 / members + sd * draw.normal(), { recipe: "ensemble", members, ...more });
  });
};
const codes = ({ diagnostics }: { diagnostics: Limit["diagnostics"] }): string[] => diagnostics.map(({ code }) => code);
const close = (got: number | undefined, expected: number, within = 1e-6): void =>
  assert.ok(Math.abs((got ?? Number.NaN) - expected) <= within, `${got}, expected ${expected}`);

test("a law in N without noise gives its own limit, and so do all refits without one size", async () => {
  const found = await sizeLimit(models(), { replicates: 10 });
  close(found.limit.value, 3);
  assert.ok("each" in found.leaveOneOut && found.leaveOneOut.each.length === 4);
  close(found.leaveOneOut.low, 3, 1e-5);
  close(found.leaveOneOut.high, 3, 1e-5);
  assert.ok("points" in found.heldOut && found.heldOut.exact);
  close(found.heldOut.points[0]?.error, 0, 1e-6);
  assert.equal(found.what, "regularized, N → ∞");
  for (const code of ["tail-not-monotone", "exponent-runaway", "provisional-points", "limit-given", "exact"])
    assert.ok(!codes(found).includes(code), code);
});

test("without checks a limit is the same, and says that parts were not left out", async () => {
  const [checked, without] = [await sizeLimit(models(), { replicates: 10 }), await sizeLimit(models(), { replicates: 10, checks: false })];
  assert.deepEqual(without.limit, checked.limit);
  assert.ok(checked.smaller.length > 0 && without.smaller.length === 0);
  assert.ok("reason" in without.heldOut && "reason" in without.leaveOneOut);
});

test("a tail that rises, an exponent that runs away and points that are not final are said", async () => {
  const rising = await sizeLimit(
    models((n) => (n > 1e9 ? 3.08 : 3 + (3e7 / n) ** 0.9)),
    { replicates: 10 },
  );
  assert.ok(codes(rising).includes("tail-not-monotone"));
  const steep = await sizeLimit(
    models((n) => 3 + (1.2e8 / n) ** 5),
    { replicates: 10 },
  );
  assert.ok(codes(steep).includes("exponent-runaway"));
  assert.ok(!codes(steep).includes("tail-not-monotone"));
  const flagged = models().map((model, i) => ({ ...model, fields: { provisional: i === 1 } }));
  const provisional = await sizeLimit(flagged, { replicates: 10 });
  assert.match(provisional.diagnostics.find(({ code }) => code === "provisional-points")?.message ?? "", /^1 of 4 .*300000000/);
});

test("one degree of freedom is said; none is exact, without an interval unless noise is stated", async () => {
  assert.ok(codes(await sizeLimit(models(), { replicates: 10 })).includes("one-degree-of-freedom"));
  const more = [...models(), row(3e9, 3 + 0.01 ** 0.9, { recipe: "regularized" })];
  assert.ok(!codes(await sizeLimit(more, { replicates: 10 })).includes("one-degree-of-freedom"));
  const three = models().slice(0, 3);
  const exact = await sizeLimit(three);
  assert.deepEqual([exact.status, exact.freedom, exact.limit.interval], ["exact", 0, undefined]);
  assert.ok("reason" in exact.leaveOneOut && "reason" in exact.heldOut);
  assert.match(exact.leaveOneOut.reason, /2 places are left for 3 parameters/);
  const noisy = await sizeLimit(three, { noise: 0.001, replicates: 50 });
  assert.equal(noisy.status, "exact");
  assert.ok(noisy.limit.interval && noisy.limit.interval.low < 3 && noisy.limit.interval.high > 3);
  // Seeds of three sizes are more rows, but no more sizes.
  const seeds = [0, 1].flatMap((seed) =>
    three.map((model) => ({ ...model, run: `${model.run}-${seed}`, seed, loss: model.loss + seed * 0.001 })),
  );
  assert.deepEqual([(await sizeLimit(seeds)).status, (await sizeLimit(seeds)).limit.interval], ["exact", undefined]);
});

test("rows that no law in N is about are refused with what they differ in", async () => {
  const refused = (change: Partial<Observation>, reason: RegExp): Promise<void> =>
    assert.rejects(sizeLimit(models().map((model, i) => (i === 2 ? { ...model, ...change } : model))), reason);
  const all = models().map((model) => ({ ...model, tokenizer: "a", evalSet: "x", lossKind: "nll" as const }));
  const among = (change: Partial<Observation>, reason: RegExp): Promise<void> =>
    assert.rejects(sizeLimit(all.map((model, i) => (i === 2 ? { ...model, ...change } : model))), reason);
  await refused({ uniqueTokens: 4e8 }, /log\.csv:2: Cannot take the limit N → ∞: run .* has unique_tokens 400000000, run .* has 200000000/);
  await refused({ recipe: "standard" }, /recipe standard/);
  await refused({ members: 4 }, /is an ensemble of 4/);
  await among({ tokenizer: "b" }, /tokenizer b/);
  await among({ evalSet: "y" }, /eval_set y/);
  await among({ lossKind: "elbo" }, /loss_kind elbo/);
  const settings = [
    ...models(),
    row(3e8, 3.2, { recipe: "regularized", weightDecay: 1.6 }),
    row(3e8, 3.3, { recipe: "regularized", weightDecay: 0.8 }),
  ];
  await assert.rejects(
    sizeLimit(settings),
    (error: Error & { hint?: string }) => /weight_decay/.test(error.message) && /bestOver/.test(error.hint ?? ""),
  );
  await assert.rejects(sizeLimit(models().slice(0, 2)), /there are 2 sizes \(N = 150000000, 300000000\).*want 3/);
});

test("N with and without embeddings: the count that is missing is refused alone", async () => {
  const { total, nonEmbedding } = await sizeLimits(models(), { replicates: 10 });
  assert.ok("limit" in total);
  assert.ok("reason" in nonEmbedding && /no params_non_embedding/.test(nonEmbedding.reason));
  // A law in N less its embeddings, with the same limit.
  const both = models().map((model) => ({ ...model, paramsNonEmbedding: (model.params as number) / 2 }));
  const again = await sizeLimits(both, { replicates: 10 });
  assert.ok("limit" in again.nonEmbedding);
  close(again.nonEmbedding.limit.value, 3);
  assert.equal(Math.min(...again.nonEmbedding.fit.observations.map(({ params }) => params as number)), 7.5e7);
});

test("a law in K: two points are refused but with the limit held; members must differ in the seed alone", async () => {
  await assert.rejects(
    memberLimit(ensemble(3e8, 3, {}, 2)),
    (error: Error & { hint?: string }) => /K = 1, 2/.test(error.message) && /--fix E/.test(error.hint ?? ""),
  );
  const held = await memberLimit(ensemble(3e8, 3, {}, 2), { fixed: { E: 3 } });
  assert.equal(held.status, "exact");
  close(held.fit.estimates.A, 0.3);
  assert.ok(codes(held).includes("limit-given"));
  await assert.rejects(memberLimit([...ensemble(3e8, 3, { epochs: 16 }), ...ensemble(3e8, 3, { epochs: 32 })]), /epochs 32/);
  const subsets = [["a"], ["b"], ["c"], ["a", "b"], ["b", "c"], ["a", "c"], ["a", "b", "c"]].map((memberRuns, i) =>
    row(3e8, 3 + 0.3 / memberRuns.length + i * 1e-4, {
      recipe: "ensemble",
      members: memberRuns.length,
      memberRuns,
      run: memberRuns.join(""),
    }),
  );
  const runs = (weightDecay: number): Observation[] =>
    ["a", "b", "c"].map((run, seed) => row(3e8, 3.3, { run, seed, recipe: "regularized", weightDecay: seed === 2 ? weightDecay : 0.8 }));
  assert.ok("limit" in (await memberLimit(subsets, { runs: runs(0.8), replicates: 5 })));
  await assert.rejects(
    memberLimit(subsets, { runs: runs(1.6) }),
    /of one ensemble of them: run "c" has weight_decay 1.6, run "a" .* has 0.8/,
  );
});

test("members for ε of the limit: the closed form (A/ε)^(1/alpha), one where one is enough", async () => {
  const { fit: found } = await memberLimit(ensemble(3e8, 3, {}, 6, 0.0005), { replicates: 100 });
  const { A, alpha } = found.estimates as { A: number; alpha: number };
  const needed = membersForWithin(found, 0.01);
  close(needed.value, (A / 0.01) ** (1 / alpha), 1e-6);
  assert.ok(needed.interval && needed.interval.low < 30 && needed.interval.high > 30);
  assert.equal(membersForWithin(found, 1).value, 1);
  assert.throws(() => membersForWithin(found, 0), /positive/);
});

test("the setting of an ensemble is chosen by its limit, and it is said when the loss at hand chooses another", async () => {
  const steep = ensemble(3e8, 3).map((one) => ({ ...one, loss: 3 + 0.9 / (one.members as number) }));
  const flat = ensemble(3e8, 3).map((one) => ({ ...one, loss: 3.1 + 0.1 / (one.members as number) }));
  const chosen = await chooseByLimit(
    [
      { label: "flat", rows: flat.slice(0, 4) },
      { label: "steep", rows: steep },
    ],
    { replicates: 5 },
  );
  assert.deepEqual([chosen.byLimit, chosen.byLoss, chosen.members, chosen.differ], ["steep", "flat", 4, true]);
  const same = await chooseByLimit(
    [
      { label: "flat", rows: flat },
      { label: "low", rows: ensemble(3e8, 2.5) },
      { label: "two", rows: flat.slice(0, 2) },
    ],
    {
      replicates: 5,
    },
  );
  assert.deepEqual([same.byLimit, same.differ, same.left.map(({ label }) => label)], ["low", false, ["two"]]);
});

test("members against size: the crossing solves both laws, or there is none and the reach is said", async () => {
  const size = await sizeLimit(
    models((n) => 3.1 + 3e7 / n),
    { replicates: 20 },
  );
  // .3/K + 3 against 3.1 + .1/K in units of 3e8 parameters: equal at K = 2.
  const { fit: members } = await memberLimit(ensemble(3e8, 3), { replicates: 20 });
  const found = membersOrSize(members, size.fit, { params: 3e8 });
  assert.ok(found.crossing.kind === "crossing");
  close(found.crossing.total.value, 6e8, 1e3);
  assert.deepEqual([found.crossing.above, found.crossing.extrapolated, found.inTheEnd], ["members", [], "members"]);
  assert.deepEqual(found.reach, { members: 1.8e9, size: 1.4e9 });
  const at = found.at.find(({ total }) => total === 1.8e9);
  assert.deepEqual([at?.better, at?.extrapolated], ["members", ["size"]]);
  const { fit: worse } = await memberLimit(ensemble(3e8, 3.4), { replicates: 20 });
  assert.deepEqual(membersOrSize(worse, size.fit, { params: 3e8 }).crossing, { kind: "none", better: "size" });
  assert.throws(() => membersOrSize(size.fit, size.fit, { params: 3e8 }), /expected K alone/);
});

test("members against size: neither is better where the interval of the difference holds 0", async () => {
  const size = await sizeLimit(
    models((n) => 3.1 + 3e7 / n),
    { replicates: 100, noise: 0.01 },
  );
  // Both have 3.2 at 3e8 parameters; six members are .1 below a model of their total, and end .2 below.
  const { fit: members } = await memberLimit(ensemble(3e8, 2.9), { replicates: 100 });
  const { at, inTheEnd } = membersOrSize(members, size.fit, { params: 3e8 });
  const first = at.find(({ total }) => total === 3e8);
  assert.ok(first?.difference.interval && first.difference.interval.low < 0 && first.difference.interval.high > 0);
  assert.equal(first.better, "neither");
  const last = at.find(({ total }) => total === 1.8e9);
  assert.ok(last?.difference.interval && last.difference.interval.high < 0);
  assert.equal(last.better, "members");
  // The limit in size is known from above only, so nothing tells which way is lower without end.
  assert.equal(size.limit.interval?.low, 0);
  assert.ok((size.limit.interval?.high ?? 0) > 2.9);
  assert.equal(inTheEnd, "neither");
});

test("joint limit: both ways give that of the law; the second stage is refitted to each draw of the first", async () => {
  const E = (n: number): number => 2.9 + (3e7 / n) ** 0.8;
  const rows = SIZES.flatMap((n) => ensemble(n, E(n), {}, 10, 0.001));
  const { sizes, staged, oneLaw } = await jointLimit(rows, { replicates: 40 });
  assert.ok("limit" in staged && "limit" in oneLaw);
  close(staged.limit.value, 2.9, 0.03);
  close(oneLaw.limit.value, 2.9, 0.03);
  assert.ok(!codes(staged).includes("points-scatter"), "limits scatter as their noise says");
  const firsts = sizes.map((size) => ("limit" in size ? predictors(size.limit.fit).draws.map((p) => p.limit({}, ["K"]) as number) : []));
  const { draws } = staged.fit;
  assert.ok(draws && draws.failed === 0 && draws.theta.length === 40);
  const excess = /([\d.e-]+) nats\/token by themselves and ([\d.e-]+) about/.exec(draws.note ?? "");
  assert.ok(excess && Number(excess[2]) <= Number(excess[1]), "no misfit is added to these draws");
  const limits = predictors(staged.fit).draws.map((p) => p.limit({}, ["N"]));
  for (const k of [0, 7, 39]) {
    const points = SIZES.map((n, i) => row(n, firsts[i]?.[k] as number));
    close(limits[k], fit(staged.fit.law, points, { loss: "squared", residual: "linear" }).estimates.E as number, 1e-5);
  }
});

test("joint limit: sizes that are tuned unlike each other widen the interval and are said", async () => {
  const E = (n: number): number => 2.9 + (3e7 / n) ** 0.8 + (n === 3e8 ? 0.03 : 0);
  const { staged } = await jointLimit(
    SIZES.flatMap((n) => ensemble(n, E(n), {}, 6, 0.0001)),
    { replicates: 40 },
  );
  assert.ok("limit" in staged && staged.limit.interval);
  assert.ok(codes(staged).includes("points-scatter"));
  assert.ok(staged.limit.interval.high - staged.limit.interval.low > 0.03);
});

test("joint limit: what is missing is named, given limits and settings are taken", async () => {
  const thin = await jointLimit([...ensemble(1.5e8, 3.1), ...ensemble(3e8, 3), ...ensemble(6e8, 2.95, {}, 2)], { replicates: 5 });
  assert.ok("reason" in thin.staged && "reason" in thin.oneLaw);
  assert.match(thin.staged.reason, /2 sizes \(N = 150000000, 300000000\)/);
  assert.match(thin.staged.hint ?? "", /: N = 600000000 has no limit K → ∞ yet$/);
  const without = thin.sizes[2];
  assert.ok(without && "reason" in without);
  assert.match(without.reason, /ensemble of N = 600000000, .*K = 1, 2/);
  assert.match(thin.oneLaw.reason, /2 sizes/);
  const limits = SIZES.slice(1).map((n) => row(n, 2.9 + (3e7 / n) ** 0.8, { run: "published" }));
  const mixed = await jointLimit(ensemble(1.5e8, 2.9 + 0.2 ** 0.8), { limits, replicates: 5 });
  assert.ok("limit" in mixed.staged);
  close(mixed.staged.limit.value, 2.9, 1e-4);
  const settings = [...ensemble(3e8, 3, { weightDecay: 0.8 }), ...ensemble(3e8, 3.2, { weightDecay: 1.6 })];
  const { sizes } = await jointLimit(settings, { replicates: 5 });
  assert.ok(sizes[0] && "chosen" in sizes[0]);
  assert.equal(sizes[0].chosen.byLimit, "weight decay 0.8");
  await assert.rejects(jointLimit([...ensemble(3e8, 3), ...ensemble(6e8, 2.9, { uniqueTokens: 4e8 })]), /unique_tokens 400000000/);
  await assert.rejects(jointLimit([]), /neither ensembles nor limits/);
});

test("replicates of a size share what the law misses there: 95 % intervals of the limit hold the truth in most of 120 sets of runs", async () => {
  const alpha = 0.9;
  let held = 0;
  for (let set = 0; set < 120; set++) {
    const draw = random(set, 7);
    const seeds = [1e8, 2e8, 4e8, 8e8, 16e8, 32e8].flatMap((n) => {
      const miss = 0.006 * draw.normal();
      return [1, 2, 3, 4, 5].map((seed) =>
        row(n, (3 + 0.4 * (1e8 / n) ** alpha) * Math.exp(miss + 0.001 * draw.normal()), { recipe: "regularized", seed }),
      );
    });
    const { limit } = await sizeLimit(seeds, { replicates: 200, noise: 0.001, seed: set, threads: 1 });
    if (limit.interval && limit.interval.low <= 3 && limit.interval.high >= 3) held++;
  }
  assert.ok(held >= 106, `${held} of 120`);
});
