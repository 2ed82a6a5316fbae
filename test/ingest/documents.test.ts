import assert from "node:assert/strict";
import { test } from "node:test";
import { FORMATS, parseLog } from "../../src/ingest/index.ts";

// Shapes of JSON documents and of trackers' lines beyond the fixtures.

const text = (value: unknown, indent?: number) => JSON.stringify(value, null, indent);
const read = (content: string, map?: Record<string, string>) => parseLog({ file: "logs/a.json", text: content, ...(map && { map }) });
const curves = (content: string, map?: Record<string, string>) =>
  read(content, map).runs.map(({ run, points }) => [run, ...points.map(({ step, loss }) => [step, loss])]);
const formatOf = (content: string) =>
  FORMATS.find((format) => format.recognises({ bytes: new TextEncoder().encode(content), text: content }))?.id;

test("one object a line stays JSON lines, one object alone is a document where it holds several rows", () => {
  assert.equal(formatOf('{"step":1,"val_loss":4}\n{"step":2,"val_loss":3}\n'), "jsonl");
  assert.equal(formatOf('{"val_loss":4}'), "jsonl");
  assert.equal(formatOf('{"run":"a","seeds":[1,2,3],"val_loss":4}'), "jsonl");
  assert.equal(formatOf('{"step":1,"loss":\n{"step":2,"loss":3}\n'), "jsonl");
  assert.equal(formatOf('{"step":[1,2],"val_loss":[4,3]}'), "json");
  assert.equal(formatOf('{\n  "val_loss": 4\n}'), "json");
  assert.equal(formatOf('[{"val_loss":4}]'), "json");
  assert.equal(formatOf("[2024-04-17 09:44:11] INFO nothing\n"), undefined);
});

test("lines of training between those of evaluation, or nested ones, are a tracker's", () => {
  assert.equal(formatOf('{"step":1,"train_loss":4}\n{"step":1,"val_loss":4}\n'), "tracker-lines");
  assert.equal(formatOf('{"step":1,"loss":4}\n{"step":1,"eval_loss":4}\n'), "tracker-lines");
  assert.equal(formatOf('{"step":1,"eval":{"loss":4}}\n'), "tracker-lines");
  assert.equal(formatOf('{"step":1,"val_loss":4,"layers":[1,2]}\n'), "jsonl");
});

test("a history of the Trainer that was saved alone, and a run with its configuration beside its loss, are read", () => {
  assert.deepEqual(
    curves(
      text([
        { step: 1, loss: 9 },
        { step: 2, eval_loss: 4 },
        { step: 4, loss: 8 },
        { step: 4, eval_loss: 3 },
      ]),
    ),
    [["a", [2, 4], [4, 3]]],
  );
  const [run] = read(text([{ name: "x", config: { model: { n_params: 5 } }, val_loss: 3 }], 1)).runs;
  assert.deepEqual([run?.run, run?.params, run?.points[0]?.loss], ["x", 5, 3]);
});

test("runs that a list names are told apart, evaluations of one by its step", () => {
  const rows = ["a", "b"].flatMap((run) => [1, 2].map((step) => ({ run, step, val_loss: 5 - step })));
  assert.deepEqual(curves(text(rows)), [
    ["a", [1, 4], [2, 3]],
    ["b", [1, 4], [2, 3]],
  ]);
});

test("a history of columns, one of a library that trains by epochs, and a map, are read", () => {
  assert.deepEqual(curves(text({ name: "k", history: { step: [1, 2], loss: [9, 8], val_loss: [4, 3] } })), [["k", [1, 4], [2, 3]]]);
  assert.deepEqual(curves(text({ step: [1, 2], ce: [4, 3] }), { loss: "ce" }), [["a", [1, 4], [2, 3]]]);
});

test("evaluations of which nothing says how far they are, are refused", () => {
  assert.throws(() => read(text({ val_loss: [4, 3] })), /Cannot tell how far the 2 evaluations of val_loss are/);
});

test("epochs that number the one under way from 0 are no epochs passed", () => {
  const { runs } = read(
    text([
      { step: 10, epoch: 0, loss: 9 },
      { step: 10, epoch: 0, val_loss: 4 },
      { step: 20, epoch: 1, val_loss: 3 },
    ]),
  );
  assert.deepEqual(
    runs[0]?.points.map(({ epochs, fields }) => [epochs, fields.epoch]),
    [
      [undefined, 0],
      [undefined, 1],
    ],
  );
});

test("a perplexity of validation is a loss where there is no other, and is converted", () => {
  const { runs, problems } = read(
    text([
      { step: 1, train_ppl: 9 },
      { step: 2, val_ppl: Math.E ** 3 },
    ]),
  );
  assert.ok(Math.abs((runs[0]?.points[0]?.loss ?? 0) - 3) < 1e-12);
  assert.ok(problems.some(({ code }) => code === "loss-converted"));
});

test("lines of several runs are told apart by their id", () => {
  const lines = ["a", "b"].flatMap((run) => [1, 2].map((step) => `{"run_id":"${run}","step":${step},"eval":{"loss":${5 - step}}}`));
  assert.deepEqual(curves(lines.join("\n")), [
    ["a", [1, 4], [2, 3]],
    ["b", [1, 4], [2, 3]],
  ]);
});

test("a chart without the smallest and greatest of its points is read, with any metric of it", () => {
  const chart = "Step,run1 - train/loss,run1 - val/loss,run2 - train/loss,run2 - val/loss\n0,5,5.1,5,5.2\n10,4,4.1,4,4.2\n";
  assert.equal(formatOf(chart), "wandb-chart");
  assert.deepEqual(curves(chart), [
    ["run1", [0, 5.1], [10, 4.1]],
    ["run2", [0, 5.2], [10, 4.2]],
  ]);
  assert.deepEqual(curves(chart, { loss: "train/loss" })[1], ["run2", [0, 5], [10, 4]]);
  assert.deepEqual(curves('"Step";"a - val/loss"\n0;5\n'), [["a", [0, 5]]]);
  assert.equal(formatOf("run,loss - nats\na,3\n"), "csv");
});

test("names that objects inherit are names like others", () => {
  const { runs } = read('[{"run":"a","__proto__":{"val_loss":1},"constructor":2,"val_loss":3}]');
  assert.deepEqual(
    runs.map(({ points }) => points[0]?.loss),
    [3],
  );
});

test("a line that carries its configuration beside its loss is a run's row, alone, among plain ones, and by another configuration another", () => {
  const runsOf = (...rows: object[]) =>
    parseLog({ file: "x.jsonl", text: rows.map((row) => `${text(row)}\n`).join("") }).runs.map(({ run, weightDecay, points }) => [
      run,
      weightDecay,
      ...points.map(({ tokens, loss }) => [tokens, loss]),
    ]);
  const row = (run: string, loss: number) => ({ run, params: 1e8, tokens: 2e9, loss });
  assert.deepEqual(runsOf({ ...row("a", 3), config: { wd: 0.1 } }), [["a", 0.1, [2e9, 3]]]);
  assert.deepEqual(runsOf(row("a", 3), { ...row("b", 3.1), config: { wd: 0.1 } }), [
    ["a", undefined, [2e9, 3]],
    ["b", 0.1, [2e9, 3.1]],
  ]);
  const { run: _, ...nameless } = row("", 3);
  assert.deepEqual(runsOf({ ...nameless, config: { optim: { x: 1 } } }, { ...nameless, loss: 4, config: { optim: { x: 2 } } }), [
    ["x", undefined, [2e9, 3]],
    ["x (2)", undefined, [2e9, 4]],
  ]);
  assert.deepEqual(runsOf({ config: { wd: 0.2 } }, { step: 1, tokens: 5, val_loss: 4 }), [["x", 0.2, [5, 4]]]);
});

test("a document that nests without end says so, though no format is told by it", () => {
  assert.throws(() => read("[".repeat(200) + "]".repeat(200)), /a.json:1: Cannot read JSON: it nests deeper than 64 levels/);
  assert.throws(() => read("[1, 2]"), /Cannot tell the format of the log/);
});

test("of several summaries each is of the run that it names, else of its configuration; of one run the last counts, after evaluations none", () => {
  const lines = (...values: unknown[]) => read(values.map((value) => text(value)).join("\n"));
  const ends = ({ runs }: ReturnType<typeof read>) => runs.map(({ run, params, points }) => [run, params, points.map(({ loss }) => loss)]);
  const named = (name: string, n_params: number, summary: object) => ({ name, config: { n_params }, summary });
  const several = lines(
    named("a", 5, { "eval/loss": 4 }),
    named("b", 6, { "eval/loss": 3.5 }),
    named("b", 6, { "eval/loss": 3 }),
    named("c", 7, { _step: 1 }),
  );
  assert.deepEqual(ends(several), [
    ["a", 5, [4]],
    ["b", 6, [3]],
  ]);
  assert.deepEqual(
    several.problems.map(({ code, source }) => [code, source.line]),
    [
      ["summary-replaced", 2],
      ["run-without-loss", 4],
    ],
  );
  const silent = lines({ config: { n_params: 5 }, summary: { "eval/loss": 4 } }, { config: { n_params: 6 }, summary: { "eval/loss": 3 } });
  assert.deepEqual(ends(silent), [
    ["a", 5, [4]],
    ["a (2)", 6, [3]],
  ]);
  const evaluated = (run: string) => ({ run, step: 1, eval: { loss: 9 } });
  assert.deepEqual(ends(lines(evaluated("a"), named("a", 5, { "eval/loss": 4 }), named("b", 6, { "eval/loss": 3 }))), [
    ["a", 5, [9]],
    ["b", 6, [3]],
  ]);
  assert.deepEqual(ends(lines({ step: 1, eval: { loss: 9 } }, { config: { n_params: 5 }, summary: { "eval/loss": 4 } })), [["a", 5, [9]]]);
  assert.deepEqual(ends(lines({ step: 1, loss: 9 }, { summary: { "eval/loss": 4 } }, { summary: { "eval/loss": 3 } })), [
    ["a", undefined, [3]],
  ]);
});

test("rows by the names of their runs are read, metrics of the parts of the data are not taken for runs", () => {
  const rows = { a: { loss: 3.4, params: 5 }, b: { loss: 3.3, params: 6, run: "own" } };
  for (const document of [rows, { runs: rows, seed: 7 }, { note: "x", runs: rows }])
    for (const indent of [0, 1])
      assert.deepEqual(
        read(text(document, indent)).runs.map(({ run, params, points }) => [run, params, points[0]?.loss]),
        [
          ["a", 5, 3.4],
          ["own", 6, 3.3],
        ],
      );
  assert.equal(read(text({ runs: rows, seed: 7 })).runs[0]?.seed, 7);
  const [only, ...others] = read(text({ train: { loss: 4 }, val: { loss: 4.1 } })).runs;
  assert.deepEqual([only?.run, only?.points[0]?.loss, others.length], ["a", 4.1, 0]);
});

test("rows by the names of their runs may lack a loss, and be called as parts of the data begin", () => {
  const rows = { a: { params: 5, val_loss: 4.5 }, b: { params: 6, val_loss: null }, c: { params: 7, val_loss: "3.9" }, d: { params: 8 } };
  for (const document of [rows, { runs: rows }]) {
    const { runs } = read(text(document, 1));
    assert.deepEqual(
      runs.map(({ run, params, points }) => [run, params, points[0]?.loss]),
      [
        ["a", 5, 4.5],
        ["b", 6, Number.NaN],
        ["c", 7, 3.9],
        ["d", 8, Number.NaN],
      ],
    );
  }
  const called = { test_10M: { params: 5, val_loss: 4.5 }, eval_30M: { params: 6, val_loss: 4 } };
  assert.deepEqual(
    read(text(called)).runs.map(({ run }) => run),
    ["test_10M", "eval_30M"],
  );
  assert.throws(
    () => read(text({ val_c4: { loss: 4.5 }, val_pile: { loss: 4 } }, 1)),
    /val_c4\/loss and val_pile\/loss|val_c4\/loss, val_pile\/loss/,
  );
  const [only, ...others] = read(text({ model: { n_params: 5 }, eval: { loss: 3 } }, 1)).runs;
  assert.deepEqual([only?.points[0]?.loss, others.length], [3, 0]);
});
