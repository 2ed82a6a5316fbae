import assert from "node:assert/strict";
import { test } from "node:test";
import { diagnoseKinds } from "../../src/fit/disagreement.ts";
import { bootstrap } from "../../src/fit/draws.ts";
import { fit } from "../../src/fit/fit.ts";
import { withIntervalKinds } from "../../src/fit/intervalKinds.ts";
import { withIntervals } from "../../src/fit/intervals.ts";
import type { Unknown } from "../../src/fit/problem.ts";
import { withProfiles } from "../../src/fit/profile.ts";
import type { Diagnostic, Fit, Interval, IntervalKind } from "../../src/fit/types.ts";
import { chinchilla } from "../../src/laws/chinchilla.ts";
import { findLaw, formulaLaw } from "../../src/laws/find.ts";
import type { Example } from "../../src/laws/law.ts";
import { random } from "../../src/numeric/random.ts";
import type { Observation } from "../../src/run.ts";
import { simulate } from "../../src/simulate/simulate.ts";
import { rowsOf } from "../rows.ts";

const row = (loss: number, i: number, more: Partial<Observation> = {}): Observation => ({
  run: `r${String(i).padStart(3, "0")}`,
  source: { file: "t", line: i + 1 },
  checkpoint: "final",
  loss,
  members: i + 1,
  fields: {},
  ...more,
});

/** By squared linear residuals the one parameter of this law is the mean of the losses: every kind has a closed form or a peer. */
const mean = formulaLaw("E", []);
const LOSSES = [3.1, 2.9, 3.4, 3.05, 4.2, 3.3, 2.95, 3.6, 3.15, 5.1, 3.02, 3.25];
const squared = { loss: "squared", residual: "linear", starts: 2 } as const;

function kind(found: Fit, key: string, name: string): { interval: Interval; standardError?: number; caution?: string } {
  const entry = found.intervalKinds?.[key]?.[name] as IntervalKind;
  assert.ok("interval" in entry, `${key} ${name}: ${JSON.stringify(entry)}`);
  return entry;
}

function reason(found: Fit, key: string, name: string): string {
  const entry = found.intervalKinds?.[key]?.[name] as IntervalKind;
  return "reason" in entry ? entry.reason : "";
}

function near(got: number | undefined, expected: number, tolerance: number): void {
  assert.ok(got !== undefined && Math.abs(got - expected) < tolerance, `${got} against ${expected}`);
}

const codes = (list: readonly Diagnostic[]): string[] => list.map((d) => d.code);

test("of a mean: Gauss-Newton and sandwich are Student's interval, BCa is scipy's", async () => {
  const bare = fit(
    mean,
    LOSSES.map((loss, i) => row(loss, i)),
    squared,
  );
  const found = await withIntervalKinds(withIntervals(bare, await bootstrap(bare, { replicates: 20_000 })));
  // scipy.stats.t.interval(.95, 11, mean, sd/√12); the sandwich's Σe²/n²·n/(n − 1) is the same number.
  for (const name of ["wald", "sandwich"]) {
    near(kind(found, "E", name).standardError, 0.18402829712143223, 1e-9);
    near(kind(found, "E", name).interval.low, 3.0132897823337252, 1e-6);
    near(kind(found, "E", name).interval.high, 3.8233768843329416, 1e-6);
  }
  // scipy.stats.bootstrap(np.mean, n_resamples=400000): BCa 3.170 to 3.944, percentile 3.125 to 3.803.
  near(kind(found, "E", "bca").interval.low, 3.17, 0.01);
  near(kind(found, "E", "bca").interval.high, 3.944, 0.03);
  near(kind(found, "E", "bootstrap").interval.low, 3.125, 0.01);
  near(kind(found, "E", "bootstrap").interval.high, 3.803, 0.02);
  // The standard deviation of a resampled mean is √(Σe²)/n.
  near(kind(found, "E", "bootstrap").standardError, 0.18402829712143223 * Math.sqrt(11 / 12), 0.004);
});

test("the sandwich sums over whole runs, and what counts rows as independent says so", async () => {
  const bare = fit(
    mean,
    LOSSES.map((loss, i) => row(loss, i, { run: `run${Math.floor(i / 2)}` })),
    squared,
  );
  const found = await withIntervalKinds(withIntervals(bare, await bootstrap(bare, { replicates: 50 })));
  // By numpy: √(Σ (sum of a run's residuals)²/n²·6/5) and t of 5 degrees of freedom.
  near(kind(found, "E", "sandwich").standardError, 0.17536469934903595, 1e-9);
  const { low, high } = kind(found, "E", "sandwich").interval;
  near((high - low) / 2, 0.17536469934903595 * 2.5705818366147395, 1e-6);
  assert.match(kind(found, "E", "wald").caution ?? "", /takes the 12 rows for independent, which form 6 clusters/);
  assert.match(kind(found, "E", "profile").caution ?? "", /6 clusters/);
  // Six runs are too few to resample.
  assert.match(reason(found, "E", "bca"), /these draws are parametric/);
});

test("without draws there is curvature and profile; without a degree of freedom neither", async () => {
  const bare = fit(
    mean,
    LOSSES.map((loss, i) => row(loss, i)),
    squared,
  );
  const found = await withIntervalKinds(bare, { level: 0.8 });
  assert.match(reason(found, "E", "bootstrap"), /no draws/);
  assert.match(reason(found, "E", "bca"), /no draws/);
  assert.equal(kind(found, "E", "wald").interval.level, 0.8);
  assert.equal(kind(found, "E", "profile").interval.level, 0.8);
  const exact = await withIntervalKinds(fit(mean, [row(3, 0)], squared));
  for (const name of ["wald", "sandwich", "profile"]) assert.match(reason(exact, "E", name), /no degree of freedom/);
});

test("a parameter at its bound, or one that nothing moves, has no interval from curvature, and one side elsewhere", async () => {
  // Losses of a power law without a floor: E goes to 0.
  const draw = random(7);
  const rows = Array.from({ length: 24 }, (_, i) => row(3 * (i + 1) ** -0.5 * Math.exp(0.01 * draw.normal()), i));
  const bare = fit(findLaw("E + A/K^alpha"), rows, { bounds: {}, loss: "squared" });
  const found = await withIntervalKinds(withIntervals(bare, await bootstrap(bare, { replicates: 200 })));
  if (bare.estimates.E === 0) assert.match(reason(found, "E", "wald"), /at its bound/);
  else assert.equal(kind(found, "E", "wald").interval.low, 0);
  assert.equal(kind(found, "E", "bootstrap").interval.low, 0);
  assert.equal(kind(found, "E", "bootstrap").standardError, undefined);
  assert.match(reason(found, "E", "bca"), /no end on one side/);
  assert.equal(kind(found, "E", "profile").interval.low, 0);
  assert.ok(!codes(found.diagnostics).includes("intervals-disagree"), JSON.stringify(found.diagnostics));
});

test("tied parameters share every kind", async () => {
  const { theta, design } = chinchilla.example as Example;
  const bare = fit(chinchilla, rowsOf(simulate(chinchilla, theta, design, 0.01, 3)), { tied: { beta: "alpha" }, starts: 8 });
  const found = await withIntervalKinds(bare);
  assert.deepEqual(found.intervalKinds?.beta, found.intervalKinds?.alpha);
});

test("an interrupt is heard", async () => {
  const bare = fit(
    mean,
    LOSSES.map((loss, i) => row(loss, i)),
    squared,
  );
  await assert.rejects(withIntervalKinds(bare, { signal: AbortSignal.abort() }), { name: "AbortError" });
});

const unknown = (scale: "log" | "linear"): Unknown => ({
  key: "q",
  parameter: { name: "q", meaning: "", unit: "1", scale, low: 0, high: 1e9 },
  level: undefined,
  low: 0,
  high: 1e9,
});
const of = (low: number, high: number, caution = ""): IntervalKind => ({
  interval: { low, high, level: 0.95, method: "" },
  ...(caution && { caution }),
});

test("kinds disagree at more than 1.75 times the width on the solved scale, or apart; not at 1.3 times", () => {
  const said = (scale: "log" | "linear", kinds: Record<string, IntervalKind>, doubtful: string[] = []): Diagnostic | undefined =>
    diagnoseKinds([unknown(scale)], [kinds], doubtful)[0];
  assert.equal(said("linear", { bootstrap: of(1, 2.3), wald: of(1, 2) }), undefined);
  assert.equal(said("linear", { bootstrap: of(1, 2), wald: of(1, 2.3) }), undefined);
  const wide = said("linear", { bootstrap: of(1, 3.2), wald: of(1, 2) });
  assert.equal(wide?.code, "intervals-disagree");
  assert.equal(wide?.severity, "note");
  assert.match(wide?.message ?? "", /q: bootstrap 1 to 3\.2, wald 1 to 2 \(2\.2 times narrower\)/);
  assert.match(wide?.hint ?? "", /trust the wider \(bootstrap\)/);
  // What is shown is the narrow one: the reader is misled.
  const narrow = said("linear", { bootstrap: of(1, 2), profile: of(1, 3.2) });
  assert.equal(narrow?.severity, "warning");
  assert.match(narrow?.message ?? "", /profile 1 to 3\.2 \(2\.2 times wider\)/);
  assert.match(narrow?.hint ?? "", /\(profile\)/);
  const apart = said("linear", { bootstrap: of(1, 2), wald: of(2.1, 3) });
  assert.equal(apart?.severity, "warning");
  assert.match(apart?.message ?? "", /wald 2\.1 to 3 \(apart\)/);
  // Others may differ among themselves: what is shown is what they are held against.
  assert.equal(said("linear", { bootstrap: of(1, 2.5), wald: of(1, 3.5), sandwich: of(1, 1.9) }), undefined);
  // 1 to 10 and 9 to 100 are about as wide as each other in logarithms.
  assert.equal(said("log", { bootstrap: of(1, 10), wald: of(9, 100) }), undefined);
  assert.equal(said("linear", { bootstrap: of(1, 3.2), wald: of(1, 2, "leans on few rows") }), undefined);
  assert.equal(said("linear", { bootstrap: of(1, 3.2), wald: of(1, 2) }, ["q"]), undefined);
  assert.equal(said("linear", { bootstrap: of(1, Number.POSITIVE_INFINITY), wald: of(1, 2) }), undefined);
});

test("heavy tails part Huber's draws from Gauss-Newton, normal noise does not", async () => {
  const losses = (heavy: boolean): Observation[] => {
    const draw = random(11);
    return Array.from({ length: 60 }, (_, i) => row(3 * Math.exp(0.005 * draw.normal() * (heavy && i % 8 === 0 ? 40 : 1)), i));
  };
  const found = async (heavy: boolean): Promise<Diagnostic | undefined> => {
    const bare = fit(mean, losses(heavy));
    return withIntervals(bare, await bootstrap(bare, { replicates: 400 })).diagnostics.find((d) => d.code === "intervals-disagree");
  };
  // The outliers widen s but not the median's spread.
  assert.match((await found(true))?.message ?? "", /E: bootstrap .*, wald .* times wider/);
  assert.equal(await found(false), undefined);
});

/** A dip of the loss at 2 members and a deeper one at 16: two optima in `place`. */
const dip = findLaw("E - A*exp(-8*log(K/place)*log(K/place))");
const dips = Array.from({ length: 30 }, (_, i) => {
  const at = (centre: number): number => Math.exp(-8 * Math.log((i + 1) / centre) ** 2);
  return row(4 - 0.5 * at(2) - 1.2 * at(16) + 0.01 * Math.sin(5 * i), i);
});

/** A search from one start that ended in the shallow dip. */
function stranded(): { best: Fit; wrong: Fit } {
  const best = fit(dip, dips, { loss: "squared", residual: "linear" });
  for (let seed = 0; seed < 40; seed++) {
    const wrong = fit(dip, dips, { loss: "squared", residual: "linear", starts: 1, seed });
    if (wrong.status === "converged" && Math.abs((wrong.estimates.place as number) - 2) < 0.5) return { best, wrong };
  }
  throw new Error("no start ends in the shallow dip");
}

test("a profile that meets a better optimum starts the fit again from there, and says so", async () => {
  const { best, wrong } = stranded();
  assert.ok(wrong.objective > 2 * best.objective, `${wrong.objective} against ${best.objective}`);
  const drawn = withIntervals(wrong, await bootstrap(wrong, { replicates: 20 }));
  const doubted = {
    ...drawn,
    diagnostics: [{ code: "not-identified", severity: "warning", message: "", hint: "", parameter: "place" }],
  } as Fit;
  for (const again of [await withIntervalKinds(drawn), withProfiles(doubted)]) {
    assert.ok(Math.abs(again.objective / best.objective - 1) < 1e-6, String(again.objective));
    assert.ok(Math.abs((again.estimates.place as number) / (best.estimates.place as number) - 1) < 1e-4);
    assert.equal(again.draws, undefined);
    assert.deepEqual(again.intervals, {});
    assert.equal(again.census.agreed, 0);
    assert.deepEqual(again.census.others[0], { objective: wrong.objective, count: 1 });
    assert.match(
      again.diagnostics.find((d) => d.code === "restarted")?.message ?? "",
      /the profile of \w+ met an objective \d+ % lower than the best of 1 starts/,
    );
    const settled = await withIntervalKinds(withIntervals(again, await bootstrap(again, { replicates: 20 })));
    assert.ok(settled.draws && codes(settled.diagnostics).includes("restarted"));
  }
  assert.ok(!codes((await withIntervalKinds(best)).diagnostics).includes("restarted"));
});
