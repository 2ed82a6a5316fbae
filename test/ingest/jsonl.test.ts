import assert from "node:assert/strict";
import { test } from "node:test";
import { RunLogError } from "../../src/errors.ts";
import { parseLog } from "../../src/ingest/index.ts";

const read = (text: string, config?: object, file = "logs/a1.jsonl") =>
  parseLog({
    file,
    text,
    ...(config && { companions: [{ source: { file: "logs/a1.config.json" }, level: 0, values: config as Record<string, unknown> }] }),
  });

test("lines are evaluations, the configuration is the setup", () => {
  const { runs } = read('{"tokens":100,"val_loss":4}\n\n{"tokens":200,"val_loss":3.5}\n', {
    run: "r",
    family: "ar",
    params: 1000,
    unique_tokens: 100,
    planned_epochs: 2,
    final_val_loss: 3.4,
    teacher_runs: ["t1", "t2"],
    layers: [1, 2],
    schedule: { kind: "cosine" },
  });
  assert.equal(runs.length, 1);
  const [run] = runs;
  assert.equal(run?.run, "r");
  assert.equal(run?.finalLoss, 3.4);
  assert.deepEqual(run?.teacherRuns, ["t1", "t2"]);
  assert.deepEqual(run?.fields.layers, ["1", "2"]);
  assert.equal(run?.fields["schedule.kind"], "cosine");
  assert.deepEqual(
    run?.points.map((p) => [p.source.line, p.epochs]),
    [
      [1, 1],
      [3, 2],
    ],
  );
  assert.equal(run?.complete, undefined);
});

test("without a run id the file's base name is the run", () => {
  assert.equal(read('{"val_loss":4}\n').runs[0]?.run, "a1");
  assert.equal(parseLog({ file: "x/b.jsonl.gz", text: '{"val_loss":4}' }).runs[0]?.run, "b");
});

test("lines with runs of their own make an ensemble file: what a line says goes before the configuration", () => {
  const { runs } = read(
    '{"run":"e_0","members":1,"member_runs":["a"],"tokens":9,"val_loss":4}\n{"run":"e_01","member_runs":["a","b"],"tokens":9,"val_loss":3.8}\n',
    { run: "e", recipe: "ensemble", members: 7, final_val_loss: 1, unique_tokens: 3 },
  );
  assert.deepEqual(
    runs.map((r) => [r.run, r.members, r.memberRuns, r.finalLoss, r.recipe]),
    [
      ["e_0", 1, ["a"], undefined, "ensemble"],
      ["e_01", 7, ["a", "b"], undefined, "ensemble"],
    ],
  );
});

test("members are counted where only their names are given", () => {
  assert.equal(read('{"run":"e","member_runs":["a","b"],"loss":3}').runs[0]?.members, 2);
});

test("Python's bare NaN and Infinity are kept as text, and texts that contain the words are left alone", () => {
  const [run] = read('{"val_loss": NaN, "note": "NaN \\" -Infinity", "grad": -Infinity}').runs;
  assert.ok(Number.isNaN(run?.points[0]?.loss));
  assert.deepEqual(run?.points[0]?.fields, { val_loss: "NaN", note: 'NaN " -Infinity', grad: "-Infinity" });
});

test("a resumed log keeps both copies of the overlap", () => {
  const { runs } = read('{"step":1,"loss":4}\n{"step":2,"loss":3}\n{"step":2,"loss":3.1}\n{"step":3,"loss":2.9}\n');
  assert.deepEqual(
    runs.map((r) => r.points.map((p) => p.loss)),
    [[4, 3, 2.9], [3.1]],
  );
});

test("keys that objects inherit are plain columns", () => {
  const [run] = read('{"loss":3,"__proto__":"x","constructor":"y"}').runs;
  assert.ok(Object.hasOwn(run?.points[0]?.fields ?? {}, "__proto__"));
  assert.equal(run?.run, "a1");
});

test("the final loss of the configuration is converted with the others", () => {
  const [run] = read('{"val_loss":2}', { loss_unit: "bits/token", final_val_loss: 1 }).runs;
  assert.equal(run?.finalLoss, Math.LN2);
});

const broken: [name: string, text: string, message: RegExp][] = [
  ["half a line", '{"val_loss":4}\n{"val_lo', /^logs\/a1\.jsonl:2: Cannot read JSON/],
  ["a line that is no object", '{"val_loss":4}\n[1,2]', /^logs\/a1\.jsonl:2: Cannot read \[1,2\]/],
  ["no loss", '{"train_loss":4,"step":1}', /the file has train_loss, step/],
];
for (const [name, text, message] of broken)
  test(`broken: ${name}`, () =>
    assert.throws(
      () => read(text),
      (error: RunLogError) => error instanceof RunLogError && message.test(error.message) && Boolean(error.hint),
    ));

test("lines written in turns, with columns that come and go, and of any line end are read as each alone would be", () => {
  const rows = Array.from({ length: 400 }, (_, i) => ({
    ...(i % 3 === 2 ? { val_loss: 3 - i / 1000, phase: "end" } : { phase: "on", val_loss: 3.1 - i / 1000, clipped: i % 4 === 0 }),
    step: i + 1,
    note: i % 50 === 7 ? `é "${i}"` : "same",
    ...(i > 100 && i < 120 && { late: i, parts: [`${i}`, i] }),
    none: i % 5 === 0 ? null : -0.1 * i,
  }));
  for (const end of ["\n", "\r\n", "\r", "\n\n"]) {
    const { runs } = read(rows.map((row) => JSON.stringify(row)).join(end) + end);
    const points = runs.flatMap(({ points }) => points);
    assert.equal(points.length, rows.length);
    for (const point of points) {
      const row = rows[(point.fields.step as number) - 1] as Record<string, unknown>;
      const { parts, ...plain } = row;
      for (const [name, value] of Object.entries(plain)) assert.equal(point.fields[name], value, `${name} of ${JSON.stringify(row)}`);
      if (parts) assert.deepEqual(point.fields.parts, [`${row.late}`, `${row.late}`]);
      assert.equal(point.source.line, end === "\n\n" ? 2 * (row.step as number) - 1 : row.step);
    }
  }
});

test("the line of an error is that of the line, however the lines before it were written", () => {
  const good = Array.from({ length: 300 }, (_, i) => `{"step":${i + 1},"val_loss":3.5}\n`).join("");
  assert.throws(
    () => read(`${good}{"step":301,"val_loss":3.5\n`),
    (error: RunLogError) => error instanceof RunLogError && error.source?.line === 301,
  );
});
