import assert from "node:assert/strict";
import { test } from "node:test";
import { IsolossError, RunLogError, UsageError } from "../../src/errors.ts";
import { parseLog } from "../../src/ingest/index.ts";
import { observations } from "../../src/table/observations.ts";

const read = (text: string) => parseLog({ file: "runs/ar.csv", text, folder: "runs" }).runs;
const curve = read(`run,family,params,params_non_embedding,unique_tokens,tokens,planned_epochs,loss
a,ar,10,6,100,100,4,4
a,ar,10,6,100,200,4,3
a,ar,10,6,100,400,4,3.5
b,ar,20,,100,100,4,3.9
b,ar,20,,100,200,4,2.9
`);
const losses = (table: { observations: { run: string; loss: number }[] }) => table.observations.map((o) => [o.run, o.loss]);

test("final is the last evaluation; runs that were cut off are left out and named", () => {
  const table = observations(curve);
  assert.deepEqual(losses(table), [["a", 3.5]]);
  assert.deepEqual(table.excluded, [{ reason: "cut off before the end of the schedule: no final loss", runs: ["b"] }]);
  const [row] = table.observations;
  assert.deepEqual([row?.checkpoint, row?.tokens, row?.epochs, row?.members, row?.compute], ["final", 400, 4, 1, 6 * 10 * 400]);
  assert.deepEqual(row?.source, { file: "runs/ar.csv", line: 4 });
  assert.equal(row?.fields.folder, "runs");
});

test("incomplete runs come on request, with a warning each", () => {
  const table = observations(curve, { incomplete: true });
  assert.deepEqual(losses(table), [
    ["a", 3.5],
    ["b", 2.9],
  ]);
  assert.deepEqual(table.excluded, []);
  assert.deepEqual(
    table.problems.map((p) => p.code),
    ["incomplete-run"],
  );
});

test("best is the lowest evaluation among those that the conditions keep; every is all", () => {
  assert.deepEqual(losses(observations(curve, { checkpoint: "best" })), [
    ["a", 3],
    ["b", 2.9],
  ]);
  assert.deepEqual(losses(observations(curve, { checkpoint: "best", where: ["epochs<=1"] })), [
    ["a", 4],
    ["b", 3.9],
  ]);
  assert.equal(observations(curve, { checkpoint: "every" }).observations.length, 5);
});

test("a better measured final loss stands for the last point of a complete run only", () => {
  const [run] = curve;
  assert.ok(run);
  assert.equal(observations([{ ...run, finalLoss: 3.4 }]).observations[0]?.loss, 3.4);
  assert.equal(observations([{ ...run, finalLoss: 3.4 }], { checkpoint: "best" }).observations[0]?.loss, 3);
  assert.equal(observations([{ ...run, finalLoss: 3.4, complete: false }], { incomplete: true }).observations[0]?.loss, 3.5);
});

test("the chosen count is N and goes into compute; rows that state only the other are flagged", () => {
  const table = observations(curve, { params: "non-embedding", incomplete: true });
  assert.deepEqual(
    table.observations.map((o) => [o.params, o.compute]),
    [
      [6, 6 * 6 * 400],
      [undefined, undefined],
    ],
  );
  assert.ok(table.problems.some((p) => p.code === "other-params" && /1 of 2 rows state only total/.test(p.message)));
});

test("logged compute is kept; the members of an ensemble are not guessed", () => {
  const [plain, ensemble] = observations(
    read("run,recipe,params,tokens,flops,loss\na,standard,10,10,7,3\nb,ensemble,10,10,,3\n"),
  ).observations;
  assert.equal(plain?.compute, 7);
  assert.deepEqual([ensemble?.members, ensemble?.compute], [undefined, 600]);
});

const bad = read(
  "run,family,params,tokens,loss\nar-300m-8ep,ar,1e6,1e6,NaN\nok,ar,1e6,1e6,3\nneg,ar,1e6,1e6,-1\nm,mdm,300mil,1e6,3\nz,mdm,0,1e6,3\nn,mdm,1e6,1e6,\nseeded,x,1e6,1e6,3\n",
);
const refused: [where: string, message: string][] = [
  ["run=ar-300m-8ep", 'runs/ar.csv:2: Cannot read loss "NaN" of run "ar-300m-8ep": expected a finite positive number in nats/token'],
  ["run=neg", 'runs/ar.csv:4: Cannot read loss -1 of run "neg": expected a finite positive number in nats/token'],
  ["run=m", 'runs/ar.csv:5: Cannot read params "300mil" of run "m": expected a finite positive number (parameters)'],
  ["run=z", 'runs/ar.csv:6: Cannot read params 0 of run "z": expected a finite positive number (parameters)'],
  ["run=n", 'runs/ar.csv:7: Cannot read loss (missing) of run "n": expected a finite positive number in nats/token'],
];
for (const [where, message] of refused)
  test(`a value that cannot stand stops a kept row: ${where}`, () =>
    assert.throws(
      () => observations(bad, { where: [where] }),
      (error: RunLogError) => {
        assert.ok(error instanceof RunLogError);
        assert.equal(error.message, message);
        assert.ok(error.hint);
        return true;
      },
    ));

test("such a value stops nothing in rows that are not kept", () => {
  assert.equal(observations(bad, { where: ["run=ok|seeded"] }).observations.length, 2);
  assert.deepEqual(losses(observations(bad, { where: ["loss>0", "family=ar"] })), [["ok", 3]]);
});

test("nothing left is an error that says why", () => {
  assert.throws(() => observations([]), IsolossError);
  assert.throws(() => observations(curve, { where: ["run=b"] }), /of 2 runs none is left \(1 cut off/);
  assert.throws(() => observations(curve, { where: ["famly=ar"] }), UsageError);
});
