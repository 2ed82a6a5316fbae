import assert from "node:assert/strict";
import { test } from "node:test";
import { rootMeanSquare } from "simple-statistics";
import {
  dataEfficiency,
  dataScaling,
  type Fit,
  measuredPoint,
  type Observation,
  predictors,
  type RecipeTuning,
  recipes,
} from "../../../src/index.ts";

let line = 1;
const row = (more: Partial<Observation>): Observation => ({
  run: `r${++line}`,
  source: { file: "made.csv", line },
  checkpoint: "final",
  uniqueTokens: 1e8,
  epochs: 8,
  tokens: 8e8,
  learningRate: 1e-3,
  loss: 1,
  fields: {},
  ...more,
});
const quick = { replicates: 20 };

/** Single models 3 + 2e5/N. */
const singles = [1e6, 2e6, 4e6, 8e6].map((params) => row({ recipe: "regularized", params, weightDecay: 0.8, loss: 3 + 2e5 / params }));
const ensembles = (params: number, weightDecay: number, E: number, A: number): Observation[] =>
  [1, 2, 3, 4, 5].map((members) => row({ recipe: "ensemble", params, weightDecay, members, loss: E + A / members }));
/** Better alone, and better together. */
const [alone, together] = [ensembles(2e6, 0.8, 2.9, 0.3), ensembles(2e6, 0.4, 2.8, 0.5)];
const other = ensembles(1e6, 0.8, 2.95, 0.3);

test("the setting of an ensemble is chosen by its limit, beside the one that is best alone, where a size has two", async () => {
  const found = await recipes([...singles, ...alone, ...together, ...other], quick);
  const [at] = found.at;
  assert.deepEqual(
    at?.byLimit.map(({ params }) => params),
    [2e6],
    "a size with one setting leaves no choice",
  );
  const chosen = at.byLimit[0]?.chosen;
  assert.ok(chosen && "byLimit" in chosen);
  assert.deepEqual([/weight decay 0\.4/.test(chosen.byLimit), /weight decay 0\.8/.test(chosen.alone ?? "")], [true, true]);
  assert.equal(chosen.ranked[0]?.limit.limit.value?.toFixed(6), "2.800000");
});

test("a size whose settings all lack a limit says so once, and the choice names what is wanting", async () => {
  const two = [...alone, ...together].filter(({ members }) => (members as number) < 3);
  const [at] = (await recipes([...singles, ...two], quick)).at;
  const chosen = at?.byLimit[0]?.chosen;
  assert.ok(chosen && "reason" in chosen);
  assert.match(
    chosen.reason,
    /^Cannot choose a setting .*: none of 2 settings has one \(.*: there are 2 numbers of members .*; and 1 more\)$/,
  );
  assert.equal(chosen.reason.match(/Cannot/g)?.length, 1);
  const joint = at?.limits.find(({ what }) => what === "ensemble, K → ∞ then N → ∞")?.limit;
  assert.ok(joint && "reason" in joint);
  assert.match(joint.reason, /: no size has a limit K → ∞$/);
  assert.match(joint.hint ?? "", /N = 2000000 has no limit K → ∞ yet$/);
});

test("members against size: of the size with the lowest limit, and the crossing is where the laws meet", async () => {
  const [at] = (await recipes([...singles, ...together, ...other], quick)).at;
  const found = at?.membersOrSize;
  assert.ok(found && "crossing" in found && found.crossing.kind === "crossing");
  assert.equal(found.params, 2e6);
  // 2.8 + .5·2e6/T against 3 + 2e5/T: .2 = 8e5/T.
  assert.ok(Math.abs((found.crossing.total.value as number) / 4e6 - 1) < 1e-4);
  assert.deepEqual([found.crossing.above, found.inTheEnd], ["members", "members"]);
});

test("members against size is refused without either law, with what is missing", async () => {
  const reason = async (rows: readonly Observation[]): Promise<string> => {
    const found = (await recipes(rows, quick)).at[0]?.membersOrSize;
    assert.ok(found && "reason" in found && found.hint);
    return found.reason;
  };
  assert.match(await reason(together), /single models have no limit N → ∞/);
  assert.match(await reason(singles), /no size has a limit K → ∞/);
});

test("a stated noise is told in nats/token at the median loss", async () => {
  const found = await recipes(singles.slice(0, 3), { ...quick, noise: 0.002 });
  assert.equal(found.noiseNats?.toFixed(6), (0.002 * 3.1).toFixed(6));
  assert.equal((await recipes(singles, quick)).noiseNats, undefined);
});

test("limits N → ∞ are drawn with the spread between seeds, limits K → ∞ are not", async () => {
  const seeds = singles.flatMap((one) =>
    [-1, 1].map((sign, seed) => row({ ...one, run: `${one.run}-${seed}`, seed, loss: one.loss * Math.exp(0.01 * sign) })),
  );
  const { noise, at } = await recipes([...seeds, ...together], quick);
  // Two seeds at ± .01 each: √(2·.01²/1).
  assert.equal(noise?.toFixed(6), (0.01 * Math.SQRT2).toFixed(6));
  const fitOf = (what: string): Fit => {
    const limit = at[0]?.limits.find((one) => one.what === what)?.limit;
    assert.ok(limit && "fit" in limit);
    return limit.fit;
  };
  assert.equal(fitOf("regularized, N → ∞").draws?.method, "parametric");
  assert.ok((fitOf("ensemble, K → ∞").draws?.theta.length ?? 0) > 0);
  const spread = (fit: Fit): number =>
    rootMeanSquare((fit.draws?.theta ?? []).map((theta) => (theta[0] as number) - (fit.solution[0] as number)));
  assert.ok(spread(fitOf("ensemble, K → ∞")) < 1e-6, "members without a spread have a limit without one");
});

const DATA = [1e8, 2e8, 4e8, 8e8, 16e8];
const standard = DATA.map((uniqueTokens) =>
  row({ recipe: "standard", params: 1e6, uniqueTokens, loss: 2 + 3e4 / Math.sqrt(uniqueTokens) }),
);
const better = DATA.map((uniqueTokens) =>
  row({ recipe: "regularized", params: 1e6, uniqueTokens, loss: 2 + 3e4 / Math.sqrt(2 * uniqueTokens) }),
);
const width = (interval: { low: number; high: number } | undefined): number =>
  Math.log((interval?.high ?? Number.NaN) / (interval?.low ?? Number.NaN));

test("a measured loss is as uncertain as its seed: its noise adds to that of the baseline's law", async () => {
  const noise = 0.002;
  const { efficiency } = await recipes([...standard, ...better], { replicates: 1000, noise });
  const { measured } = efficiency.baseline;
  assert.ok("fit" in measured);
  const entry = efficiency.entries.find(({ uniqueTokens }) => uniqueTokens === 4e8);
  assert.ok(entry && entry.what === "best measured");
  const held = dataEfficiency({ value: entry.loss, origin: "measured" }, { law: measured.fit, origin: "measured" }, { uniqueTokens: 4e8 });
  // D′ = (3e4/(L − 2))²: d ln D′ = 2·dL/(L − 2), and ±1.96 of dL = noise·L.
  const own = (2 * 1.96 * 2 * noise * entry.loss) / (entry.loss - 2);
  const both = width(entry.efficiency.perUnique.interval);
  assert.ok(both > width(held.perUnique.interval));
  assert.ok(
    Math.abs(both / Math.hypot(own, width(held.perUnique.interval)) - 1) < 0.15,
    `${both}, ${own}, ${width(held.perUnique.interval)}`,
  );
  const again = await recipes([...standard, ...better], { replicates: 1000, noise });
  assert.deepEqual(again.efficiency.entries, efficiency.entries);
});

test("without a noise measured losses are held, and with one an ensemble is the surer the more were trained", async () => {
  const { efficiency } = await recipes([...standard, ...better], quick);
  const { measured } = efficiency.baseline;
  assert.ok("fit" in measured && efficiency.entries.length === DATA.length);
  for (const { uniqueTokens, loss, efficiency: found } of efficiency.entries) {
    const held = dataEfficiency({ value: loss, origin: "measured" }, { law: measured.fit, origin: "measured" }, { uniqueTokens });
    assert.deepEqual(found.perUnique, held.perUnique);
  }
  const runs = (rows: readonly Partial<Observation>[]): number | undefined => measuredPoint(rows.map(row)).runs;
  assert.equal(runs([{ members: 4, memberRuns: ["a", "b", "c", "d"] }]), 4);
  assert.equal(runs([{ memberRuns: ["a", "b"] }, { memberRuns: ["a", "c"] }]), 3, "subsets share members");
  assert.equal(runs([{ members: 5 }]), 5);
  assert.equal(runs([{}, {}, {}]), 3);
});

test("points of a law carry the draws that it was refitted to, by position", async () => {
  const points = standard.slice(0, 3).map((one) => measuredPoint([one]));
  const found = await dataScaling("standard", points, { noise: 0.01, replicates: 200 });
  const { draws } = predictors(found.fit);
  assert.ok(draws.length > 20);
  // Three points leave no freedom: every refit passes through its own draws, or lies at the floor of 0 or of exponents.
  const through = draws.filter((law, k) =>
    found.points.every(({ uniqueTokens, draws: own }) => Math.abs(law.loss({ U: uniqueTokens }) - (own?.[k] as number)) < 1e-4),
  );
  assert.ok(through.length > 0.5 * draws.length, `${through.length} of ${draws.length}`);
  assert.ok(found.points.every(({ draws: own }) => own?.length === draws.length));
});

const at = (recipe: "standard" | "regularized", sets: readonly number[], worth = 1): Observation[] =>
  sets.map((uniqueTokens) => row({ recipe, params: 1e6, uniqueTokens, loss: 2 + 3e4 / Math.sqrt(worth * uniqueTokens) }));

test("a recipe without unique tokens in common with the standard one is named, and compared with nothing", async () => {
  const { efficiency } = await recipes([...at("standard", [1e8, 4e8, 8e8, 16e8]), ...at("regularized", [2e8], 2)], quick);
  assert.deepEqual(efficiency.apart, [{ recipe: "regularized", uniqueTokens: [2e8] }]);
  assert.deepEqual([efficiency.entries, efficiency.scaling], [[], []]);
  const some = (await recipes([...at("standard", [1e8, 4e8, 8e8, 16e8]), ...at("regularized", [2e8, 4e8, 32e8], 2)], quick)).efficiency;
  assert.deepEqual(some.apart, []);
  assert.deepEqual(
    some.entries.map(({ standard: here }) => here),
    ["interpolated", "run here", "extrapolated"],
  );
});

test("by an exact law of the standard recipe, without a noise, an efficiency has no interval", async () => {
  const models = [1e6, 2e6, 4e6, 8e6, 16e6].map((params, i) =>
    row({ recipe: "regularized", params, uniqueTokens: 2e8, loss: 3 + 2e5 / params + 0.001 * (i % 2) }),
  );
  const { efficiency } = await recipes([...at("standard", [1e8, 2e8, 4e8]), ...models], quick);
  const { measured } = efficiency.baseline;
  assert.ok("status" in measured && measured.status === "exact");
  assert.ok(efficiency.entries.some(({ what }) => /N → ∞/.test(what)));
  for (const { efficiency: found } of efficiency.entries) assert.equal(found.perUnique.interval, undefined);
});

test("limits of ensembles at one size are compared too; a limit that the runs do not determine is withheld with its codes", async () => {
  const falls = ensembles(1e6, 0.8, 2.9, 0.3);
  const { efficiency } = await recipes([...standard, ...falls, ...singles.slice(0, 3)], quick);
  const sized = efficiency.entries.filter(({ what, params }) => what === "ensemble, K → ∞" && params === 1e6);
  assert.equal(sized[0]?.loss.toFixed(4), "2.9000");
  // 2.9 = 2 + 3e4/√D′.
  assert.ok(Math.abs((sized[0]?.efficiency.tokens.value as number) / (3e4 / 0.9) ** 2 - 1) < 0.01);
  const rising = [3.5, 3.1, 3.1001, 3.0999, 3.1].map((loss, i) => row({ recipe: "regularized", params: 1e6 * 2 ** i, loss }));
  const other = (await recipes([...standard, ...rising], quick)).efficiency;
  assert.ok(!other.entries.some(({ what }) => what === "regularized, N → ∞"));
  assert.ok(
    other.withheld.some(
      ({ what, reasons }) => what === "regularized, N → ∞" && reasons.some((code) => ["flat", "exponent-runaway"].includes(code)),
    ),
  );
});

test("members that are worse alone than the tuned single model are said, unless another setting of the size is at it", async () => {
  const of = async (rows: readonly Observation[]): Promise<string[]> =>
    (await recipes(rows, quick)).at[0]?.memberSettings.diagnostics.map(({ code }) => code) ?? [];
  const single = row({ recipe: "regularized", params: 2e6, weightDecay: 0.8, loss: 3.2 });
  assert.deepEqual(await of([single, ...alone]), ["members-one-setting"]);
  assert.deepEqual(await of([single, ...together]), ["members-not-tuned", "members-one-setting"]);
  assert.deepEqual(await of([single, ...alone, ...together]), [], "one of two settings is the tuned one");
  const found = (await recipes([single, ...together], quick)).at[0]?.memberSettings.sizes[0];
  assert.equal(found?.above?.toFixed(6), "0.100000");
});

test("a run that lacks a tuned column is left out of tuning by name; best epochs where they were varied", async () => {
  const epochs = [2, 4, 8, 16, 32].map((times) =>
    row({ recipe: "standard", params: 1e6, epochs: times, tokens: 1e8 * times, loss: 3 + 0.05 * Math.log(times / 6) ** 2 }),
  );
  const { epochs: _, ...bare } = row({ recipe: "standard", params: 2e6, run: "bare", loss: 3.1 });
  const { tuning } = (await recipes([...epochs, bare], quick)).at[0] as { tuning: RecipeTuning };
  assert.deepEqual(tuning.leftOut, [{ run: "bare", lacks: ["epochs"] }]);
  assert.ok(tuning.certificates[0] && "cells" in tuning.certificates[0].certificate);
  assert.ok("bowls" in tuning.epochs);
  assert.equal(tuning.epochs.bowls[0]?.best.value?.toFixed(3), "6.000");
  const once = (await recipes(singles, quick)).at[0]?.tuning.epochs;
  assert.ok(once && "reason" in once);
});
