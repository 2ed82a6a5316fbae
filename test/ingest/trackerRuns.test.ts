import assert from "node:assert/strict";
import { test } from "node:test";
import { RunLogError } from "../../src/errors.ts";
import { parseLog } from "../../src/ingest/index.ts";

// Lines of a tracker that are of several runs: whose configuration is whose.

const read = (...lines: object[]) => parseLog({ file: "x.jsonl", text: lines.map((line) => `${JSON.stringify(line)}\n`).join("") });
const runs = (...lines: object[]) =>
  read(...lines).runs.map(({ run, params, seed, points }) => [
    run,
    params,
    ...(seed === undefined ? [] : [seed]),
    points.map(({ loss }) => loss),
  ]);
const found = (...lines: object[]) => read(...lines).problems.map(({ code, source }) => [code, source.line]);
const row = (step: number, val_loss: number, more: object = {}) => ({ ...more, step, tokens: step * 1e6, val_loss });
const config = (params: number, more: object = {}) => ({ ...more, config: { params } });

test("a configuration holds for the run that it names, by whichever key", () => {
  for (const key of ["run", "run_name", "run_id", "name"]) {
    const [a, b] = [{ [key]: "a" }, { [key]: "b" }];
    const rows = [row(1, 5, a), row(1, 4.9, b), row(2, 4.8, a), row(2, 4.6, b)];
    const expected = [
      ["a", 1e7, [5, 4.8]],
      ["b", 3e7, [4.9, 4.6]],
    ];
    assert.deepEqual(runs(config(1e7, a), config(3e7, b), ...rows), expected);
    assert.deepEqual(found(config(1e7, a), config(3e7, b), ...rows), []);
    const summary = (params: number, id: object) => ({ ...config(params, id), summary: { val_loss: 4 } });
    assert.deepEqual(runs(summary(1e7, a), summary(3e7, b), ...rows), expected);
    assert.deepEqual(runs(...rows, summary(1e7, a), summary(3e7, b)), expected);
  }
});

test("a configuration without a name holds for all runs, and those that name theirs go before it", () => {
  const rows = [row(1, 5, { run: "a" }), row(1, 4.9, { run: "b" })];
  assert.deepEqual(runs(config(1e7), { run: "b", config: { params: 3e7 } }, ...rows), [
    ["a", 1e7, [5]],
    ["b", 3e7, [4.9]],
  ]);
});

test("rows without an id are of the run whose configuration they follow", () => {
  const summary = (name: string) => ({ name, summary: { val_loss: 4 } });
  const [a, b] = [{ name: "a" }, { name: "b" }];
  const rows = [row(1, 5), row(2, 4.8)];
  assert.deepEqual(runs(config(1e7, a), ...rows, summary("a"), config(3e7, b), ...rows, summary("b")), [
    ["a", 1e7, [5, 4.8]],
    ["b", 3e7, [5, 4.8]],
  ]);
});

test("logs that were joined are a training each, by contradicting configurations, which is told", () => {
  const joined = [config(1e7), row(1, 5), row(2, 4.8), config(3e7), row(1, 4.9), row(2, 4.6)];
  assert.deepEqual(runs(...joined), [
    ["x", 1e7, [5, 4.8]],
    ["x (2)", 3e7, [4.9, 4.6]],
  ]);
  assert.deepEqual(found(...joined), [["several-trainings", 4]]);
  const [a, b] = [{ run: "a" }, { run: "b" }];
  assert.deepEqual(runs(config(1e7), row(1, 5, a), config(3e7), row(1, 4.9, b)), [
    ["a", 1e7, [5]],
    ["b", 3e7, [4.9]],
  ]);
  const ended = (params: number) => ({ config: { params }, summary: { val_loss: 3 } });
  assert.deepEqual(runs(row(1, 5), row(2, 4.8), ended(1e7), row(1, 4.9), row(2, 4.6), ended(3e7)), [
    ["x", 1e7, [5, 4.8]],
    ["x (2)", 3e7, [4.9, 4.6]],
  ]);
});

test("a log joined after a summary is another training, and a run that goes on after one is not", () => {
  const ended = { config: { params: 1e7 }, summary: { val_loss: 3 } };
  const rows = [row(1, 5), row(2, 4.8)];
  const twice = [
    ["x", 1e7, [5, 4.8]],
    ["x (2)", 1e7, [5, 4.8]],
  ];
  assert.deepEqual(runs(...rows, ended, ...rows, ended), twice);
  assert.deepEqual(found(...rows, ended, ...rows, ended), [["several-trainings", 3]]);
  assert.deepEqual(runs(config(1e7), ...rows, ended, config(1e7), ...rows, ended), twice);
  assert.deepEqual(runs(config(1e7), ...rows, ended, row(3, 4.7)), [["x", 1e7, [5, 4.8, 4.7]]]);
});

test("a configuration under another kind of name than that of the rows that it precedes is theirs", () => {
  const rows = [row(1, 5, { run_id: "h1" }), row(2, 4.8, { run_id: "h1" })];
  assert.deepEqual(runs({ config: { seed: 3 } }, config(1e7, { name: "a" }), ...rows), [["h1", 1e7, 3, [5, 4.8]]]);
  assert.deepEqual(runs(config(1e7, { run: "a" }), row(1, 5, { run: "c" })), [["c", undefined, [5]]]);
});

test("a run that goes on from a checkpoint, or states its configuration again, stays one", () => {
  const first = { config: { params: 1e7, max_steps: 2 } };
  const longer = { config: { params: 1e7, max_steps: 4, resume_from: "x" } };
  const one = [["x", 1e7, [5, 4.8, 4.7, 4.6]]];
  assert.deepEqual(runs(first, row(1, 5), row(2, 4.8), longer, row(3, 4.7), row(4, 4.6)), one);
  assert.deepEqual(found(first, row(1, 5), row(2, 4.8), longer, row(3, 4.7), row(4, 4.6)), [["settings-changed", 4]]);
  assert.deepEqual(runs(first, row(1, 5), row(2, 4.8), first, row(3, 4.7), row(4, 4.6)), one);
  assert.equal(runs(first, row(1, 5), row(2, 4.8), longer, row(1, 5.1), row(2, 4.9)).length, 2);
});

test("configurations that contradict each other and name no run are refused before several", () => {
  assert.throws(
    () => read(config(1e7), config(3e7), row(1, 5, { run: "a" }), row(1, 4.9, { run: "b" })),
    (error: RunLogError) =>
      error instanceof RunLogError && /x.jsonl:2: Cannot tell of which run the configuration is: .* params, and 2 runs/.test(error.message),
  );
});

test("a name is a run's where the steps begin again with it or several are evaluated, and never that of a part of the data", () => {
  const rows = (name: string, losses: number[]) => [
    { name, step: 1, train_loss: 6 },
    ...losses.map((loss, i) => row(i + 2, loss, { name, params: 1e7 })),
  ];
  assert.deepEqual(runs(...rows("a", [5, 4.8]), ...rows("b", [4.9, 4.7])), [
    ["a", 1e7, [5, 4.8]],
    ["b", 1e7, [4.9, 4.7]],
  ]);
  const parts = [1, 2].flatMap((step) => [
    { name: "train", step, train_loss: 6 },
    { name: "eval", step, val_loss: 5 - step },
  ]);
  assert.deepEqual(
    read(...parts).runs.map(({ points }) => points.map(({ loss }) => loss)),
    [[4, 3]],
  );
});

test("summaries of one name and several seeds are a run each, those without a name too; one that another replaces is told", () => {
  const summary = (seed: number, loss: number, more: object = {}) => ({
    ...more,
    config: { params: 1e7, seed },
    summary: { val_loss: loss },
  });
  const a = { name: "a" };
  assert.deepEqual(runs(summary(0, 4.5, a), summary(1, 4.52, a)), [
    ["a", 1e7, 0, [4.5]],
    ["a", 1e7, 1, [4.52]],
  ]);
  assert.deepEqual(runs(summary(0, 4.5), summary(0, 4.52)), [
    ["x", 1e7, 0, [4.5]],
    ["x (2)", 1e7, 0, [4.52]],
  ]);
  assert.deepEqual(runs(summary(0, 4.5, a), summary(0, 4.4, a)), [["a", 1e7, 0, [4.4]]]);
  assert.deepEqual(found(summary(0, 4.5, a), summary(0, 4.4, a)), [["summary-replaced", 1]]);
});

test("a summary beside the evaluations of another run is kept, and one of a run with rows of training only is its loss", () => {
  const of = (name: string, params: number) => ({ ...config(params, { name }), summary: { val_loss: 4 } });
  assert.deepEqual(runs(row(1, 5, { run: "a" }), of("b", 3e7)), [
    ["a", undefined, [5]],
    ["b", 3e7, [4]],
  ]);
  assert.deepEqual(runs(config(1e7, { name: "a" }), row(1, 5, { name: "a" }), of("a", 1e7), of("a", 3e7)), [
    ["a", 1e7, [5]],
    ["a", 3e7, [4]],
  ]);
  assert.deepEqual(runs({ run: "b", step: 1, train_loss: 6 }, of("b", 3e7)), [["b", 3e7, [4]]]);
});
