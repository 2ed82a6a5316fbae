import assert from "node:assert/strict";
import { test } from "node:test";
import { type Field, type Observation, recipes } from "../../src/index.ts";
import { RECIPES } from "../../src/plot/theme.ts";
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

test("recipe-losses: the standard recipe, whose law has no limit that the runs determine, is joined, the regularized one has its law", async () => {
  const lines = marksOf(panelOf(kind.draw(await sampleOf(kind)), 0), "line");
  const dashed = (colour: string): boolean[] =>
    lines.filter(({ mark }) => mark.color === colour).map(({ mark }) => mark.strokeDash !== undefined);
  assert.deepEqual(dashed(RECIPES.standard.colour), [true]);
  assert.deepEqual(dashed(RECIPES.regularized.colour), [false]);
});

test("recipe-losses: accuracies without losses are drawn alone: 100 less the mean over tasks, the best setting of each size, at N·K", async () => {
  const scored = (run: string, recipe: "standard" | "ensemble", members: number, acc: readonly number[]): Observation[] =>
    acc.map((value, i) => ({
      run: `${run}-${i}`,
      source: { file: "synthetic.csv", line: i + 2 },
      checkpoint: "final",
      recipe,
      uniqueTokens: 2e8,
      members,
      weightDecay: Number(run.split(" ")[1]),
      loss: value,
      fields: { params_label: "300M", task: ["piqa", "sciq"][i] as string, acc: value, acc_stderr: 0.01 },
    }));
  const all = [
    ...scored("s 0.1", "standard", 1, [0.6, 0.5]),
    ...scored("s 1", "standard", 1, [0.55, 0.5]),
    ...scored("e 1", "ensemble", 5, [0.7, 0.6]),
  ];
  const found = await recipes(all, { replicates: 5, accuracy: { tasks: ["piqa", "sciq"] } });
  const spec = kind.draw({ observations: all, recipes: found });
  const points = marksOf(panelOf(spec, 0), "point").flatMap(({ rows: drawn }) => drawn);
  assert.deepEqual(
    points.map(({ x, y }) => [x, y]),
    [
      [3e8, 45],
      [15e8, 35],
    ],
  );
  // √(.01² + .01²)/2 times 1.96.
  assert.ok(near(points[0]?.high, 45 + 1.3859, 1e-5), String(points[0]?.high));
  assert.match(captionOf(spec), /on 200M unique tokens; the rows state no loss.*1 settings are not drawn/);
  assert.throws(
    () => kind.draw({ observations: all, recipes: { ...found, downstream: { reason: "none" } } }),
    /Cannot draw figure "recipe-losses": none/,
  );
});

test("recipe-losses: columns of accuracies may be named, where their names do not say that they are", async () => {
  const data = await compared(stated(({ loss }) => ({ piqa: 0.9 - loss / 20, other_acc: 0.1 })));
  const errors = runsOf(panelOf(kind.draw({ ...data, accuracies: { columns: ["piqa"], unit: "share" } }), 1));
  const known = new Map(own.map((row) => [row.run, row.loss]));
  for (const { run, y } of errors) assert.ok(near(y, 10 + 5 * (known.get(String(run)) as number)));
});
