import assert from "node:assert/strict";
import { test } from "node:test";
import { columnarRun, curveOf, setupOf } from "../../src/curve.ts";
import { IsolossError, RunLogError } from "../../src/errors.ts";
import { parseLog } from "../../src/ingest/index.ts";
import type { LossPoint, Observation, Run } from "../../src/run.ts";
import { alongRuns } from "../../src/table/alongRuns.ts";
import { observations } from "../../src/table/observations.ts";

const ROWS = 400;
const EARLY = 37;

/** Runs of many evaluations, each lowest at a place of its own; one has the highest loss in its middle. */
function text(runs: number, lossAt = (_run: number, _i: number, loss: number): number | string => loss): string {
  const lines = ["run,family,params,unique_tokens,note,tokens,loss"];
  for (let run = 0; run < runs; run++)
    for (let i = 0; i < ROWS; i++) {
      const loss = 3 + Math.abs(i - EARLY - run) / ROWS + 0.001 * Math.sin(i);
      lines.push(`r${run},ar,${1e6 * (run + 1)},1000,${i % 2 ? "odd" : "even"},${10 * (i + 1)},${lossAt(run, i, loss)}`);
    }
  return lines.join("\n");
}
const read = (log: string): Run[] => parseLog({ file: "runs.csv", text: log }).runs;
const runs = read(text(8, (run, i, loss) => (run === 5 && i === 201 ? 9 : loss)));
const byRun = (rows: readonly Observation[]): Observation[][] =>
  [...new Set(rows.map(({ run }) => run))].map((id) => rows.filter(({ run }) => run === id));
const lowest = (rows: readonly Observation[]): Observation => rows.reduce((low, row) => (row.loss < low.loss ? row : low));

test("of few evaluations all are rows, as of the checkpoint every", () => {
  for (const where of [[], ["note=odd"], ["tokens>=2000", "params<=3e6"]]) {
    const { observations: rows, evaluations } = alongRuns(runs, { where });
    assert.deepEqual(rows, observations(runs, { checkpoint: "every", where }).observations);
    assert.equal(evaluations, rows.length);
  }
});

test("of many the first, the last and the lowest of each run stay as they are, and they are in order", () => {
  for (const where of [[], ["note=odd"]]) {
    const all = observations(runs, { checkpoint: "every", where }).observations;
    const { observations: rows, evaluations } = alongRuns(runs, { where, most: 160 });
    assert.equal(evaluations, all.length);
    assert.ok(rows.length > 100 && rows.length <= 160 + 16, String(rows.length));
    const [whole, some] = [byRun(all), byRun(rows)];
    assert.equal(some.length, 8);
    for (const [i, own] of some.entries()) {
      const every = whole[i] as Observation[];
      assert.deepEqual([own[0], own.at(-1), lowest(own)], [every[0], every.at(-1), lowest(every)]);
      assert.deepEqual(
        own.map(({ tokens }) => tokens),
        own.map(({ tokens }) => tokens as number).toSorted((a, b) => a - b),
      );
    }
    assert.equal(Math.max(...rows.map(({ loss }) => loss)), 9);
  }
});

test("of more runs than can be kept some stay, with the least and the greatest of every quantity", () => {
  const many = read(text(60));
  const { observations: rows, evaluations } = alongRuns(many, { most: 30 });
  assert.equal(evaluations, 60 * ROWS);
  assert.ok(rows.length >= 30 && rows.length <= 46, String(rows.length));
  const params = rows.map((row) => row.params as number);
  assert.deepEqual([Math.min(...params), Math.max(...params)], [1e6, 6e7]);
  const tokens = rows.map((row) => row.tokens as number);
  assert.deepEqual([Math.min(...tokens), Math.max(...tokens)], [10, 10 * ROWS]);
});

test("evaluations that are left out are never made", () => {
  let made = 0;
  const held = runs.map((run) => {
    const { points } = run;
    const point = (i: number): LossPoint => {
      made++;
      return points[i] as LossPoint;
    };
    return columnarRun(setupOf(run), { count: points.length, curve: () => curveOf(run), point, line: (i) => points[i]?.source.line });
  });
  const { observations: rows } = alongRuns(held, { most: 160 });
  assert.deepEqual(rows, alongRuns(runs, { most: 160 }).observations);
  // One more a run: what holds for the whole of it is read with its first evaluation.
  assert.ok(made <= rows.length + 2 * runs.length, String(made));
});

test("an evaluation that cannot be read is refused, also where it would be left out; conditions that nothing meets say so", () => {
  const broken = read(text(2, (run, i, loss) => (run === 1 && i === 55 ? -1 : loss)));
  assert.throws(
    () => alongRuns(broken, { most: 10 }),
    (error) => error instanceof RunLogError && /runs\.csv:457: Cannot read loss -1/.test(error.message),
  );
  assert.equal(alongRuns(broken, { most: 10, where: ["loss>0"] }).evaluations, 2 * ROWS - 1);
  assert.throws(() => alongRuns(runs, { where: ["family=mdm"] }), IsolossError);
});
