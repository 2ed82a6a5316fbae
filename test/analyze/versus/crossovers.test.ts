import assert from "node:assert/strict";
import { test } from "node:test";
import { observedCrossover } from "../../../src/analyze/crossover.ts";
import { type CrossoverGroup, crossovers } from "../../../src/analyze/versus/crossovers.ts";
import { IsolossError, UsageError } from "../../../src/errors.ts";
import type { Observation } from "../../../src/run.ts";
import { finals } from "./pair.ts";

const EPOCHS = [1, 4, 16, 64];
/** AR is lowest at 4 epochs and ends at 5; MDM falls from 4.5 to 3.75: lines in ln x cross at 4·4^(.5/(.5 + 1)) by final loss. */
const arLoss = (e: number): number => ({ 1: 4, 4: 3.5, 16: 4.8, 64: 5 })[e] as number;
const mdmLoss = (e: number): number => ({ 1: 4.5, 4: 4, 16: 3.8, 64: 3.75 })[e] as number;
const only = (rows: readonly Observation[], metrics: readonly string[] = []): CrossoverGroup => {
  const { groups } = crossovers(rows, { along: "epochs", noise: 0.001, metrics });
  assert.equal(groups.length, 1);
  return groups[0] as CrossoverGroup;
};

test("final losses cross where straight lines in ln x do, best checkpoints do not, and the two are said to disagree", () => {
  const group = only([...finals("ar", EPOCHS, arLoss), ...finals("mdm", EPOCHS, mdmLoss)]);
  assert.deepEqual(group.at, { N: 1e8, U: 1e8 });
  const [final, best] = group.measures;
  assert.ok(final?.crossover.kind === "crossing" && best?.crossover.kind === "none");
  assert.ok(Math.abs(final.crossover.x / (4 * 4 ** (0.5 / 1.5)) - 1) < 1e-12);
  assert.deepEqual(final.crossover.between, [4, 16]);
  assert.equal(final.reading, "no-later");
  assert.deepEqual(final.bestAt, { ar: { value: 3.5, at: 4 }, mdm: { value: 3.75, at: 64 } });
  assert.deepEqual([best.crossover.from, best.crossover.to, best.crossover.at, best.crossover.ahead], [1, 64, 64, "first"]);
  assert.ok(Math.abs(best.crossover.gap + 0.25) < 1e-12);
  assert.deepEqual(group.disagreements, [{ metrics: ["final loss", "best loss"], factor: undefined, kind: "one", apart: undefined }]);
});

test("a best checkpoint counts at the length of its schedule, from the rows of checkpoint best", () => {
  const rows = [...finals("ar", EPOCHS, arLoss), ...finals("mdm", EPOCHS, mdmLoss)];
  const kept = finals("ar", EPOCHS, () => 3.9).map((row) => ({ ...row, checkpoint: "best" as const, epochs: 0.5 }));
  const best = only([...rows, ...kept]).measures[1];
  // AR at 3.9 throughout, MDM comes down to it between 4 (4.0) and 16 (3.8).
  assert.ok(best?.crossover.kind === "crossing" && Math.abs(best.crossover.x - 8) < 1e-9);
});

test("accuracies cross the other way up, at their own place, and the factor to the loss is a field", () => {
  const value = (row: Observation, at: Readonly<Record<number, number>>): Observation => ({
    ...row,
    fields: { acc: at[row.epochs as number] as number },
  });
  const rows = [
    ...finals("ar", EPOCHS, arLoss).map((row) => value(row, { 1: 0.3, 4: 0.35, 16: 0.4, 64: 0.4 })),
    ...finals("mdm", EPOCHS, mdmLoss).map((row) => value(row, { 1: 0.2, 4: 0.25, 16: 0.35, 64: 0.45 })),
  ];
  const group = only(rows, ["acc"]);
  const acc = group.measures.find(({ metric }) => metric === "acc");
  assert.ok(acc?.crossover.kind === "crossing" && Math.abs(acc.crossover.x - 32) < 1e-9);
  assert.deepEqual([acc.crossover.ahead, acc.reading, acc.crossover.interval], ["second", "as-measured", undefined]);
  assert.equal(acc.bestAt.ar.value, 0.4);
  const loss = 4 * 4 ** (0.5 / 1.5);
  assert.ok(Math.abs((group.disagreements[1]?.factor as number) - 32 / loss) < 1e-9);
  assert.throws(() => crossovers(rows, { along: "epochs", metrics: ["hellaswag"] }), UsageError);
});

test("curves are paired at equal settings, else where there is no choice, and those left over are named", () => {
  const at = (weightDecay: number) => ({ weightDecay });
  const ar = finals("ar", EPOCHS, arLoss, at(0.1));
  const other = finals("ar", EPOCHS, () => 3.6, at(1));
  const { groups, unpaired } = crossovers([...ar, ...other, ...finals("mdm", EPOCHS, mdmLoss, at(0.1))], { along: "epochs" });
  assert.deepEqual(
    groups.map((group) => [group.ar[0]?.weightDecay, group.differ]),
    [[0.1, []]],
  );
  assert.deepEqual(
    unpaired.map(({ family, rows }) => [family, rows[0]?.weightDecay]),
    [["ar", 1]],
  );
  const forced = crossovers([...other, ...finals("mdm", EPOCHS, mdmLoss, at(0.1))], { along: "epochs" });
  assert.deepEqual(forced.groups[0]?.differ, ["weightDecay"]);
  const elsewhere = finals("mdm", EPOCHS, mdmLoss, { evalSet: "another" });
  const here = finals("ar", EPOCHS, arLoss, { evalSet: "held" });
  assert.throws(() => crossovers([...here, ...elsewhere], { along: "epochs" }), /no pair of AR and MDM curves/);
});

test("curves meet where one family does not log its tokenizer or evaluation set, unless others are logged", () => {
  const tags = { tokenizer: "bpe", evalSet: "held" };
  const pairs = (mdm: Partial<Observation>, more: readonly Observation[] = []): number => {
    const rows = [...finals("ar", EPOCHS, arLoss, tags), ...finals("mdm", EPOCHS, mdmLoss, mdm), ...more];
    return crossovers(rows, { along: "epochs", noise: 0.001 }).groups.length;
  };
  assert.equal(pairs({}), 1);
  assert.equal(pairs({ tokenizer: "bpe" }), 1);
  assert.throws(() => pairs({ evalSet: "other" }), IsolossError);
  // Of two evaluation sets none can be taken for that of all.
  assert.throws(() => pairs({}, finals("ar", EPOCHS, arLoss, { ...tags, evalSet: "other", seed: 1 })), IsolossError);
});

test("along unique tokens N and epochs are held, and each place stands for itself", () => {
  const over = (family: "ar" | "mdm", losses: readonly number[]): Observation[] =>
    [1e7, 1e8, 1e9].flatMap((uniqueTokens, i) =>
      finals(family, [8], () => losses[i] as number, { uniqueTokens, tokens: 8 * uniqueTokens, run: `${family}-${uniqueTokens}` }),
    );
  const { groups } = crossovers([...over("ar", [5, 4, 3]), ...over("mdm", [4, 3.8, 3.6])], { along: "unique_tokens", noise: 0.001 });
  assert.deepEqual(groups[0]?.at, { N: 1e8, epochs: 8 });
  const found = groups[0]?.measures[0]?.crossover;
  // Gap .2 at 1e8, −.6 at 1e9: a quarter of the decade.
  assert.ok(found?.kind === "crossing" && Math.abs(Math.log10(found.x) - 8.25) < 1e-9 && found.ahead === "first");
  assert.equal(groups[0]?.measures[0]?.reading, "no-sooner");
});

test("ties are no crossing, a change across a tie lies at it, and several crossings are counted", () => {
  const cross = (first: number[], second: number[]) =>
    observedCrossover({ x: [1, 2, 4, 8], loss: first }, { x: [1, 2, 4, 8], loss: second }, 0);
  const touching = cross([3, 3, 3, 3], [4, 3, 4, 4]);
  assert.ok(touching.kind === "none" && touching.ahead === "first" && touching.gap === 0);
  const same = cross([3, 3, 3, 3], [3, 3, 3, 3]);
  assert.ok(same.kind === "none" && same.ahead === undefined);
  const through = cross([3, 3, 3, 3], [4, 3, 3, 2]);
  assert.ok(through.kind === "crossing" && through.x === 2 && through.ahead === "second");
  assert.deepEqual(through.between, [1, 8]);
  const thrice = cross([3, 3, 3, 3], [4, 2, 4, 2]);
  assert.ok(thrice.kind === "crossing" && thrice.count === 3 && Math.abs(thrice.x - Math.SQRT2) < 1e-12);
});

test("the interval is the measurements that enclose the crossing, and the next ones where noise may have moved it there", () => {
  const first = { x: [1, 2, 4, 8], loss: [3, 3, 3, 3] };
  const second = { x: [1, 2, 4, 8], loss: [3.3, 3.2, 2.99, 2.8] };
  const ends = (noise: number | [number, number]): unknown => {
    const found = observedCrossover(first, second, noise);
    return found.kind === "crossing" && [found.interval?.low, found.interval?.high];
  };
  assert.deepEqual(ends(0), [2, 4]);
  assert.deepEqual(ends(0.0001), [2, 4]);
  // The gap at 4 is 1/300 of the loss: of noise .005 in either curve it is less than one standard error.
  for (const noise of [0.005, [0, 0.005], [0.005, 0]] as (number | [number, number])[]) assert.deepEqual(ends(noise), [2, 8]);
});

test("noise of each family counts by itself, and a crossing near the end of the data is open there", () => {
  const first = { x: [1, 10], loss: [3, 3] };
  const second = { x: [1, 10], loss: [3.3, 2.99] };
  const missing = (noise: number | [number, number]): number => {
    const found = observedCrossover(first, second, noise);
    return found.kind === "crossing" ? found.missing : Number.NaN;
  };
  assert.equal(missing([0.002, 0.002]), missing(0.002));
  assert.ok(missing([0, 0.002]) < missing(0.002) && missing([0, 0]) === 0);
  const open = observedCrossover(first, second, 0.01);
  assert.ok(open.kind === "crossing" && open.interval?.high === Number.POSITIVE_INFINITY && open.missing > 0.1 && open.missing < 0.5);
});

test("what is not comparable or too little is refused with what to run", () => {
  const ar = finals("ar", EPOCHS, arLoss);
  assert.throws(() => crossovers([...ar, ...finals("mdm", EPOCHS, mdmLoss, { lossKind: "masked_ce" })], { along: "epochs" }), /unweighted/);
  assert.throws(
    () => crossovers([...ar, ...finals("mdm", [4], mdmLoss)], { along: "epochs" }),
    (error: IsolossError) => error instanceof IsolossError && /two or more values of epochs/.test(error.hint ?? ""),
  );
  const apart = crossovers([...finals("ar", [1, 4], arLoss), ...finals("mdm", [16, 64], mdmLoss)], { along: "epochs" });
  assert.deepEqual(apart.groups[0]?.missing, { "final loss": "no common range: AR 1 to 4, MDM 16 to 64" });
});
