import assert from "node:assert/strict";
import { test } from "node:test";
import { FORMATS, parseLog } from "../../src/ingest/index.ts";

// Logs that hold several trainings, evaluations among rows of training.

const read = (text: string, file = "x.csv") => parseLog({ file, text });
const curves = (text: string, file?: string) =>
  read(text, file).runs.map(({ run, points }) => [run, ...points.map(({ step, loss }) => [step, loss])]);
const formatOf = (text: string) => FORMATS.find((format) => format.recognises({ bytes: new Uint8Array(), text }))?.id;
const lines = (...objects: object[]) => objects.map((object) => `${JSON.stringify(object)}\n`).join("");

test("a table of several runs with rows of training between keeps every run", () => {
  const text = "run,params,step,train_loss,val_loss\na,1e8,50,4.1,\na,1e8,100,,4\nb,3e8,50,3.9,\nb,3e8,100,,3.5\n";
  const { runs, problems } = read(text);
  assert.deepEqual(
    runs.map(({ run, params, points }) => [run, params, points.map(({ step, loss }) => [step, loss])]),
    [
      ["a", 1e8, [[100, 4]]],
      ["b", 3e8, [[100, 3.5]]],
    ],
  );
  assert.deepEqual(problems, []);
});

test("another seed, size or weight decay at the same steps is another run, in turns or one after the other", () => {
  const seeds = [
    ["x", [100, 4]],
    ["x (2)", [100, 3.5]],
  ];
  assert.deepEqual(curves("seed,step,train_loss,val_loss\n1,50,4.1,\n1,100,,4\n2,50,3.9,\n2,100,,3.5\n"), seeds);
  assert.deepEqual(curves("seed,step,train_loss,val_loss\n1,50,4.1,\n2,50,3.9,\n1,100,,4\n2,100,,3.5\n"), seeds);
  for (const column of ["params", "weight_decay"]) {
    const rows = [1, 2].flatMap((value) => [
      { [column]: value, step: 50, train_loss: 4.1 },
      { [column]: value, step: 100, val_loss: value === 1 ? 4 : 3.5 },
    ]);
    assert.deepEqual(curves(lines(...rows), "x.jsonl"), seeds);
    assert.deepEqual(curves(JSON.stringify(rows), "x.json"), seeds);
  }
});

test("a weight decay that a schedule moves along the training does not divide it", () => {
  const rows = [10, 20, 30].map((step) => ({ step, train_loss: 4, weight_decay: 1 / step }));
  assert.deepEqual(curves(lines(...rows, { step: 30, val_loss: 3 }), "x.jsonl"), [["x", [30, 3]]]);
});

test("a run without an evaluation is left out beside others, and told at its first row", () => {
  const { runs, problems } = read("run,step,train_loss,val_loss\na,50,4.1,\na,100,,4\nb,50,3.9,\n");
  assert.deepEqual(
    runs.map(({ run }) => run),
    ["a"],
  );
  assert.deepEqual(
    problems.map(({ code, source, message }) => [code, source.line, message]),
    [["run-without-loss", 4, 'run "b" has rows of training only, and is left out']],
  );
});

test("a table by the glossary's names is no log of Lightning, whatever stands beside its loss", () => {
  for (const text of [
    "run,params,step,tokens_per_step,loss\na,1e8,50,100,4.1\na,1e8,100,100,4\nb,3e8,50,100,3.9\n",
    "run,params,step,loss,train_loss\na,1e8,50,4.1,3\na,1e8,100,4,3\nb,3e8,50,3.9,3\n",
  ]) {
    assert.equal(formatOf(text), "csv");
    assert.deepEqual(curves(text), [
      ["a", [50, 4.1], [100, 4]],
      ["b", [50, 3.9]],
    ]);
  }
  const sparse = "run,params,step,loss,train_loss\na,1e8,50,,3\na,1e8,100,4,\nb,3e8,50,3.9,\n";
  assert.equal(formatOf(sparse), "lightning");
  assert.deepEqual(curves(sparse), [
    ["a", [100, 4]],
    ["b", [50, 3.9]],
  ]);
  assert.throws(() => read("epoch,step,loss,lr-Adam\n0,1,,0.1\n0,1,4,\n"), /Cannot find a validation loss/);
});
