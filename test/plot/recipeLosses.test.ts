import assert from "node:assert/strict";
import { test } from "node:test";
import type { Field, Observation } from "../../src/index.ts";
import { captionOf, compared, kindOf, marksOf, near, panelOf, runsOf, wordsOf } from "./drawn.ts";
import { rows, sampleOf } from "./sample.ts";

const kind = kindOf("recipe-losses");
const own = rows(["family=ar", "unique_tokens=51200"]);
/** Shipped rows with synthetic accuracies. */
const stated = (fields: (row: Observation) => Record<string, Field>): Observation[] =>
  own.map((row) => ({ ...row, fields: { ...row.fields, ...fields(row) } }));

test("recipe-losses: without accuracies there is one panel, and the caption says what is lacking", async () => {
  const spec = kind.draw(await sampleOf(kind));
  assert.equal((spec as unknown as { concat: unknown[] }).concat.length, 1);
  assert.match(captionOf(spec), /No row states an accuracy/);
});

test("recipe-losses: every run lies at the parameters of all its members; single models at the best setting of their size", async () => {
  const drawn = runsOf(panelOf(kind.draw(await sampleOf(kind)), 0));
  const known = new Map(own.map((row) => [row.run, row]));
  for (const { run, x } of drawn) {
    const row = known.get(String(run));
    assert.ok(near(x, (row?.params ?? 0) * (row?.members ?? 1)), String(run));
  }
  const ensembles = own.filter(({ recipe }) => recipe === "ensemble");
  assert.equal(drawn.filter(({ run }) => known.get(String(run))?.recipe === "ensemble").length, ensembles.length);
  // Of the four distilled students the lowest, which saw 32 epochs, is the best setting.
  const students = drawn.filter(({ run }) => known.get(String(run))?.recipe === "distilled");
  const lowest = Math.min(...own.filter(({ recipe }) => recipe === "distilled").map(({ loss }) => loss));
  assert.deepEqual(
    students.map(({ y }) => y),
    [lowest],
  );
});

test("recipe-losses: what was chosen among two settings is hollow, among four it is not", async () => {
  const points = marksOf(panelOf(kind.draw(await sampleOf(kind)), 0), "point");
  const fillOf = (recipe: string): unknown =>
    points.find(({ rows: of }) => own.some((row) => row.recipe === recipe && of.some(({ run }) => run === row.run)))?.mark.fill;
  assert.equal(fillOf("self_distilled"), "white");
  assert.notEqual(fillOf("distilled"), "white");
});

test("recipe-losses: the second panel is 100 less the mean accuracy of columns named for one, in percent or in shares", async () => {
  const beside = { piqa_acc_stderr: 0.02, sciq_acc_stderr: 0.01, piqa_acc_norm: 0.99, train_acc: 1, accumulate: 8 };
  const shares = stated(({ loss }) => ({ piqa_acc: 0.9 - loss / 20, sciq_acc: 0.8 - loss / 20, ...beside }));
  const spec = kind.draw(await compared(shares));
  const errors = runsOf(panelOf(spec, 1));
  assert.equal(errors.length, runsOf(panelOf(spec, 0)).length);
  const known = new Map(own.map((row) => [row.run, row.loss]));
  for (const { run, y, low, high } of errors) {
    const loss = known.get(String(run)) as number;
    assert.ok(near(y, 15 + 5 * loss), `${run}: ${y}`);
    // √(.02² + .01²)/2 questions' error of the mean, times 1.96.
    assert.ok(near(high, 15 + 5 * loss + 2.19131, 1e-4) && near(low, 15 + 5 * loss - 2.19131, 1e-4), `${run}: ${low} to ${high}`);
  }
  assert.match(captionOf(spec), /less the mean of piqa_acc, sciq_acc, the bars 95 % intervals/);
  const percent = stated(({ loss }) => ({ piqa_acc: 90 - 5 * loss, sciq_acc: 80 - 5 * loss }));
  const same = runsOf(panelOf(kind.draw(await compared(percent)), 1));
  assert.equal(same.length, errors.length);
  same.forEach(({ y }, i) => {
    assert.ok(near(y, errors[i]?.y as number));
  });
});

test("recipe-losses: a row that lacks a task has no error, and is counted", async () => {
  const spec = kind.draw(await compared(stated(({ recipe }) => ({ a_acc: 0.5, ...(recipe !== "standard" && { b_acc: 0.6 }) }))));
  const [losses, errors] = [runsOf(panelOf(spec, 0)), runsOf(panelOf(spec, 1))];
  const standard = own.filter(({ recipe }) => recipe === "standard").map(({ run }) => run);
  const lost = losses.filter(({ run }) => standard.includes(String(run))).length;
  assert.ok(lost > 0);
  assert.equal(errors.length, losses.length - lost);
  assert.match(captionOf(spec), new RegExp(`${lost} rows do not state all of these accuracies`));
  assert.ok(!wordsOf(panelOf(spec, 1)).some((text) => text.includes("standard")));
});
