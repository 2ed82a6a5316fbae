import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { checkRuns } from "../../src/doctor/checkRuns.ts";
import { loadRuns } from "../../src/ingest/load.ts";
import { observations } from "../../src/table/observations.ts";

const data = process.env.ISOLOSS_DATA ?? "../shared/data";
const skip = existsSync(data) || process.env.ISOLOSS_DATA ? false : `no reference data at ${data}: set ISOLOSS_DATA`;

test("Chinchilla runs: 245 points of which the replication kept 240 (Besiroglu et al. 2024)", { skip }, async () => {
  const { runs, problems } = await loadRuns([join(data, "chinchilla/chinchilla_epoch.csv")]);
  assert.deepEqual(checkRuns(runs), []);
  assert.equal(runs.length, 245);
  assert.deepEqual(problems, []);
  const { observations: rows } = observations(runs, { where: ["kept_by_replication=1"] });
  assert.equal(rows.length, 240);
  assert.deepEqual([rows[0]?.params !== undefined, rows[0]?.tokens !== undefined, rows[0]?.compute !== undefined], [true, true, true]);
});

test("data-constrained runs: 319, of which 182 are in the published fit (Muennighoff et al. 2023)", { skip }, async () => {
  const { runs } = await loadRuns([join(data, "datablations/muennighoff_runs.csv")]);
  assert.equal(
    runs.reduce((sum, run) => sum + run.points.length, 0),
    319,
  );
  const { observations: rows } = observations(runs, { where: ["in_fit_182=1"] });
  assert.equal(rows.length, 182);
  assert.ok(
    rows.every((row) => row.family === "ar" && row.lossKind === "nll" && row.uniqueTokens !== undefined && row.epochs !== undefined),
  );
});
