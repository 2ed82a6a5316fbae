import assert from "node:assert/strict";
import { test } from "node:test";
import { type FigureSpec, IsolossError, type Observation } from "../../src/index.ts";
import { captionOf, compared, kindOf, marksOf, near, panelOf, runsOf, wordsOf } from "./drawn.ts";
import { rows, sampleOf } from "./sample.ts";

const kind = kindOf("distillation");
const shipped = async (): Promise<FigureSpec> => kind.draw(await sampleOf(kind));
const at = rows(["family=ar", "unique_tokens=51200", "params=271674"]);
const [student] = at.filter(({ recipe, epochs }) => recipe === "distilled" && epochs === 32) as [Observation];
const teacher = at.find(({ memberRuns }) => memberRuns?.length === 5) as Observation;
const members = at.filter(({ run }) => student.teacherRuns?.includes(run));
const mean = (own: readonly Observation[]): number => own.reduce((sum, { loss }) => sum + loss, 0) / own.length;

test("distillation: the share is that of each choice of the single model and the teacher, in the panel and in the student's name", async () => {
  const right = panelOf(await shipped(), 1);
  const share = (single: number, taught: number): number => (100 * (single - student.loss)) / (single - taught);
  const lowest = Math.min(...members.map(({ loss }) => loss));
  // Against what ensembles of the five tend to, 3.435169 by scipy, and against the ensemble of all five.
  const [low, high] = [share(lowest, 3.435169), share(mean(members), teacher.loss)];
  const bars = marksOf(right, "rule").flatMap(({ rows: own }) =>
    own.filter(({ x2, low: bound }) => x2 !== undefined && bound === undefined),
  );
  const bar = bars.find(({ y }) => near(y, student.loss));
  assert.ok(near(bar?.x, low) && near(bar?.x2, high), `${bar?.x} to ${bar?.x2}, expected ${low} to ${high}`);
  assert.ok(wordsOf(right).includes(`distilled, λ 1, 32 epochs: ${low.toFixed(0)}–${high.toFixed(0)} %`), wordsOf(right).join("; "));
});

test("distillation: a self-distilled student has a name and no share", async () => {
  const right = panelOf(await shipped(), 1);
  const self = wordsOf(right).filter((text) => text.startsWith("self-distilled"));
  assert.equal(self.length, 2);
  assert.ok(self.every((text) => !text.includes("%")));
  assert.equal(marksOf(right, "point").length, 4);
});

test("distillation: a line leads from the teacher at N·K to the student at its own size", async () => {
  const left = panelOf(await shipped(), 0);
  const lines = marksOf(left, "rule").flatMap(({ rows: own }) => own.filter(({ x2, y2 }) => x2 !== undefined && y2 !== undefined));
  const found = lines.find(({ y2 }) => near(y2, student.loss));
  assert.deepEqual(
    [found?.x, found?.x2],
    [5 * 271674, 271674].map((x) => Number(x.toPrecision(6))),
  );
  assert.ok(near(found?.y, teacher.loss));
  assert.equal(lines.length, 6);
});

test("distillation: the law of the teachers is that of the comparison, at the parameters of all members", async () => {
  const data = await sampleOf(kind);
  const found = data.recipes?.at.find(({ uniqueTokens }) => uniqueTokens === 51200)?.limits.find(({ params }) => params === 271674)?.limit;
  assert.ok(found && "fit" in found);
  const { A, alpha, E } = found.fit.estimates as { A: number; alpha: number; E: number };
  const ends = marksOf(panelOf(kind.draw(data), 0), "line").map(({ rows: own }) => own.at(-1));
  const last = ends.find((row) => near(row?.x, 5 * 271674));
  assert.ok(near(last?.y, E + A / 5 ** alpha), `${last?.y}`);
});

test("distillation: draws the runs of one set of unique tokens, and says where a teacher is missing", async () => {
  const left = panelOf(await shipped(), 0);
  assert.equal(runsOf(left).filter(({ x }) => near(x, 271674)).length, 5 + 5 + 6);
  const without = rows(["family=ar", "unique_tokens=51200"]).filter(({ recipe }) => recipe !== "ensemble");
  const spec = kind.draw(await compared(without));
  assert.match(captionOf(spec), /The teachers of 4 students are not among the rows\./);
  assert.match(captionOf(spec), /No share is known where the teacher of student "distill-/);
  // With no share to show there is no panel of shares, and names stand beside the losses.
  assert.equal((spec as unknown as { concat: unknown[] }).concat.length, 1);
  assert.ok(wordsOf(panelOf(spec, 0)).includes("distilled, λ 1, 32 epochs"), wordsOf(panelOf(spec, 0)).join("; "));
});

test("distillation: refuses rows without a student, in the words of the analysis", async () => {
  const data = await compared(rows(["family=ar", "recipe=regularized", "unique_tokens=51200"]));
  assert.throws(
    () => kind.draw(data),
    (error: unknown) => error instanceof IsolossError && /no run has recipe distilled/.test(error.message) && error.hint !== undefined,
  );
});
