import assert from "node:assert/strict";
import { test } from "node:test";
import { checkRuns } from "../../src/doctor/checkRuns.ts";
import { loadRuns } from "../../src/ingest/load.ts";
import { groupBy } from "../../src/table/groupBy.ts";
import { observations } from "../../src/table/observations.ts";

const loaded = await loadRuns(["runs/kjv-tiny"]);

// Counts: runs/kjv-tiny/README.md and the number of its files.
test("the shipped runs are read without a flag: 199 runs and five ensembles of 31 subsets", () => {
  assert.deepEqual([...loaded.problems, ...checkRuns(loaded.runs)], []);
  assert.equal(loaded.files.length, 204);
  const ensembles = loaded.runs.filter((run) => run.recipe === "ensemble");
  assert.equal(loaded.runs.length - ensembles.length, 199);
  const files = groupBy(observations(loaded.runs, { where: ["folder=ensembles"] }).observations, [
    "params",
    "weight_decay",
    "unique_tokens",
  ]);
  assert.deepEqual(
    files.map((group) => group.observations.length),
    [31, 31, 31, 31, 31],
  );
  assert.deepEqual(new Set(ensembles.map((run) => run.members)), new Set([1, 2, 3, 4, 5]));
  assert.ok(ensembles.every((run) => run.memberRuns?.length === run.members && run.points.length === 1));
});

test("finals are the better measured losses, students know their teachers, and nothing is excluded", () => {
  const { observations: rows, excluded, problems } = observations(loaded.runs, { where: ["folder!=ensembles"] });
  assert.equal(rows.length, 199);
  assert.deepEqual(excluded, []);
  assert.deepEqual(problems, []);
  for (const run of loaded.runs.filter((r) => r.finalLoss !== undefined))
    assert.equal(rows.find((row) => row.run === run.run)?.loss, run.finalLoss);
  const students = rows.filter((row) => row.recipe === "distilled" || row.recipe === "self_distilled");
  assert.deepEqual(students.map((row) => row.teacherRuns?.length).sort(), [1, 1, 5, 5, 5, 5]);
  assert.ok(
    rows.every((row) => row.members === 1 && row.epochs !== undefined && row.compute === 6 * (row.params ?? 0) * (row.tokens ?? 0)),
  );
});
