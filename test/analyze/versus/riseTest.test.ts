import assert from "node:assert/strict";
import { test } from "node:test";
import { checkpointGaps } from "../../../src/analyze/versus/checkpointGaps.ts";
import { type RiseOptions, riseTest } from "../../../src/analyze/versus/riseTest.ts";
import { withAndWithoutRising } from "../../../src/analyze/versus/withAndWithoutRising.ts";
import { IsolossError } from "../../../src/errors.ts";
import { chinchilla } from "../../../src/laws/chinchilla.ts";
import { laws } from "../../../src/laws/index.ts";
import type { Observation } from "../../../src/run.ts";
import { QUICK, simulated } from "../../checks/case.ts";
import { measured } from "./measured.ts";

const group = (losses: readonly number[], over: Partial<Observation> = {}): Observation[] =>
  losses.map((loss, i) => measured(`${over.family ?? "ar"}${over.weightDecay ?? ""}-${i}`, { epochs: 2 ** i, loss, ...over }));
const codes = (rows: readonly Observation[], options?: RiseOptions): string[] =>
  riseTest(rows, options).diagnostics.map(({ code }) => code);

test("a group that ends above its lowest rises: by how much, from where, and which rows are past it", () => {
  const rows = [...group([4, 3.5, 3.6, 3.8]), ...group([4, 3.9, 3.7], { family: "mdm" })];
  const { groups, rising, pastLowest, diagnostics } = riseTest(rows);
  assert.equal(groups.length, 2);
  assert.equal(rising.length, 1);
  const [found] = rising;
  assert.deepEqual([found?.family, found?.lowestAt, found?.weightDecay], ["ar", 2, 0.1]);
  assert.ok(Math.abs((found?.rise ?? 0) - 0.3) < 1e-12);
  assert.deepEqual(
    found?.past.map(({ run }) => run),
    ["ar-2", "ar-3"],
  );
  assert.equal(pastLowest, 2);
  assert.match(diagnostics[0]?.message ?? "", /1 of 2 groups of runs \(most: 0\.300 nats\/token from 2 to 8 epochs at ar/);
});

test("tolerance and noise: what is within either does not rise", () => {
  const rows = group([4, 3.5, 3.53]);
  assert.deepEqual(codes(rows), ["loss-rises"]);
  assert.deepEqual(codes(rows, { tolerance: 0.031 }), []);
  // Three standard deviations: 3 · σ · 3.53 is 0.03 at σ = 0.00283.
  assert.deepEqual(codes(rows, { noise: 0.0028 }), ["loss-rises"]);
  assert.deepEqual(codes(rows, { noise: 0.0029 }), []);
  assert.deepEqual(codes(group([4, 3.5])), []);
  assert.deepEqual(codes(group([4, 3.5, 3.509])), []);
});

test("regularisations and dropouts are groups of their own", () => {
  const rows = [...group([4, 3.5, 3.8]), ...group([4, 3.6, 3.5], { weightDecay: 1 }), ...group([4, 3.6, 3.5], { dropout: 0.1 })];
  assert.deepEqual([riseTest(rows).groups.length, riseTest(rows).rising.length], [3, 1]);
});

test("laws of epochs are sorted into those that can rise and those that cannot, all of them", () => {
  const { lawsThatRise, lawsThatCannot } = riseTest([measured("a")]);
  assert.ok(lawsThatRise.includes("overfit-penalty") && lawsThatRise.includes("quokka-rising"));
  assert.ok(lawsThatCannot.includes("data-constrained") && !lawsThatCannot.includes("overfit-penalty"));
  const ofEpochs = laws.filter(({ quantities }) => quantities.includes("D") && quantities.includes("U"));
  assert.deepEqual([...lawsThatRise, ...lawsThatCannot].sort(), ofEpochs.map(({ id }) => id).sort());
});

const curve = (run: string, losses: readonly number[], file = "runs.csv"): Observation[] =>
  losses.map((loss, i) => measured(run, { checkpoint: "every", epochs: i + 1, loss, source: { file, line: i + 2 } }));

test("the best checkpoint against the last, of the runs that are asked for", () => {
  const curves = [...curve("a", [4, 3, 3.4]), ...curve("b", [4, 3.5, 3.5]), ...curve("a", [9, 1], "other.csv")];
  const finals = [measured("a", { epochs: 3, loss: 3.39 }), measured("b", { epochs: 3, loss: 3.5 })];
  assert.deepEqual(
    checkpointGaps(finals, curves).map(({ run, best, bestAt, last, epochs, evaluations }) => [
      run,
      best,
      bestAt,
      last,
      epochs,
      evaluations,
    ]),
    [
      ["a", 3, 2, 3.4, 3, 3],
      ["b", 3.5, 2, 3.5, 3, 3],
    ],
  );
  assert.deepEqual(codes(finals, { curves }), ["checkpoint-gap"]);
  assert.match(
    riseTest(finals, { curves }).diagnostics[0]?.message ?? "",
    /1 of 2 runs .*most: 0\.400, lowest at 2 of 3 epochs, "a" at runs\.csv:4/,
  );
  assert.deepEqual(codes(finals, { curves: curve("b", [4, 3.5, 3.505]) }), []);
});

test("a fit beside one without the rows that rise: what is left out, and what moves", () => {
  const honest = simulated(chinchilla).map((row) => ({ ...row, uniqueTokens: row.tokens as number, epochs: 1 }));
  const [first] = honest.filter(({ params }) => params === honest[0]?.params);
  // Copies of one run at more epochs, far too high.
  const high = [2, 4].map((k) => ({
    ...(first as Observation),
    run: `high-${k}`,
    epochs: k,
    tokens: k * (first?.tokens as number),
    loss: (first?.loss as number) * k,
  }));
  const { left, r2, parameters, diagnostics } = withAndWithoutRising(chinchilla, [...honest, ...high], { ...QUICK, rise: { noise: 0 } });
  assert.deepEqual(
    left.map(({ run }) => run),
    ["high-2", "high-4"],
  );
  assert.ok(r2.without > 0.99 && r2.all < r2.without, JSON.stringify(r2));
  assert.deepEqual(
    parameters.map(({ parameter }) => parameter),
    ["E", "A", "B", "alpha", "beta"],
  );
  assert.deepEqual(
    diagnostics.map(({ code }) => code),
    ["rising-left-out"],
  );
  assert.throws(() => withAndWithoutRising(chinchilla, honest, QUICK), IsolossError);
});
