import assert from "node:assert/strict";
import { test } from "node:test";
import { evaluationsOf } from "../../src/ingest/evaluationRows.ts";
import type { Field } from "../../src/run.ts";

const read = (...rows: Record<string, Field>[]) =>
  evaluationsOf(
    { file: "a" },
    rows.map((fields, i) => ({ source: { file: "a", line: i + 1 }, fields })),
  );
const told = ({ rows }: ReturnType<typeof read>) => rows.map(({ source, fields }) => [source.line, fields]);
const codes = ({ problems }: ReturnType<typeof read>) => problems.map(({ code }) => code);

test("rows of training say how far it is, and are no evaluations", () => {
  const found = read({ step: 10, train_loss: 4 }, { step: 20, val_loss: 3 }, { step: 30, train_loss: 2 });
  assert.deepEqual(told(found), [[2, { step: 20, val_loss: 3 }]]);
  assert.deepEqual(found.reached, { step: 30 });
  assert.deepEqual(found.names, ["step", "train_loss", "val_loss"]);
  assert.deepEqual(codes(found), []);
});

test("rows of one step are one evaluation, whichever comes first, at the place of its loss", () => {
  assert.deepEqual(told(read({ step: 1, tokens: 9 }, { step: 1, val_loss: 3 }, { step: 1, lr: 0.1 })), [
    [2, { step: 1, tokens: 9, val_loss: 3, lr: 0.1 }],
  ]);
  assert.deepEqual(told(read({ step: 1, val_loss: 3 }, { step: 1, tokens: 9 })), [[1, { step: 1, val_loss: 3, tokens: 9 }]]);
});

test("tokens that grow with the step are given to the evaluations between them, and that is said", () => {
  const found = read(
    { step: 10, tokens: 110 },
    { step: 15, val_loss: 4 },
    { step: 20, tokens: 210 },
    { step: 25, val_loss: 3 },
    { step: 30, tokens: 310 },
  );
  assert.deepEqual(
    found.rows.map(({ fields }) => fields.tokens),
    [160, 260],
  );
  assert.deepEqual(codes(found), ["tokens-derived"]);
});

test("tokens that do not grow with the step are not made up", () => {
  const found = read({ step: 10, tokens: 100 }, { step: 15, val_loss: 4 }, { step: 20, tokens: 200 }, { step: 30, tokens: 500 });
  assert.equal(found.rows[0]?.fields.tokens, undefined);
  assert.deepEqual(codes(found), []);
});

test("a restart replaces what it makes again, keeps the rest, and says so with both lines", () => {
  const found = read({ step: 10, val_loss: 4 }, { step: 20, val_loss: 3.5 }, { step: 30, val_loss: 3 }, { step: 20, val_loss: 3.6 });
  assert.deepEqual(
    found.rows.map(({ fields }) => [fields.step, fields.val_loss]),
    [
      [10, 4],
      [20, 3.6],
      [30, 3],
    ],
  );
  const [problem] = found.problems;
  assert.equal(problem?.code, "log-restarted");
  assert.equal(problem?.source.line, 4);
  assert.match(
    problem?.message ?? "",
    /from step 30 to step 20: 1 evaluation made again, of which the later count \(the first at line 2\)/,
  );
});

test("an evaluation that is repeated at its step counts once", () => {
  const found = read({ step: 10, val_loss: 4 }, { step: 10, val_loss: 4.1 });
  assert.deepEqual(told(found), [[2, { step: 10, val_loss: 4.1 }]]);
  assert.deepEqual(codes(found), ["repeated-evaluation"]);
  assert.deepEqual(codes(read({ step: 10, val_loss: 4, eval_time: 1 }, { step: 10, val_loss: 4, eval_time: 2 })), []);
});

test("a loss that is no number stays an evaluation, so that it can be named", () => {
  assert.deepEqual(told(read({ step: 1, val_loss: "NaN" })), [[1, { step: 1, val_loss: "NaN" }]]);
});
