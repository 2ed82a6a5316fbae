import assert from "node:assert/strict";
import { test } from "node:test";
import { type Downstream, type DownstreamOptions, downstream } from "../../../src/analyze/recipes/downstream.ts";
import { bestAccuracy, downstreamGain } from "../../../src/analyze/recipes/downstreamGain.ts";
import { matchedOrBetter, type StagePoint, stages } from "../../../src/analyze/recipes/stages.ts";
import type { Field, Observation } from "../../../src/run.ts";

let line = 1;
const row = (fields: Record<string, Field>, more: Partial<Observation> = {}): Observation => ({
  run: `r${++line}`,
  source: { file: "tasks.csv", line },
  checkpoint: "final",
  loss: 1,
  fields,
  ...more,
});
const near = (got: number | undefined, expected: number): void =>
  assert.ok(got !== undefined && Math.abs(got - expected) < 1e-12, `${got} against ${expected}`);
const TWO: DownstreamOptions = { tasks: ["piqa", "sciq"] };
const long = (recipe: string, task: string, acc: Field, more: Record<string, Field> = {}): Observation =>
  row({ recipe, task, acc, ...more });
const one = (rows: readonly Observation[], options: DownstreamOptions): Downstream => {
  const { cells } = downstream(rows, options);
  assert.equal(cells.length, 1);
  return cells[0] as Downstream;
};

test("mean over tasks, each counted alike, with the error of independent questions", () => {
  const cell = one([long("a", "piqa", 0.6, { acc_stderr: 0.03 }), long("a", "sciq", 0.7, { acc_stderr: 0.04 })], TWO);
  near(cell.accuracy, 0.65);
  near(cell.error, 0.35);
  near(cell.standardError, 0.05 / 2);
  assert.equal(cell.standardErrorIs, "from tasks");
});

test("a wide table, a table in percent, and other names of the accuracy give the same", () => {
  const shares = one([row({ piqa: 0.6, piqa_stderr: 0.03, sciq: 0.7, sciq_stderr: 0.04 })], { ...TWO, by: [] });
  const percents = one([row({ piqa: 60, piqa_stderr: 3, sciq: 70, sciq_stderr: 4 })], { ...TWO, by: [], unit: "percent" });
  const named = one([row({ task: "piqa", em: 0.6, em_stderr: 0.03 }), row({ task: "sciq", em: 0.7, em_stderr: 0.04 })], {
    ...TWO,
    by: [],
    column: "em",
  });
  for (const cell of [shares, percents, named]) {
    near(cell.accuracy, 0.65);
    near(cell.standardError, 0.025);
  }
});

test("questions give binomial errors where none is reported; without either there is none", () => {
  const rows = [long("a", "piqa", 0.5), long("a", "sciq", 0.8)];
  // √(.25/100 + .16/400)/2
  near(one(rows, { ...TWO, questions: { piqa: 101, sciq: 401 } }).standardError, Math.sqrt(0.0025 + 0.0004) / 2);
  assert.equal(one(rows, { ...TWO, questions: { piqa: 101 } }).standardError, undefined);
  assert.equal(one(rows, TWO).standardErrorIs, undefined);
  for (const piqa of [1, 0, 10.5])
    assert.throws(() => downstream(rows, { ...TWO, questions: { piqa } }), /questions of piqa: expected a whole/);
});

test("a mean without its tasks: its error is at most the largest of any accuracies with that mean", () => {
  // A single row whose questions can be told: .25/.05² + 1 = 101, .25/.025² + 1 = 401.
  const told = [long("a", "piqa", 0.5, { acc_stderr: 0.05 }), long("a", "sciq", 0.5, { acc_stderr: 0.025 })];
  const { cells } = downstream([...told, long("b", "avg", 0.55)], { ...TWO, mean: "avg" });
  const bounded = cells.find(({ group }) => group.recipe === "b");
  assert.equal(bounded?.standardErrorIs, "at most");
  assert.deepEqual(bounded?.tasks, []);
  near(bounded?.accuracy, 0.55);
  const errors = Array.from({ length: 9001 }, (_, i) => 0.1 + i / 10000).map((p) => {
    const q = 1.1 - p;
    return Math.sqrt((p * (1 - p)) / 100 + (q * (1 - q)) / 400) / 2;
  });
  assert.ok(Math.abs((bounded?.standardError as number) - Math.max(...errors)) < 1e-9);
  const unbounded = downstream([long("b", "avg", 0.55)], { ...TWO, mean: "avg" }).cells[0];
  assert.deepEqual([unbounded?.accuracy, unbounded?.standardError], [0.55, undefined]);
});

test("a setting without all tasks is not averaged, and says what is missing", () => {
  const rows = [long("a", "piqa", 0.6), long("a", "sciq", 0.7), long("b", "piqa", 0.9), long("b", "sciq", null), long("c", "arc", 0.9)];
  const { cells, incomplete } = downstream(rows, TWO);
  assert.deepEqual(
    cells.map(({ group }) => group.recipe),
    ["a"],
  );
  assert.deepEqual(incomplete, [
    { group: { recipe: "b" }, missing: ["sciq"] },
    { group: { recipe: "c" }, missing: ["piqa", "sciq"] },
  ]);
});

test("wrong tables and calls are refused with their place", () => {
  const at = /tasks\.csv:\d+: /;
  const refusal = (rows: readonly Observation[], options: DownstreamOptions, message: RegExp): void =>
    assert.throws(() => downstream(rows, options), message);
  const good = [long("a", "piqa", 0.6), long("a", "sciq", 0.7)];
  refusal(good, { tasks: [] }, /no task is named/);
  refusal(good, { tasks: ["piqa", "piqa"] }, /piqa is named twice/);
  refusal(good, { tasks: ["piqa", "arc"] }, /none of 1 settings states piqa, arc/);
  refusal([...good, long("a", "piqa", 0.6)], TWO, /piqa is stated twice for one setting \(also tasks\.csv:\d+\)/);
  for (const [value, message] of [
    ["high", /Cannot read accuracy "high" of piqa/],
    [62, /accuracy 62 of piqa as a share: expected 0 to 1/],
    [-0.1, /accuracy -0.1 of piqa/],
  ] as const) {
    refusal([long("a", "piqa", value)], TWO, message);
    refusal([long("a", "piqa", value)], TWO, at);
  }
  refusal([long("a", "piqa", 101)], { ...TWO, unit: "percent" }, /as a percent: expected 0 to 100/);
});

test("the seed is no part of a setting: repeated seeds are refused until they are told apart", () => {
  const seeds = [1, 2].map((seed) => row({ recipe: "a", piqa: 0.6 }, { seed }));
  assert.throws(() => downstream(seeds, { tasks: ["piqa"] }), /stated twice/);
  assert.equal(downstream(seeds, { tasks: ["piqa"], by: ["recipe", "seed"] }).cells.length, 2);
});

const cell = (accuracy: number, standardError?: number, group: Downstream["group"] = {}): Downstream => ({
  group,
  accuracy,
  error: 1 - accuracy,
  ...(standardError !== undefined && { standardError }),
  tasks: [],
});

test("a gain is in percentage points, apart from the relative gain, and its interval is that of independent questions", () => {
  const gain = downstreamGain(cell(0.6, 0.03), cell(0.5, 0.04));
  near(gain.points.value, 10);
  near(gain.relative.value, 0.2);
  // 1.959964·100·√(.03² + .04²) = 9.79982
  assert.deepEqual([gain.points.interval?.low.toFixed(5), gain.points.interval?.high.toFixed(5)], ["0.20018", "19.79982"]);
  // Of a ratio, to first order: √(.03² + 1.2²·.04²)/.5 = .1132078, times 1.959964.
  assert.deepEqual([gain.relative.interval?.low.toFixed(4), gain.relative.interval?.high.toFixed(4)], ["-0.0219", "0.4219"]);
  const narrower = downstreamGain(cell(0.6, 0.03), cell(0.5, 0.04), 0.5).points.interval;
  assert.equal(narrower?.high.toFixed(4), (10 + 5 * 0.6744898).toFixed(4));
});

test("without errors a gain has no interval; over an accuracy of 0 it has no relative value", () => {
  const gain = downstreamGain(cell(0.6, 0.03), cell(0.5));
  assert.deepEqual([gain.points.interval, gain.relative.interval], [undefined, undefined]);
  assert.equal(downstreamGain(cell(0.6), cell(0)).relative.value, undefined);
});

test("a gain by task holds those that both state", () => {
  const of = one([row({ piqa: 0.6, sciq: 0.7 })], { ...TWO, by: [] });
  const over = one([row({ piqa: 0.5, arc: 0.7 })], { tasks: ["piqa", "arc"], by: [] });
  const { tasks } = downstreamGain(of, over);
  assert.deepEqual(
    tasks.map(({ task }) => task),
    ["piqa"],
  );
  near(tasks[0]?.points.value, 10);
});

test("not-unregularized: an ensemble or a high weight decay is no unregularized baseline; standard and regularized are what they say", () => {
  const codes = (group: Downstream["group"]): string[] =>
    downstreamGain(cell(0.6), cell(0.5, undefined, group)).diagnostics.map(({ code }) => code);
  assert.deepEqual(codes({ recipe: "ensemble", members: "1" }), ["not-unregularized"]);
  assert.deepEqual(codes({ weight_decay: "0.8" }), ["not-unregularized"]);
  for (const group of [
    {},
    { recipe: "standard", weight_decay: "0.1" },
    { recipe: "regularized", weight_decay: "1.6" },
  ] as Downstream["group"][])
    assert.deepEqual(codes(group), []);
});

test("the best of a recipe; none is refused", () => {
  const cells = [cell(0.5, undefined, { recipe: "a" }), cell(0.6, undefined, { recipe: "a" }), cell(0.7, undefined, { recipe: "b" })];
  assert.equal(bestAccuracy(cells, { recipe: "a" }).accuracy, 0.6);
  assert.equal(bestAccuracy(cells, {}).accuracy, 0.7);
  assert.throws(() => bestAccuracy(cells, { recipe: "c" }), /no setting has recipe=c/);
});

const point = (label: string, amount: number, accuracy: number): StagePoint => ({ label, amount, accuracy });

test("matched or better: the smallest amount that reaches the target, the best of it, and what falls short", () => {
  const target = point("all", 100, 0.4);
  const found = matchedOrBetter(target, [
    target,
    point("larger", 200, 0.9),
    point("half", 50, 0.5),
    point("tenth", 10, 0.4),
    point("tenth, better", 10, 0.45),
    point("twentieth", 5, 0.3),
    point("fiftieth", 2, 0.39),
  ]);
  assert.equal(found.match?.label, "tenth, better");
  assert.equal(found.ratio, 10);
  near(found.points, 5);
  assert.deepEqual(
    found.below.map(({ label }) => label),
    ["fiftieth", "twentieth"],
  );
  assert.match(found.meaning, /matched or better, not an inverted law/);
  const none = matchedOrBetter(target, [point("half", 50, 0.3999)]);
  assert.deepEqual([none.match, none.ratio, none.points, none.below.length], [undefined, undefined, undefined, 1]);
  for (const amount of [0, -1, Number.NaN, Number.POSITIVE_INFINITY])
    assert.throws(() => matchedOrBetter(target, [point("x", amount, 0.4)]), /finite positive number of tokens or steps/);
  for (const accuracy of [39.23, Number.NaN, -0.1])
    assert.throws(() => matchedOrBetter(target, [point("x", 1, accuracy)]), /expected a share from 0 to 1/);
});

const staged = (stage: "pretrain" | "cpt" | "sft", avg: Field, tokens: number | undefined, more: Record<string, Field> = {}): Observation =>
  row({ avg, ...more }, { stage, ...(tokens !== undefined && { uniqueTokens: tokens }) });

test("stages apart: the best at the most data is the target; pre-training and rows without the accuracy are passed over", () => {
  const rows = [
    staged("pretrain", 0.99, 1e12),
    staged("cpt", 0.35, 73e9),
    staged("cpt", 0.39, 73e9, { recipe: "best" }),
    staged("cpt", 0.41, 4e9, { recipe: "ensemble", epochs: 4 }),
    staged("cpt", null, 1e9),
    staged("sft", 0.5, 1e6),
    staged("sft", 0.4, 1e5),
  ];
  const [cpt, sft, ...more] = stages(rows, { accuracy: "avg" });
  assert.deepEqual([cpt?.stage, sft?.stage, more.length], ["cpt", "sft", 0]);
  assert.equal(cpt?.points.length, 3);
  assert.equal(cpt?.comparison.target.label, "recipe=best");
  assert.equal(cpt?.comparison.match?.label, "recipe=ensemble, epochs=4");
  assert.equal(cpt?.comparison.ratio, 18.25);
  assert.deepEqual([sft?.comparison.match, sft?.comparison.below.length], [undefined, 1]);
});

test("a long table names its task, and its accuracy stands in `acc`", () => {
  const rows = [
    row({ task: "gsm8k", acc: 49, steps: 80 }),
    row({ task: "gsm8k", acc: 53, steps: 10 }),
    row({ task: "math", acc: 1, steps: 10 }),
  ];
  const [found] = stages(rows, { accuracy: "gsm8k", unit: "percent", amount: "steps", stage: "sft" });
  assert.deepEqual([found?.stage, found?.points.length, found?.comparison.ratio], ["sft", 2, 8]);
});

test("no stage, no amount and one amount only are refused", () => {
  assert.throws(() => stages([row({ avg: 0.4 })], { accuracy: "avg" }), /none of 1 rows is of stage cpt or sft and states avg/);
  assert.throws(() => stages([staged("cpt", 0.4, undefined)], { accuracy: "avg" }), /^.*tasks\.csv:\d+: .* states no unique_tokens/);
  const same = [staged("cpt", 0.4, 4e9), staged("cpt", 0.5, 4e9)];
  assert.throws(() => stages(same, { accuracy: "avg" }), /all of its 2 rows have unique_tokens 4000000000/);
  assert.throws(() => stages(same.slice(1), { accuracy: "avg" }), /all of its 1 rows/);
});
