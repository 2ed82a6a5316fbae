import assert from "node:assert/strict";
import { test } from "node:test";
import type { AllSeries } from "../../src/ingest/series.ts";
import { parseTraining, type Training } from "../../src/ingest/training.ts";

const series = (all: Record<string, [at: number, value: number][]>): AllSeries =>
  new Map(
    Object.entries(all).map(([name, points]) => [
      name,
      { at: points.map(([at]) => at), values: points.map(([, value]) => value), lines: points.map((_, i) => i + 1) },
    ]),
  );

const LOSS: [number, number][] = [
  [0, 4],
  [100, 3.5],
  [200, 3.25],
];

const parse = (all: Record<string, [number, number][]>, more: Partial<Training> = {}) =>
  parseTraining({ file: "log", run: "r", series: series(all), axis: "step", steps: true, config: {}, ...more });

test("progress is read between the places where it was logged, by step or by the row before, and a note says so", () => {
  const tokens: [number, number][] = [
    [0, 0],
    [150, 300],
  ];
  const { runs, problems } = parse({ val_loss: LOSS, tokens });
  assert.deepEqual(
    runs[0]?.points.map((p) => [p.step, p.tokens]),
    [
      [0, 0],
      [100, 200],
      [200, 300],
    ],
  );
  assert.deepEqual(
    problems.map((p) => [p.code, p.severity, /2 of 3 losses: it is read between/.test(p.message)]),
    [["read-between", "note", true]],
  );
  const byRow = parse({ val_loss: LOSS, tokens }, { steps: false });
  assert.deepEqual(
    byRow.runs[0]?.points.map((p) => p.fields.tokens),
    [0, 150, 300],
    "one value is not given to two evaluations: tokens in proportion to the step fill the gap",
  );
  assert.deepEqual(
    byRow.problems.map((p) => p.code),
    ["read-between", "tokens-derived"],
  );
});

test("what was logged once holds for the training; what changes is a raw column where it was logged, and a note says so", () => {
  const { runs, problems } = parse({
    val_loss: LOSS,
    n_params: [[0, 1e6]],
    weight_decay: [
      [0, 0.1],
      [100, 0.2],
    ],
  });
  assert.deepEqual([runs.length, runs[0]?.params, runs[0]?.weightDecay], [1, 1e6, undefined]);
  assert.deepEqual(
    runs[0]?.points.map((p) => p.fields.weight_decay),
    [0.1, 0.2, undefined],
  );
  assert.deepEqual(
    problems.map((p) => p.code),
    ["changing-setup"],
  );
});

test("how a training ended: what is stated goes before the plan, the plan before a process that ended well", () => {
  const complete = (config: Record<string, unknown>, ended?: boolean) =>
    parse({ val_loss: LOSS }, { config, ...(ended !== undefined && { ended }) }).runs[0]?.complete;
  assert.equal(complete({}), undefined);
  assert.equal(complete({}, true), true);
  assert.equal(complete({}, false), false);
  assert.equal(complete({ max_steps: 300 }, true), false);
  assert.equal(complete({ max_steps: 200 }, true), true);
  assert.equal(complete({ max_steps: 200 }, false), false);
  assert.equal(complete({ complete: true }, false), true);
});

test("of losses that were logged twice at a step the later counts", () => {
  const { runs, problems } = parse({ val_loss: [...LOSS, [200, 3]] });
  assert.deepEqual(
    runs.map((run) => run.points.map((p) => p.loss)),
    [[4, 3.5, 3]],
  );
  assert.deepEqual(
    problems.map((p) => p.code),
    ["repeated-evaluation"],
  );
});

test("values of single precision are the decimals that were logged, and what is no number is kept as text", () => {
  const { runs } = parse(
    { val_loss: [[0, Math.fround(3.456)]], lr: [[0, Math.fround(3e-4)]], big: [[0, Math.fround(16777217)]], gone: [[0, Number.NaN]] },
    { single: true },
  );
  const [point] = runs[0]?.points ?? [];
  assert.deepEqual([point?.loss, point?.fields.lr, point?.fields.big, point?.fields.gone], [3.456, 3e-4, 16777216, "NaN"]);
});

test("a log of very many metrics takes no longer than it is long", () => {
  const all = Object.fromEntries(Array.from({ length: 20_000 }, (_, i): [string, [number, number][]] => [`layer/${i}`, [[100, i]]]));
  const { runs } = parse({ ...all, val_loss: Array.from({ length: 2000 }, (_, i): [number, number] => [i, 4 - i / 1e4]) });
  assert.equal(runs[0]?.points[100]?.fields["layer/7"], 7);
  assert.equal(runs[0]?.points[99]?.fields["layer/7"], undefined);
});
