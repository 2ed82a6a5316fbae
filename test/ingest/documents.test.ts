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

test("names that objects inherit are names like others", () => {
  const { runs } = read('[{"run":"a","__proto__":{"val_loss":1},"constructor":2,"val_loss":3}]');
  assert.deepEqual(
    runs.map(({ points }) => points[0]?.loss),
    [3],
  );
});
